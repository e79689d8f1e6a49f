"""Looking at a project of PPM Express: one list, and everything in it that a look has to tell."""

from __future__ import annotations

from typing import Any

import pytest

from core.connectors.ppm import PpmSettings
from core.model.errors import TryLater
from core.model.items import ItemRef, Person, Side, Snapshot
from sandbox.ppm import fill
from tests.connectors.ppm_stage import ANNA_S, BEN, FIELDS, HOME, PROJECT, PpmStage, recited


def seen(stage: PpmStage, ref: ItemRef, *fields: str) -> Snapshot:
    return stage.system.fetch([ref], fields or FIELDS)[ref]


def test_any_number_of_tasks_costs_one_call_once_fields_are_known() -> None:
    stage = PpmStage()
    refs = [stage.create(f"Chore {n}") for n in range(30)]
    stage.system.fetch(refs, FIELDS)
    stage.calls.clear()

    stage.system.fetch(refs, FIELDS)

    assert stage.calls == ["GET projects/apollo/tasks"]


def test_the_fields_are_asked_for_again_after_a_while() -> None:
    stage = PpmStage()
    stage.system.fetch([], FIELDS)
    stage.clock.pass_(minutes=11)
    stage.calls.clear()

    stage.system.fetch([], FIELDS)

    assert stage.calls.count("GET Fields/Task") == 1


def test_projects_of_one_tenant_share_what_they_know_of_fields() -> None:
    stage = PpmStage()
    stage.system.fetch([], FIELDS)
    stage.calls.clear()

    stage.another().fetch([], FIELDS)

    assert stage.calls == ["GET projects/apollo/tasks"]


def test_a_task_is_found_whatever_the_case_of_its_id() -> None:
    stage = PpmStage()
    shouted = ItemRef(Side.PPM, stage.create("Pay by invoice").key.upper())

    assert seen(stage, shouted).ref == shouted


def test_an_empty_project_has_no_tasks() -> None:
    assert PpmStage().system.fetch([ItemRef(Side.PPM, "1")], FIELDS) == {}


def test_a_task_with_children_has_what_the_product_adds_up() -> None:
    stage = PpmStage()
    above = stage.create("Payments")
    stage.create("Pay by invoice", above)

    assert seen(stage, above).computed == {"Effort", "StartDate", "DueDate", "Progress"}


def test_a_task_without_children_has_nothing_that_is_added_up() -> None:
    stage = PpmStage()

    assert seen(stage, stage.create("Pay by invoice")).computed == frozenset()


def test_what_is_added_up_is_a_setting() -> None:
    stage = PpmStage(settings=PpmSettings(computed_for_parents=frozenset({"Due date"})))
    above = stage.create("Payments")
    stage.create("Pay by invoice", above)

    assert seen(stage, above).computed == {"DueDate"}


def test_a_field_asked_for_by_its_label_is_told_under_that_name() -> None:
    stage = PpmStage()
    ref = stage.create("Pay by invoice", DueDate="2026-03-02")

    found = seen(stage, ref, "due date")

    assert found.told == {"due date"}
    assert found.value("due date") == "2026-03-02T00:00:00Z"


def test_readonly_fields_are_told_as_such() -> None:
    stage = PpmStage()

    found = seen(stage, stage.create("Pay by invoice"), "Name", "CreatedDate", "Predecessor")

    assert found.readonly == {"CreatedDate", "Predecessor"}


def test_a_mirrored_task_cannot_be_written_at_all_and_says_why() -> None:
    stage = PpmStage()

    found = seen(stage, stage.mirrored())

    assert found.readonly == found.told == FIELDS
    assert "mirrored from VSTS" in found.parent_readonly


def test_assigned_people_have_their_address() -> None:
    stage = PpmStage()
    ben = stage.resource(BEN)
    ref = stage.create("Pay by invoice", AssignedTo=[{"id": ben}])

    assert seen(stage, ref).value("AssignedTo") == (Person(BEN, "Ben Okafor", ben),)


def test_somebody_new_is_asked_for_at_once() -> None:
    stage = PpmStage()
    ref = stage.create("Pay by invoice")
    seen(stage, ref)
    zoe = {"attributes": {"Name": "Zoe", "Email": "zoe@contoso.example"}}
    made = stage.http.post("Resources", json=zoe).json()["data"]["id"]
    stage.edit(ref, "AssignedTo", [{"id": made}])

    assert seen(stage, ref).value("AssignedTo") == (Person("zoe@contoso.example", "Zoe", made),)


def test_somebody_who_stays_unknown_is_asked_for_once() -> None:
    stage = PpmStage()
    ref = stage.create("Pay by invoice")
    stage.edit(ref, "AssignedTo", [{"id": stage.resource(BEN)}, {"id": stage.resource(ANNA_S)}])
    seen(stage, ref)
    system, calls = recited(stage, {"Resources": {"data": []}})

    for _ in range(3):
        found = system.fetch([ref], FIELDS)[ref]

    assert [each.mail for each in people(found)] == ["", ""]
    assert calls.count("Resources") == 2


def people(found: Snapshot) -> list[Person]:
    value = found.value("AssignedTo")
    assert isinstance(value, tuple)
    return [each for each in value if isinstance(each, Person)]


@pytest.mark.parametrize("hierarchy", ["reference", "reference_object", "outline"])
def test_a_parent_is_told_in_every_way_that_there_is(hierarchy: str) -> None:
    stage = PpmStage({"hierarchy": hierarchy})
    above = stage.create("Payments")
    ref = stage.create("Pay by invoice", above)

    found = stage.system.fetch([ref, above], FIELDS)

    assert (found[ref].parent_told, found[ref].parent) == (True, above)
    assert (found[above].parent_told, found[above].parent) == (True, None)


def test_an_outline_says_that_places_cannot_be_written() -> None:
    stage = PpmStage({"hierarchy": "outline"})

    assert "nobody" in seen(stage, stage.create("Pay by invoice")).parent_readonly


def test_without_any_hierarchy_no_parent_is_told() -> None:
    stage = PpmStage({"hierarchy": "none"})
    found = seen(stage, stage.create("Pay by invoice", stage.create("Payments")))

    assert (found.parent_told, found.parent, found.parent_readonly) == (False, None, "")


def test_an_address_leads_to_the_task_where_the_tenant_has_told_one() -> None:
    template = "https://app.ppm.express/eu/@contoso/{project}/{task}"
    stage = PpmStage(settings=PpmSettings(task_url=template))
    ref = stage.create("Pay by invoice")

    assert seen(stage, ref).url == f"https://app.ppm.express/eu/@contoso/{PROJECT}/{ref.key}"


@pytest.mark.parametrize("how", ["404", "403"])
def test_a_project_that_cannot_be_read_is_suspended_not_empty(how: str) -> None:
    stage = PpmStage({"unknown_project_list": how})
    nowhere = stage.another("00000000-0000-4000-8000-000000000000")

    with pytest.raises(TryLater, match=r"project 0+-.* cannot be read.*suspended"):
        nowhere.fetch([], FIELDS)


def test_an_archived_project_is_suspended() -> None:
    stage = PpmStage()
    stage.world.projects[PROJECT].archived = True

    with pytest.raises(TryLater, match="suspended"):
        stage.system.fetch([], FIELDS)


def test_pages_are_followed_should_they_ever_come() -> None:
    stage = PpmStage()
    ref = stage.create("Pay by invoice")
    stage.system.fetch([], FIELDS)
    found = stage.http.get(f"projects/{PROJECT}/tasks").json()["data"]
    first = {"data": [], "nextLink": f"{HOME}/more"}
    pages = {f"projects/{PROJECT}/tasks": first, "more": {"data": found}}

    system, _ = recited(stage, pages)

    assert ref in system.fetch([ref], FIELDS)


@pytest.mark.parametrize(
    "page",
    [
        {"data": [], "nextLink": "https://elsewhere.example/more"},
        {"data": [], "nextLink": f"projects/{PROJECT}/tasks"},
        {"data": [], "continuationToken": "again and again"},
        {"data": {"not": "a list"}},
    ],
)
def test_a_list_that_cannot_be_had_whole_is_no_list(page: Any) -> None:
    system, calls = recited(PpmStage(), {f"projects/{PROJECT}/tasks": page})

    with pytest.raises(TryLater):
        system.fetch([], FIELDS)

    assert calls[-1].endswith("tasks")


def test_ten_thousand_tasks_are_one_look() -> None:
    stage = PpmStage()
    fill(stage.world, stage.world.projects[PROJECT], 10_000)
    refs = [ItemRef(Side.PPM, key) for key in stage.world.projects[PROJECT].tasks]

    found = stage.system.fetch(refs, FIELDS)

    assert len(found) == len(refs)
    assert stage.calls.count("GET projects/apollo/tasks") == 1
