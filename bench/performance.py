"""Puts a full run into `docs/performance.md`, between two markers, and its plot beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import plot, telling
from bench.frame import Measured
from bench.stage import ROOT

PAGE = ROOT / "docs" / "performance.md"
PLOT = "pictures/growth.svg"
BEGIN, END = "<!-- written by the bench: begin -->", "<!-- written by the bench: end -->"
GROWTH_REACH = 1.25


def write(found: Sequence[Measured], seed: int, page: Path = PAGE) -> None:
    growth = {name: costs for each in found for name, costs in each.growth.items()}
    if growth:
        (page.parent / PLOT).write_text(plot.svg(growth, GROWTH_REACH), "utf-8")
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    told = "\n\n".join([BEGIN, *_told(found, seed, bool(growth)), END])
    page.write_text(before + told + after, "utf-8")


def _told(found: Sequence[Measured], seed: int, plotted: bool) -> list[str]:
    machine, runs = telling.machine(), len(found[0].ours)
    day = datetime.now(UTC).date().isoformat()
    words = (
        f"{day}, seed {seed}, median of {runs} runs each. {machine['processor'] or 'A processor'}"
        f" with {machine['cores']} cores, {machine['memory_gb']} GB; {machine['system']},"
        f" Python {machine['python']}, "
        + ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
        + "."
    )
    shown = [f"![The cost of one link by how many links there are]({PLOT})"] if plotted else []
    return [words, telling.markdown(telling.table(found)), *shown]
