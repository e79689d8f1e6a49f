"""`python -m bench.peak PROJECT`: a process that sweeps the project once and tells its tree once,
with its settings in the environment, and prints the most memory it held, in MB."""

from __future__ import annotations

import resource
import sys

from bench.linked import Linked
from bench.rows.page import show
from core.wiring import services


def main(project: str) -> None:
    world = Linked(services(), project, {})
    world.sweep()
    show(world)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(most / (2**20 if sys.platform == "darwin" else 2**10))


if __name__ == "__main__":
    main(sys.argv[1])
