"""Vendors that mean their limits: nobody runs into them, and everything gets done all the same."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import pytest

from core.model.approvals import Direction
from core.model.budgets import Urgency
from core.model.errors import Conflict, TryLater
from core.model.items import Side
from tests.sync.busy_vendors import DEVOPS, EXPRESS, BusyVendors, Instance
from tests.worlds import TITLE


def edits(vendors: BusyVendors, sides: dict[Side, int]) -> None:
    """The first links change in Azure DevOps, the ones after that in PPM Express."""
    numbers = iter(range(len(vendors.refs)))
    for side, number in sides.items():
        for _ in range(number):
            at = next(numbers)
            field = TITLE.fields(side)[0]
            stage = vendors.ado if side is Side.ADO else vendors.ppm
            stage.edit(vendors.refs[at][side], field, f"Edited {at}")


def in_step(vendors: BusyVendors) -> bool:
    """Whether both sides say the same, asked past every budget."""
    ado = vendors.ado.system.fetch([refs[Side.ADO] for refs in vendors.refs], {"System.Title"})
    ppm = vendors.ppm.system.fetch([refs[Side.PPM] for refs in vendors.refs], {"Name"})
    return all(
        ado[refs[Side.ADO]].values["System.Title"] == ppm[refs[Side.PPM]].values["Name"]
        for refs in vendors.refs
    )


def be_gentle(vendors: BusyVendors) -> None:
    vendors.ado.world.switches.rate_limits = False
    vendors.ppm.world.switches = vendors.ppm.world.switches.turned({"rate_limit": "off"})


def test_hooks_sweeps_and_a_large_approval_at_once_run_into_no_limit() -> None:
    vendors = BusyVendors(links=240)
    edits(vendors, {Side.ADO: 120, Side.PPM: 120})
    one, other = Instance(vendors), Instance(vendors)
    one.sweeps()
    vendors.be_strict()
    one.approves(Direction.TO_PPM, range(120))
    one.approves(Direction.TO_ADO, range(120, 240))

    for turn in range(200):
        for instance in (one, other):
            instance.applies()
            with suppress(TryLater, Conflict):
                instance.sweeps()
            for refs in vendors.refs[turn % 240 :][:3]:
                with suppress(TryLater, Conflict):
                    instance.hears_of(refs[Side.ADO])
        vendors.pass_(seconds=5)

    assert vendors.waiting == 0
    assert vendors.heard.total() <= 1, vendors.heard
    assert vendors.calls > 600
    be_gentle(vendors)
    assert in_step(vendors)


def test_without_a_budget_the_same_work_runs_into_the_limits() -> None:
    """Or the test above would prove nothing."""
    vendors = BusyVendors(links=120)
    edits(vendors, {Side.ADO: 120})
    one = Instance(vendors, paced=False)
    one.sweeps()
    vendors.be_strict()
    one.approves(Direction.TO_PPM, range(120))

    for _ in range(10):
        one.applies()
        vendors.pass_(seconds=5)

    assert vendors.heard["429 ppm.test"] > 1


def test_people_get_through_while_the_sweep_waits() -> None:
    vendors = BusyVendors(links=3)
    vendors.be_strict()
    one, other = Instance(vendors), Instance(vendors)
    with pytest.raises(TryLater, match="asked as often as it allows"):
        one.sweeps_on_and_on()

    edits(vendors, {Side.ADO: 1})
    other.hears_of(vendors.refs[0][Side.ADO])
    other.approves(Direction.TO_PPM, range(1))

    assert other.applies() == 1
    assert vendors.heard.total() == 0


def at_once(instance: Instance, link: int, vendors: BusyVendors) -> int:
    """Somebody approves one link and waits for it; whether it is done then."""
    instance.approves(Direction.TO_PPM, range(link, link + 1))
    waiting = vendors.store.approvals.waiting(vendors.project.id)
    [mine] = (row.id for row in waiting if row.link == f"link-{link}")
    return instance.applies(request=mine)


def a_backfill(urgency: Urgency, minutes: int) -> tuple[BusyVendors, Counter[str]]:
    """So much is approved that it takes minutes; meanwhile hooks are heard of, sweeps are due, and
    now and then a person approves one thing and wants it done. Who got through, by what it was."""
    vendors, done = BusyVendors(links=400), Counter[str]()
    edits(vendors, {Side.ADO: 400})
    one, other = Instance(vendors), Instance(vendors)
    one.sweeps()
    vendors.be_strict()
    one.approves(Direction.TO_PPM, range(300))
    for turn in range(minutes * 12):
        done["backlog"] += one.applies(urgency)
        with suppress(TryLater, Conflict):
            other.hears_of(vendors.refs[399][Side.PPM])
            done["hook"] += 1
        with suppress(TryLater, Conflict):
            other.sweeps()
            done["sweep"] += 1
        if turn % 12 == 11:
            done["person"] += at_once(other, 300 + turn // 12, vendors)
        vendors.pass_(seconds=5)
    return vendors, done


def test_while_a_large_backfill_is_worked_off_hooks_and_sweeps_have_their_share() -> None:
    vendors, done = a_backfill(Urgency.BACKLOG, 6)

    assert vendors.waiting > 0, "it was over too soon to prove anything"
    assert min(done["hook"], done["sweep"]) >= 6, done
    assert done["person"] == 6
    assert done["backlog"] >= 90
    assert vendors.heard.total() <= 1


def test_were_it_a_persons_act_the_sweep_would_find_nothing_left() -> None:
    """Or the test above would prove nothing."""
    _, done = a_backfill(Urgency.PERSON, 3)

    assert done["sweep"] <= 1


@pytest.mark.parametrize("urgency", list(Urgency))
def test_a_retry_after_beside_a_200_is_obeyed_by_the_other_instance(urgency: Urgency) -> None:
    vendors = BusyVendors(links=1)
    one, other = Instance(vendors), Instance(vendors)
    vendors.ado.faults.add("200_retry_after", times=1, retry_after=30)
    refs = [vendors.refs[0][Side.ADO]]

    assert one.systems[Urgency.SWEEP][Side.ADO].fetch(refs[:0], set()) == {}
    with pytest.raises(TryLater, match="asked us to wait"):
        one.systems[Urgency.SWEEP][Side.ADO].fetch(refs, {"System.Title"})
    with pytest.raises(TryLater, match="asked us to wait"):
        other.systems[urgency][Side.ADO].fetch(refs, {"System.Title"})

    vendors.pass_(seconds=30)
    assert set(other.systems[urgency][Side.ADO].fetch(refs, {"System.Title"})) == set(refs)


def test_a_pass_without_changes_writes_nothing_but_budgets_and_its_look() -> None:
    vendors = BusyVendors(links=3)
    one = Instance(vendors)
    links = dict(vendors.store.links.rows)

    one.sweeps()
    one.sweeps()

    assert vendors.store.links.rows == links
    assert not vendors.store.history.rows
    assert set(vendors.store.budgets.rows) == {DEVOPS.id, EXPRESS.id}
