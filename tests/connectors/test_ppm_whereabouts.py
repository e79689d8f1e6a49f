"""Why a task is not in its project's list any more."""

from core.connectors.ppm.whereabouts import MOST
from core.model.absence import Absence
from core.model.items import ItemRef, Side, Snapshot
from sandbox.backlog import Backlog, SeedProject
from sandbox.ppm import load, project_id, tasks, tenant
from tests.connectors.ppm_stage import ANNA, FIELDS, PROJECT, PpmStage, seen


def with_others(*names: str) -> PpmStage:
    stage = PpmStage()
    load(stage.world, Backlog(tuple(map(SeedProject, names)), (), ()))
    return stage


def test_a_deleted_task_cannot_be_found() -> None:
    stage = with_others("Gemini")
    before = seen(stage, stage.create("Pay by invoice"))
    stage.remove(before.ref)

    assert stage.system.absence([before]) == {before.ref: Absence.UNKNOWN}


def test_a_task_that_went_to_another_project_is_out_of_scope_and_is_back_once_it_returns() -> None:
    stage = with_others("Gemini")
    before = seen(stage, stage.create("Pay by invoice"))
    task, home = stage.task(before.ref), stage.world.project(PROJECT)
    tasks.transfer(stage.world, task, stage.world.project(project_id("Gemini")), ANNA)
    assert stage.system.absence([before]) == {before.ref: Absence.OUT_OF_SCOPE}

    tasks.transfer(stage.world, task, home, ANNA)

    assert set(stage.system.fetch([before.ref], FIELDS)) == {before.ref}


def test_hundreds_of_lost_tasks_cost_one_call_for_each_of_a_few_other_projects() -> None:
    stage = with_others(*(f"Project {number}" for number in range(MOST + 5)))
    lost = [Snapshot(ItemRef(Side.PPM, f"task-{number}")) for number in range(300)]
    stage.calls.clear()

    found = stage.system.absence(lost)

    assert set(found.values()) == {Absence.UNKNOWN}
    assert len(stage.calls) == MOST + 2


def test_a_project_that_only_answers_with_an_empty_list_is_told_to_be_out_of_reach() -> None:
    stage = PpmStage({"unknown_project_list": "empty"})
    before = seen(stage, stage.create("Pay by invoice"))
    tenant.delete_project(stage.world, stage.world.project(PROJECT), ANNA)

    assert stage.system.fetch([before.ref], FIELDS) == {}
    assert stage.system.absence([before]) == {before.ref: Absence.NO_ACCESS}


def test_another_project_that_is_away_keeps_no_task_from_its_words() -> None:
    stage = with_others("Gemini")
    before = seen(stage, stage.create("Pay by invoice"))
    stage.remove(before.ref)
    stage.faults.add("503_html", f"{project_id('Gemini')}/tasks")

    assert stage.system.absence([before]) == {before.ref: Absence.UNKNOWN}
