"""A neutral backlog becomes projects and tasks, and the same ones in every run."""

from typing import Any

import pytest

from sandbox.backlog import Backlog, Person, SeedItem, SeedProject
from sandbox.ppm import Switches, World, fill, load, project_id
from sandbox.seed import seed
from tests.sandbox.ppm_tenant import Clock

ANNA = Person("Anna Keller", "anna@contoso.example")
SCHEDULING = "Microsoft.VSTS.Scheduling."


def a_backlog(*items: SeedItem) -> Backlog:
    return Backlog((SeedProject("Apollo"),), (ANNA,), items)


def an_item(number: int = 1, **told: Any) -> SeedItem:
    standard = {"project": "Apollo", "type": "Task", "state": "New", "title": "Pay by invoice"}
    return SeedItem(id=number, **{**standard, **told})


def loaded(item: SeedItem, **switches: Any) -> dict[str, Any]:
    world = World(Switches().turned(switches), now=Clock())
    ids = load(world, a_backlog(item))
    return world.tasks[ids[item.id]].values


@pytest.mark.parametrize(
    ("state", "progress"), [("New", 0), ("Active", 50), ("Resolved", 50), ("Closed", 100)]
)
def test_a_state_becomes_progress(state: str, progress: int) -> None:
    assert loaded(an_item(state=state))["Progress"] == progress


def test_fields_become_attributes() -> None:
    fields = {
        "System.AssignedTo": "ANNA@contoso.example",
        "System.Description": "<p>As a buyer</p>",
        "Microsoft.VSTS.Common.Priority": 2,
        SCHEDULING + "StartDate": "2026-11-23T00:00:00Z",
        SCHEDULING + "FinishDate": "2026-11-25T00:00:00Z",
        SCHEDULING + "OriginalEstimate": 8.0,
        SCHEDULING + "RemainingWork": 4.0,
    }

    values = loaded(an_item(fields=fields, tags=("risk",)))

    assert values["Name"] == "Pay by invoice"
    assert (str(values["StartDate"]), str(values["DueDate"])) == ("2026-11-23", "2026-11-25")
    assert (values["Duration"], values["Effort"], values["RemainingWork"]) == (3, 8.0, 4.0)
    assert (values["Priority"], values["Tags"]) == ("High", ["risk"])
    assert len(values["AssignedTo"]) == 1


def test_a_parent_becomes_the_parent() -> None:
    world = World(now=Clock())

    ids = load(world, a_backlog(an_item(1), an_item(2, parent=1)))

    assert world.tasks[ids[2]].parent == ids[1]


def test_only_some_of_a_backlog_may_be_there_as_tasks() -> None:
    world = World(now=Clock())

    ids = load(world, a_backlog(an_item(1), an_item(2, parent=1)), lambda item: item.id == 2)

    assert list(ids) == [2]
    assert world.tasks[ids[2]].parent is None


def test_the_same_backlog_gets_the_same_ids_in_every_run() -> None:
    backlog = seed(1, 60)

    assert load(World(now=Clock()), backlog) == load(World(now=Clock()), backlog)


def test_loading_is_neither_logged_nor_told() -> None:
    world = World(now=Clock())

    load(world, seed(1, 60))

    assert world.written() == []


def test_summaries_of_a_loaded_backlog_add_up() -> None:
    world = World(now=Clock())
    effort = {SCHEDULING + "Effort": 5.0}
    backlog = a_backlog(
        an_item(1), *(an_item(n, parent=1, fields=effort, state="Closed") for n in (2, 3))
    )

    top = world.tasks[load(world, backlog)[1]].values

    assert (top["Effort"], top["Progress"], top["Status"]) == (10.0, 100, "Done")


def test_people_with_the_same_name_stay_two() -> None:
    world = World(now=Clock())

    load(world, seed(1, 60))

    assert sum(resource.name == "Anna Keller" for resource in world.resources.values()) == 2


def test_a_project_can_be_topped_up_with_chores() -> None:
    world = World(now=Clock())
    load(world, a_backlog(an_item()), mirrored=0)
    project = world.projects[project_id("Apollo")]

    fill(world, project, 200)

    assert len(project.tasks) == 200
    assert any(task.parent for task in project.tasks.values())
