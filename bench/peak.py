"""`python -m bench.peak PROJECT`: a process that sweeps the project once and tells its tree once,
with its settings in the environment, and prints the most memory it held, in MB."""

from __future__ import annotations

import re
import resource
import sys
from pathlib import Path

from bench.linked import Linked
from bench.rows.page import show
from core.wiring import services


def main(project: str) -> None:
    world = Linked(services(), project, {})
    world.sweep()
    show(world)
    print(_most())


def _most() -> float:
    """Linux counts in with `ru_maxrss` what whoever started us held at that moment."""
    status = Path("/proc/self/status")
    if status.exists():
        [found] = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text("ascii"))
        return int(found) / 2**10
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    main(sys.argv[1])
