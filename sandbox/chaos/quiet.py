"""Quiet: nobody edits, nothing fails any more, and the timers run until nothing moves, within
bounds. What has to wait for minutes by design waits for them on everybody's clock at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.chaos.keeper import Keeper
from sandbox.chaos.manager import Approver, Away, Door
from sandbox.chaos.stage import Stage
from sandbox.chaos.weather import LEASE_AND_MORE, wait_for_hooks

_AT_MOST = 180.0
_LATER_AGAIN = 20.0
_A_SWEEP = 5.0
_PATIENCE = 5


def settle(stage: Stage, manager: Approver, keeper: Keeper) -> None:
    """Leases end, lost calls are over, what nobody heard of is looked at. It is quiet where two
    sweeps in a row leave nothing open and everything as it was. What is still open, or still moves,
    after that is for the books to tell."""
    _later(stage)
    wait_for_hooks(stage)
    _repeat(manager)
    keeper.put_right()
    until, again, before = time.monotonic() + _AT_MOST, time.monotonic() + _LATER_AGAIN, None
    while time.monotonic() < until:
        now = _standing(manager.door) if _sweep(manager.door, stage.now) else None
        if now == before and now is not None and not now[0]:
            return
        if time.monotonic() > again:
            _later(stage)
            again = time.monotonic() + _LATER_AGAIN
        before = now


def _later(stage: Stage) -> None:
    """Minutes in which nothing happens, as the app is down for them."""
    stage.kill()
    stage.restart(LEASE_AND_MORE)


def _repeat(manager: Approver) -> None:
    """Whoever got no answer asks once more: the same twice is once."""
    for _ in range(_PATIENCE):
        asked, manager.kept.unanswered = manager.kept.unanswered, []
        for plan, picks in asked:
            manager.approve(plan, picks)
        if not manager.kept.unanswered:
            return


def _sweep(door: Door, clock: Callable[[], datetime]) -> bool:
    """Releases what a brake holds, works off what waits, and looks at everything; whether a look
    that began after that is noted. One beside which something moved is not, and wants another."""
    try:
        for brake in door.call("GET", "/brakes")["brakes"]:
            if brake["on"]:
                door.call("POST", f"/brakes/{brake['id']}/releases", {})
        asked = clock()
        door.wake("apply_timer")
        door.wake("sweep_timer")
        until = time.monotonic() + _A_SWEEP
        while time.monotonic() < until:
            swept = door.call("GET", "")["swept_at"]
            if swept and datetime.fromisoformat(swept) >= asked:
                return True
            time.sleep(0.2)
    except Away:
        time.sleep(1)
    return False


def _standing(door: Door) -> tuple[list[str], list[Any]] | None:
    """What is open, and how every link stands."""
    try:
        found = door.call("GET", "/approvals")["approvals"]
        rows = [(row["id"], row["gone"], row["mismatches"]) for row in door.rows()]
        return [each["id"] for each in found if each["open"]], rows
    except Away:
        return None
