"""The app on the local host as a process of its own, on a clock that may be ahead: a worker that
was killed comes back minutes later without anybody having to wait for them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from core import wiring
from sandbox.clock import Clock
from sandbox.host.__main__ import main as host


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m sandbox.chaos.app", description=__doc__)
    parser.add_argument("--ahead", type=float, default=0.0, help="seconds")
    told, rest = parser.parse_known_args(arguments)
    # Everything is handed its clock by the wiring, so this is the one place that tells the time.
    vars(wiring)["clock"] = Clock(told.ahead)
    return host(rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
