"""An organisation to look around in: Billing, and beside it a project with two teams."""

from __future__ import annotations

from collections.abc import Sequence

from core.connectors.ado import AdoBrowser
from core.connectors.ado.refs import item_id
from core.model.backlogs import Filter
from core.model.items import ItemRef
from sandbox.ado.filling import fill
from sandbox.backlog import Backlog, Iteration, SeedProject, SeedTeam
from tests.connectors.ado_stage import PROJECT, AdoStage

STORES = "Stores"


def a_stage(process: str = "Agile") -> AdoStage:
    """Billing, and beside it a project with two teams and an iteration."""
    stage = AdoStage(process=process)
    teams = (SeedTeam("Stores Team", STORES), SeedTeam("Web", f"{STORES}\\Web"))
    other = SeedProject(
        STORES,
        process,
        areas=(f"{STORES}\\Web", f"{STORES}\\Till"),
        iterations=(Iteration(f"{STORES}\\Sprint 1"),),
        teams=teams,
    )
    fill(stage.world, Backlog((other,), (), ()))
    return stage


def browser(stage: AdoStage) -> AdoBrowser:
    return AdoBrowser(stage.http, stage.world.collection_id, stage.clock)


def find(stage: AdoStage, project: str = PROJECT, **wanted: object) -> list[int]:
    filter_ = Filter(stage.world.collection_id, project, **wanted)  # type: ignore[arg-type]
    return numbers(browser(stage).find(filter_))


def numbers(refs: Sequence[ItemRef]) -> list[int]:
    return [item_id(each) for each in refs]
