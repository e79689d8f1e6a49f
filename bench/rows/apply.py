"""Approvals worked off: how much does Lockstep add to the writes themselves, and how does it stand
beside a script?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from bench import by_hand
from bench.approved import LATENCY_MS, approved
from bench.bare_apply import BareApply
from bench.frame import Better, Bout, Limit, Row, Run
from bench.stage import Stage
from core.model.approvals import Direction


@contextmanager
def to_ado(stage: Stage, size: int) -> Iterator[Bout]:
    with _applied(stage, size, Direction.TO_ADO) as bout:
        yield bout


@contextmanager
def to_ppm(stage: Stage, size: int) -> Iterator[Bout]:
    with _applied(stage, size, Direction.TO_PPM) as bout:
        yield bout


@contextmanager
def _applied(stage: Stage, size: int, direction: Direction) -> Iterator[Bout]:
    world = approved(stage, size)
    with BareApply(world, direction) as bare:
        bout = Bout(lambda: world.ours(direction), lambda: world.timed(direction, bare))
        bout.ours()
        yield bout


@contextmanager
def beside_a_script(stage: Stage, size: int) -> Iterator[Bout]:
    world = approved(stage, size)
    work_items = by_hand.connected(stage.ado_url, stage.folder)

    def rate(run: Run) -> Run:
        return replace(run, figure=size / run.figure)

    def script() -> Run:
        run = world.timed(Direction.TO_ADO, lambda _: by_hand.titles_brought(world, work_items))
        return rate(run)

    def ours() -> Run:
        return rate(world.ours(Direction.TO_ADO))

    ours()
    yield Bout(ours, script)


_SLOW = f"at {LATENCY_MS} ms a call"

TO_ADO = Row(
    name="apply-ado",
    measures=f"1,000 approved titles brought to Azure DevOps, {_SLOW}",
    unit="s",
    better=Better.LOWER,
    full=1_000,
    quick=50,
    begin=to_ado,
    floor="the same looks and writes, 50 to a $batch, and the same transactions, bare",
    reach=1.4,
    limits=(Limit("writes per item", 0.1),),
)

TO_PPM = Row(
    name="apply-ppm",
    measures=f"1,000 approved titles brought to PPM Express, {_SLOW}",
    unit="s",
    better=Better.LOWER,
    full=1_000,
    quick=50,
    begin=to_ppm,
    floor="the same looks and writes, eight at once, and the same transactions, bare",
    reach=1.3,
)

BY_HAND = Row(
    name="apply-script",
    measures=f"approved titles a second brought to Azure DevOps, {_SLOW}",
    unit="titles/s",
    better=Better.HIGHER,
    full=1_000,
    quick=50,
    begin=beside_a_script,
    floor="a script by the vendor's own client: read, compare, patch, one by one",
    reach=8,
)

APPLIES = (TO_ADO, TO_PPM, BY_HAND)
