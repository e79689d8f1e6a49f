"""A fresh process until every function is listed, beside one that imports the library alone."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.frame import Better, Bout, Row, Run
from bench.stage import ROOT, Stage

_OURS = "import function_app"
_BARE = "import azure.functions"
_TIMES = 15


@contextmanager
def begin(_: Stage, __: int) -> Iterator[Bout]:
    with tempfile.TemporaryDirectory(prefix="lockstep-compiled-") as compiled:
        # As deployed, so here: what was compiled once is found compiled.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for code in (_OURS, _BARE):
            _took(code, environment)
        yield Bout(lambda: _best(_OURS, environment), lambda: _best(_BARE, environment))


def _best(code: str, environment: dict[str, str]) -> Run:
    """What else the machine does makes a process slower, never quicker."""
    return Run(min(_took(code, environment) for _ in range(_TIMES)))


def _took(code: str, environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)
    return time.perf_counter() - began


ROW = Row(
    name="cold-start",
    measures="import function_app in a fresh process",
    unit="s",
    better=Better.LOWER,
    full=1,
    quick=1,
    begin=begin,
    floor="a fresh process that imports azure.functions, the one library that it imports",
    reach=1.2,
)
