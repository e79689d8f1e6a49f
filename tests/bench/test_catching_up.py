"""What the page about size works out by division is what the budgets of the app come to."""

from __future__ import annotations

import pytest

from bench.catching_up import DEVOPS, EXPRESS, Left, left_by, on_paper, simulated
from core.model.budgets import Urgency


@pytest.mark.parametrize("approvals", [200, 500])
def test_approvals_for_ppm_express_take_as_long_as_division_says(approvals: int) -> None:
    left = Left(EXPRESS, {Urgency.BACKLOG: 2 * approvals})

    assert simulated(left) == pytest.approx(on_paper(left), rel=0.25)


def test_sweeps_and_hooks_are_heard_while_approvals_are_worked_off() -> None:
    alone = simulated(Left(EXPRESS, {Urgency.BACKLOG: 400}))

    together = simulated(Left(EXPRESS, {Urgency.HOOK: 20, Urgency.SWEEP: 50, Urgency.BACKLOG: 400}))

    assert together <= alone * 1.2


def test_azure_devops_is_not_what_holds_a_tenant_up() -> None:
    express, devops = left_by(links=50_000, projects=50, approvals=200, messages=1_000)

    assert (express.identity, devops.identity) == (EXPRESS, DEVOPS)
    assert simulated(devops) < simulated(express)


def test_twice_as_many_approvals_take_twice_as_long() -> None:
    one, two = (simulated(Left(EXPRESS, {Urgency.BACKLOG: count})) for count in (300, 600))

    assert two == pytest.approx(2 * one, rel=0.3)
