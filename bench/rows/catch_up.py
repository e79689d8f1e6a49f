"""After a day's outage: how long do the budgets let it take, beside what division says?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bench.catching_up import A_DAY, left_by, on_paper, simulated
from bench.frame import Better, Bout, Row, Run
from bench.stage import Stage


@contextmanager
def begin(_: Stage, approvals: int) -> Iterator[Bout]:
    day = {**A_DAY, "approvals": approvals}

    def ours() -> Run:
        express, devops = map(simulated, left_by(**day))
        return Run(max(express, devops), {"ppm express": express, "azure devops": devops})

    yield Bout(ours, lambda: Run(max(map(on_paper, left_by(**day)))))


ROW = Row(
    name="catch-up",
    measures="a day's outage worked off: 50,000 links, 1,000 approvals, in a time of its own",
    unit="min",
    better=Better.LOWER,
    full=A_DAY["approvals"],
    quick=100,
    begin=begin,
    floor="the calls divided by what the vendors allow",
    reach=1.25,
)
