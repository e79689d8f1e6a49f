"""What came of the rows, for people as a table and for programs as JSON."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.frame import Better, Measured

_PACKAGES = ("azure-data-tables", "azure-storage-queue", "httpx", "azure-functions")
_HEAD = ("row", "figure", "unit", "floor", "ratio", "spread", "reach", "met")


def table(found: Sequence[Measured]) -> list[list[str]]:
    """The cells, line by line, the head first."""
    return [list(_HEAD), *map(_cells, found)]


def aligned(lines: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rows = (zip(cells, widths, strict=True) for cells in lines)
    return "\n".join("  ".join(c.ljust(w) for c, w in row).rstrip() for row in rows)


def markdown(lines: Sequence[Sequence[str]]) -> str:
    head, *rest = lines
    rule = ["---"] * len(head)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule, *rest))


def line(found: Measured) -> str:
    """The figure, and what it is held against."""
    ratio = "" if found.ratio is None else f", {found.ratio:.2f} of the floor"
    missed = "".join(f", {each}" for each in found.missed)
    return f"{number(found.figure)} {found.row.unit}{ratio}{missed}"


def _cells(found: Measured) -> list[str]:
    return [
        found.row.name,
        number(found.figure),
        found.row.unit,
        "-" if found.floor is None else number(found.floor),
        "-" if found.ratio is None else f"{found.ratio:.2f}",
        " to ".join(map(number, found.spread)),
        _reach(found),
        "yes" if not found.missed else "no: " + "; ".join(found.missed),
    ]


def _reach(found: Measured) -> str:
    row, reach = found.row, found.row.reach
    limits = [
        f"{each.count} as the floor" if each.most is None else f"{each.count} ≤ {each.most:g}"
        for each in row.limits
    ]
    sign = "≥" if row.better is Better.HIGHER else "≤"
    return ", ".join([*([] if reach is None else [f"{sign} {reach:g}"]), *limits])


def number(value: float) -> str:
    """As many digits as tell something, and no more."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def answer(found: Sequence[Measured], seed: int, left: Sequence[str] = ()) -> dict[str, Any]:
    rows = [_told(each) for each in found]
    return {"machine": machine(), "seed": seed, "rows": rows, "not_measured": list(left)}


def _told(found: Measured) -> dict[str, Any]:
    return {
        "row": found.row.name,
        "figure": found.figure,
        "unit": found.row.unit,
        "better": found.row.better.value,
        "floor": found.floor,
        "ratio": found.ratio,
        "spread": found.spread,
        "reach": found.row.reach,
        "met": not found.missed,
        "missed": found.missed,
        "counts": found.counts,
        "growth": found.growth,
        "runs": {
            "ours": [run.figure for run in found.ours],
            "floor": [run.figure for run in found.bare],
        },
    }


def machine() -> dict[str, Any]:
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": _memory_gb(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in _PACKAGES},
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text("utf-8").splitlines() if told.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor()


def _memory_gb() -> float | None:
    if not hasattr(os, "sysconf"):
        return None
    return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1)
