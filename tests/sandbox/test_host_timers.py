import time
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from sandbox.host import Host
from sandbox.host.timers import next_run
from tests.sandbox.host_worlds import APPS, PostOffice, settings


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("*/15 * * * * *", datetime(2026, 11, 24, 10, 0, 15, tzinfo=UTC)),
        ("0 */5 * * * *", datetime(2026, 11, 24, 10, 5, tzinfo=UTC)),
        ("30 0 3 * * *", datetime(2026, 11, 25, 3, 0, 30, tzinfo=UTC)),
        ("*/5 * * * *", datetime(2026, 11, 24, 10, 5, tzinfo=UTC)),
    ],
)
def test_a_schedule_counts_from_seconds(schedule: str, expected: datetime) -> None:
    assert next_run(schedule, datetime(2026, 11, 24, 10, 0, 7, tzinfo=UTC)) == expected


def test_a_timer_rings_by_its_schedule(azurite: str, storage: str) -> None:
    with Host(APPS / "post_office", settings(azurite, storage, "* * * * * *")) as host:
        post_office = PostOffice(host, azurite, storage)

        assert _within(2.5, lambda: post_office.seen()["rings"][:1] == [False])


def test_a_run_that_begins_late_says_so(
    azurite: str, storage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.host.timers.LATE", -1.0)
    with Host(APPS / "post_office", settings(azurite, storage, "* * * * * *")) as host:
        post_office = PostOffice(host, azurite, storage)

        assert _within(2.5, lambda: post_office.seen()["rings"][:1] == [True])


def test_a_disabled_timer_runs_only_when_asked(azurite: str, storage: str) -> None:
    off = settings(azurite, storage, "* * * * * *") | {"AzureWebJobs__ring__Disabled": "true"}
    with Host(APPS / "post_office", off) as host:
        host.run_timer("ring")

        assert PostOffice(host, azurite, storage).seen()["rings"] == [False]


def test_the_admin_address_runs_a_timer_now(post_office: PostOffice) -> None:
    answer = httpx.post(f"{post_office.host.url}/admin/functions/ring", json={})

    post_office.host.drain()

    assert answer.status_code == 202
    assert post_office.seen()["rings"] == [False]


@pytest.mark.parametrize("name", ["unheard_of", "echo"])
def test_the_admin_address_runs_timers_and_queues_only(post_office: PostOffice, name: str) -> None:
    answer = httpx.post(f"{post_office.host.url}/admin/functions/{name}", json={})

    assert answer.status_code == 404


def test_the_admin_address_wants_json(post_office: PostOffice) -> None:
    assert httpx.post(f"{post_office.host.url}/admin/functions/ring").status_code == 415


def test_a_timer_run_by_hand_shows_its_error(post_office: PostOffice) -> None:
    with pytest.raises(RuntimeError, match="the bell is broken"):
        post_office.host.run_timer("crash")


def test_a_schedule_that_is_none_is_refused(azurite: str, storage: str) -> None:
    with pytest.raises(ValueError, match="ring has the schedule 'at noon'"):
        Host(APPS / "post_office", settings(azurite, storage, "at noon")).start()


def _within(seconds: float, true: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.02)
    return False
