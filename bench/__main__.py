"""`python3 dev.py bench`: each row's figure, its floor in the same run, and their ratio. The last
line is JSON; it fails where a row misses its reach, with --quick never."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
import time
from _thread import interrupt_main
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bench import performance, telling
from bench.frame import Measured, Row, measure
from bench.rows import ROWS
from bench.stage import Stage

_QUICK_SECONDS, _FULL_SECONDS = 175.0, 3600.0
_QUICK_BEGINS = 120.0
"""No row begins later with --quick, so that it ends in time on a busy machine, too."""


def main(arguments: Sequence[str] | None = None, rows: Sequence[Row] = ROWS) -> int:
    told = _told(arguments, rows)
    # Told to end, it ends what it started, as with Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    wanted = [row for row in rows if not told.only or row.name in told.only]
    runs = told.runs or (1 if told.quick else 5)
    with _bounded(_QUICK_SECONDS if told.quick else _FULL_SECONDS):
        found, left = _rows(wanted, told, runs)
    print("\n" + telling.aligned(telling.table(found)))
    if left:
        print(f"Not measured, as the time was up: {', '.join(left)}. --only takes them alone.")
    if told.write:
        performance.write(found, told.seed)
    print(json.dumps(telling.answer(found, told.seed, left)), flush=True)
    return 0 if told.quick or not any(each.missed for each in found) else 1


def _rows(
    rows: Sequence[Row], told: argparse.Namespace, runs: int
) -> tuple[list[Measured], list[str]]:
    """What was measured, and the names of the rows for which no time was left."""
    last = time.monotonic() + _QUICK_BEGINS
    found, left = list[Measured](), list[str]()
    with Stage(told.seed) as house:
        for row in rows:
            if told.quick and time.monotonic() > last:
                left.append(row.name)
            else:
                found.append(_measured(row, house, told.quick, runs))
    return found, left


def _measured(row: Row, house: Stage, quick: bool, runs: int) -> Measured:
    with Stage(house.seed, house) as stage:
        found = measure(row, stage, row.quick if quick else row.full, runs)
    print(f"{row.name}: {row.measures}: {telling.line(found)}", flush=True)
    return found


@contextmanager
def _bounded(seconds: float) -> Iterator[None]:
    """Whatever hangs ends as with Ctrl-C, and so do the processes that were started."""
    timer = threading.Timer(seconds, interrupt_main)
    timer.daemon = True
    timer.start()
    try:
        yield
    except KeyboardInterrupt:
        if timer.finished.is_set():
            sys.exit(f"The bench did not end within {seconds:g} seconds.")
        raise
    finally:
        timer.cancel()


def _told(arguments: Sequence[str] | None, rows: Sequence[Row]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 dev.py bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, one run, no judgement")
    names = [row.name for row in rows]
    parser.add_argument("--only", nargs="+", choices=names, metavar="ROW", help=", ".join(names))
    parser.add_argument("--runs", type=_positive, help="of each row; 5, or 1 with --quick")
    parser.add_argument("--seed", type=int, default=1)
    written = "put table and plot of a full run into docs/performance.md"
    parser.add_argument("--write", action="store_true", help=written)
    told = parser.parse_args(arguments)
    if told.write and (told.quick or told.only):
        parser.error("--write is for full runs of all rows")
    return told


def _positive(text: str) -> int:
    if int(text) < 1:
        raise argparse.ArgumentTypeError("at least one run")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
