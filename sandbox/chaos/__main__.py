"""`python3 dev.py chaos`: some minutes of random people and misfortunes, then quiet, then the
books. The last line is JSON; it fails where a promise was broken."""

from __future__ import annotations

import argparse
import json
import signal
import statistics
import sys
import threading
import time
from typing import Any

from sandbox import ppm
from sandbox.chaos.books import OURS, SYSTEM, Books
from sandbox.chaos.keeper import Keeper
from sandbox.chaos.manager import Approver, connect
from sandbox.chaos.people import AtAzure, AtExpress, Worker
from sandbox.chaos.promises import Verdict, verdict
from sandbox.chaos.quiet import settle
from sandbox.chaos.reading import read
from sandbox.chaos.stage import Stage
from sandbox.chaos.weather import HOOKS, Clockwork, Faults, Killer, Storage, calm
from sandbox.chaos.windows import widths

_PATIENCE = 90.0
_TELL_EVERY = 15.0


def main() -> int:
    told = _options()
    # Told to end, it ends what it started, as with Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(f"seed {told.seed}, {told.minutes:g} minutes", flush=True)
    try:
        with Stage(told.seed) as stage:
            return Run(stage, told.seed).play(told.minutes * 60)
    except KeyboardInterrupt:
        return 130


class Run:
    """One run: who takes part, and what came of it."""

    def __init__(self, stage: Stage, number: int) -> None:
        self._stage = stage
        self._stop, self._stop_all = threading.Event(), threading.Event()
        world = ppm.World()
        tasks = ppm.load(world, stage.backlog)
        azure = AtAzure(number, stage, 0.8, self._stop)
        express = AtExpress(number, stage, tasks, 0.8, self._stop)
        self.killer = Killer(number, stage, self._stop)
        people = (azure, express)
        strike = self.killer.strike
        self.manager = Approver(number, stage, people, tasks, self._stop, strike)
        self.keeper = Keeper(number, stage, self._stop)
        self.faults = Faults(number, stage, self._stop)
        wake = self.manager.door.wake
        self._clockwork: list[Worker] = [
            Clockwork("apply_timer", 4.0, wake, self._stop),
            Clockwork("sweep_timer", 9.0, wake, self._stop),
            Clockwork("hooks_timer", 40.0, wake, self._stop),
        ]
        storage = Storage(number, stage, self._stop)
        weather = (self.faults, self.killer, storage)
        self._workers = [*people, self.manager, self.keeper, *weather, *self._clockwork]
        connect(stage, self.manager.door, tasks)
        self._number = number

    def play(self, seconds: float) -> int:
        for side in ("ado", "ppm"):
            self._stage.control(side, "PUT", "hooks", {**HOOKS, "seed": self._number})
        try:
            self._act(seconds)
        finally:
            self._stop.set()
        began = time.monotonic()
        for worker in self._workers:
            worker.join(max(0.0, began + _PATIENCE - time.monotonic()))
        hooks = calm(self._stage)
        settle(self._stage, self.manager, self.keeper)
        books = read(self._stage, self.manager.door, self.manager.kept.plans, self.keeper)
        found = verdict(books)
        figures = self._figures(books, found, hooks)
        figures["quiet_seconds"] = round(time.monotonic() - began)
        return self._tell(found, figures)

    def _act(self, seconds: float) -> None:
        for worker in self._workers:
            worker.start()
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _TELL_EVERY))
            stage = self._stage
            print(
                f"{seconds - max(until - time.monotonic(), 0):4.0f} s: {stage.kills} kills,"
                f" {len(self.manager.kept.plans)} requests approved",
                flush=True,
            )

    def _figures(self, books: Books, found: Verdict, hooks: dict[str, int]) -> dict[str, Any]:
        wide = widths(books)
        people = [row for row in books.log if row.who not in (OURS, SYSTEM)]
        return {
            "seed": self._number,
            **{name: len(cases) for name, cases in found.broken.items()},
            "window_overwrites": len(found.windows),
            "window_ms_p50": round(statistics.median(wide), 1) if wide else None,
            "window_ms_max": round(wide[-1], 1) if wide else None,
            "kills": self._stage.kills,
            "azurite_restarts": self._stage.azurite_restarts,
            "faults": sum(self.faults.struck.values()),
            "edits": len(people),
            "approvals": len(books.approvals),
            "writes": sum(row.who == OURS for row in books.log),
            "created": sum(row.who == OURS and row.makes for row in books.log),
            "unlinked": len(books.parted),
            "linked_by_hand": self.keeper.linked,
            "rule_changes": self.keeper.rule_changes,
            "switches": self.keeper.switches,
            "followed": sum(bool(each.standing) for each in books.approvals.values()),
            "hooks_dropped": hooks.get("dropped", 0),
            "hooks_doubled": hooks.get("doubled", 0),
            "hooks_reordered": hooks.get("reordered", 0),
            "minutes_ahead": round(self._stage.ahead / 60),
        }

    def _tell(self, found: Verdict, figures: dict[str, Any]) -> int:
        for name, cases in found.broken.items():
            for words in cases:
                print(f"{name}: {words}")
        for window in found.windows:
            print(f"window: {window.words}")
        wrong = [error for worker in self._workers for error in worker.wrong]
        for error in wrong:
            print(f"somebody stopped: {type(error).__name__}: {error}")
        print(json.dumps(figures), flush=True)
        return 1 if wrong or any(found.broken.values()) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 dev.py chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
