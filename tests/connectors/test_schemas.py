"""What either vendor tells of its schema over HTTP: what rules stand on, and what is gone of it."""

from __future__ import annotations

from core.connectors.ado import AdoSystem
from core.model.items import State
from core.model.schema import Schema
from tests.connectors.ado_stage import PRIORITY, PROJECT, AdoStage
from tests.connectors.ppm_stage import PpmStage


def asked(stage: AdoStage, *mapped: str) -> Schema:
    home = stage.system.collection
    system = AdoSystem(stage.http, home, stage.clock, projects=[PROJECT])
    return system.schema(mapped)


def names(stage: AdoStage) -> set[str]:
    return {each.name for each in asked(stage).fields}


def test_azure_devops_tells_fields_values_states_and_paths() -> None:
    stage = AdoStage()

    found = asked(stage, PRIORITY, "System.AreaPath")

    assert PRIORITY in {each.name for each in found.fields}
    assert found.listed[PRIORITY] == ["1", "2", "3", "4"]
    assert State("New", "Proposed") in found.states[f"Task of {PROJECT}"]
    assert f"{PROJECT}\\Web" in found.paths.values()
    assert f"{PROJECT}\\Web" in found.listed["System.AreaPath"]


def test_a_deleted_field_is_missed_at_once_and_seen_again_at_once() -> None:
    stage = AdoStage()
    before = names(stage)
    stage.world.catalogue.deleted.add(PRIORITY)
    without = names(stage)
    stage.world.catalogue.deleted.clear()

    assert before - without == {PRIORITY}
    assert names(stage) == before


def test_an_area_keeps_its_id_under_another_name() -> None:
    stage = AdoStage()
    ids = {path: id_ for id_, path in asked(stage).paths.items()}
    [project] = stage.world.projects.values()
    web = project.areas.child("Web")
    assert web is not None
    web.name = "Shop window"
    web.settle()

    assert asked(stage).paths[ids[f"{PROJECT}\\Web"]] == f"{PROJECT}\\Shop window"


def test_without_mapped_values_no_type_is_asked_by_itself() -> None:
    stage = AdoStage()
    stage.calls.clear()

    asked(stage)

    assert len(stage.calls) == 3


def test_ppm_express_tells_fields_and_the_values_its_catalogue_lists() -> None:
    stage = PpmStage()

    found = stage.system.schema(["Priority", "Name"])

    assert "Delivery Stage" in {each.name for each in found.fields}
    assert found.listed == {"Priority": ["Low", "Medium", "High", "Critical"], "Name": []}


def test_the_stand_in_for_azure_devops_deletes_a_field_and_brings_it_back() -> None:
    stage = AdoStage()
    where = f"http://ado.test/_sandbox/field?ref={PRIORITY}"
    stage.http.delete(where).raise_for_status()
    without = names(stage)
    stage.http.put(where).raise_for_status()

    assert PRIORITY not in without
    assert PRIORITY in names(stage)
