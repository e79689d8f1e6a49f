"""When the stand-in is busy, slow, or loses its answer."""

import pytest

from sandbox.ppm import fill
from tests.sandbox.ppm_tenant import PROJECT, Tenant, a_tenant


def a_busy_tenant(how: str) -> Tenant:
    """Two calls a minute, and both are used up."""
    tenant = a_tenant(rate_limit=how, calls_per_minute=2)
    tenant.lockstep.get("Me")
    tenant.clock.pass_seconds(20)
    tenant.lockstep.get("Me")
    return tenant


def test_one_call_too_many_is_told_how_long_to_wait() -> None:
    answer = a_busy_tenant("429_retry_after").lockstep.get("Me")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "40")


def test_one_call_too_many_may_be_told_nothing() -> None:
    answer = a_busy_tenant("429").lockstep.get("Me")

    assert answer.status_code == 429
    assert "Retry-After" not in answer.headers


def test_one_call_too_many_may_be_shown_a_page() -> None:
    answer = a_busy_tenant("503_html").lockstep.get("Me")

    assert answer.status_code == 503
    assert answer.headers["Content-Type"].startswith("text/html")


def test_who_waits_as_told_is_let_in() -> None:
    tenant = a_busy_tenant("429_retry_after")

    tenant.clock.pass_seconds(float(tenant.lockstep.get("Me").headers["Retry-After"]))

    assert tenant.lockstep.get("Me").status_code == 200


def test_one_persons_calls_are_not_counted_against_another() -> None:
    assert a_busy_tenant("429").anna.get("Me").status_code == 200


def test_a_task_is_made_although_its_answer_is_lost() -> None:
    tenant = a_tenant(post_timeout_but_created=True)

    with pytest.raises(ConnectionResetError):
        tenant.create()

    assert [task["attributes"]["Name"] for task in tenant.listed()] == ["Pay by invoice"]


def test_every_call_takes_as_long_as_it_is_told_to() -> None:
    tenant = a_tenant(latency_ms=3000)

    tenant.lockstep.get("Me")

    assert tenant.slept == [3.0]


def test_ten_thousand_tasks_come_in_one_answer() -> None:
    tenant = a_tenant()
    fill(tenant.world, tenant.world.projects[PROJECT], 10_000)

    assert len(tenant.listed()) == 10_000
