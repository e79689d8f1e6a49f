"""The most memory that a process of the app holds while it sweeps a large project and shows it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench.frame import Better, Bout, Row, Run
from bench.linked import linked
from bench.stage import ROOT, Stage


@contextmanager
def begin(stage: Stage, size: int) -> Iterator[Bout]:
    home, world = stage.world(linked, size)
    environment = {**os.environ, **home.settings()}
    command = [sys.executable, "-m", "bench.peak", world.id]

    def ours() -> Run:
        told = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
        )
        return Run(float(told.stdout))

    yield Bout(ours)


ROW = Row(
    name="memory",
    measures="the app's process at its peak, one sweep and one tree of 50,000 links",
    unit="MB",
    better=Better.LOWER,
    full=50_000,
    quick=500,
    begin=begin,
    reach=400,
)
