"""What PPM Express has to offer to a field mapping: its fields, their kinds, their values."""

from __future__ import annotations

from typing import Any

import pytest

from core.connectors.ppm import PpmSystem
from core.model.errors import TryLater
from core.model.fields import VendorField
from core.model.items import ItemRef, Side
from core.model.rules import Kind
from tests.connectors.ppm_stage import FIELDS, PROJECT, PpmStage, recited, written


def field(system: PpmSystem, name: str) -> VendorField:
    return next(each for each in system.catalogue() if each.name == name)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Name", Kind.TEXT),
        ("DueDate", Kind.DATE),
        ("Duration", Kind.WHOLE),
        ("Effort", Kind.DECIMAL),
        ("Progress", Kind.DECIMAL),
        ("IsMilestone", Kind.YES_NO),
        ("Priority", Kind.CHOICE),
        ("Regions", Kind.CHOICE),
        ("AssignedTo", Kind.PEOPLE),
        ("Tags", Kind.TAGS),
        ("ADO Link", Kind.TEXT),
        ("Predecessor", None),
        ("ParentId", None),
    ],
)
def test_each_field_has_the_kind_of_what_it_holds(name: str, kind: Kind | None) -> None:
    assert field(PpmStage().system, name).kind is kind


@pytest.mark.parametrize("name", ["CreatedDate", "Predecessor", "ParentId"])
def test_what_is_readonly_or_not_understood_is_not_for_writing(name: str) -> None:
    assert not field(PpmStage().system, name).writable


def test_fields_come_by_label_as_people_read_them() -> None:
    labels = [each.label for each in PpmStage().system.catalogue()]

    assert labels == sorted(labels, key=str.casefold)
    assert "Start date" in labels


def test_a_field_without_a_label_is_called_by_its_key() -> None:
    assert field(having({"key": "Cost", "type": "Cost"}), "Cost").label == "Cost"


def test_the_options_of_a_choice_come_in_the_order_of_the_vendor() -> None:
    options = PpmStage().system.options("Priority")

    assert list(options) == ["Low", "Medium", "High", "Critical"]


@pytest.mark.parametrize("shape", ["text", "object"])
@pytest.mark.parametrize("name", ["Delivery Stage", "delivery stage", "DeliveryStage"])
def test_options_are_words_however_they_are_told_and_asked_for(shape: str, name: str) -> None:
    options = PpmStage({"choice_shape": shape}).system.options(name)

    assert list(options) == ["New", "Active", "Resolved", "Closed", "Removed"]


@pytest.mark.parametrize("name", ["Name", "Tags", "AssignedTo", "DueDate", "Nowhere"])
def test_a_field_without_a_list_has_no_options(name: str) -> None:
    stage = PpmStage()
    stage.create("Pay by invoice", Tags=["finance"])

    assert list(stage.system.options(name)) == []


@pytest.mark.parametrize("multi", [True, False])
@pytest.mark.parametrize("settings", [{}, {"options": []}, {"options": "High"}, None, [1]])
def test_options_that_no_catalogue_tells_are_those_on_the_tasks(
    multi: bool, settings: object
) -> None:
    told = {"key": "P", "type": "Select", "isMultiChoice": multi, "settings": settings}
    values: list[Any] = [
        *("West", "North", "West", "", None, ["East", "", "North"]),
        *({"id": "1", "name": "South"}, {}, []),
    ]

    assert list(having(told, *values).options("P")) == ["East", "North", "South", "West"]


def test_looking_for_options_writes_nothing() -> None:
    stage = PpmStage()

    stage.system.options("Priority")
    stage.system.catalogue()

    assert written(stage) == []


def test_a_catalogue_that_is_away_is_no_empty_catalogue() -> None:
    stage = PpmStage()
    stage.faults.add("503_html", "Fields", times=2)

    with pytest.raises(TryLater):
        stage.system.catalogue()
    with pytest.raises(TryLater):
        stage.system.options("Priority")


def test_all_tasks_come_in_the_order_of_the_vendor() -> None:
    stage = PpmStage()
    refs = [stage.create(title) for title in ("Refund", "Pay by invoice", "Archive")]

    found = stage.system.all(FIELDS)

    assert list(found)[:3] == refs
    assert found == stage.system.fetch(list(found), FIELDS)


def test_mirrored_tasks_are_among_all_and_cannot_be_written() -> None:
    stage = PpmStage()

    found = stage.system.all(FIELDS)[stage.mirrored()]

    assert found.readonly == found.told == FIELDS
    assert found.parent_readonly


def test_a_project_without_tasks_has_none() -> None:
    assert PpmStage({"foreign_tasks": False}).system.all(FIELDS) == {}


def test_all_of_a_project_that_cannot_be_read_is_not_nothing() -> None:
    stage = PpmStage()
    stage.world.projects[PROJECT].archived = True

    with pytest.raises(TryLater, match="suspended"):
        stage.system.all(FIELDS)


def test_a_task_is_among_all_under_the_name_by_which_it_is_fetched() -> None:
    key = "ABCDEF00-0000-4000-8000-000000000000"
    tasks = {"data": [{"id": key, "attributes": {"Name": "Refund"}}]}
    system, _ = recited(PpmStage(), {f"projects/{PROJECT}/tasks": tasks})

    assert list(system.all(FIELDS)) == [ItemRef(Side.PPM, key.lower())]


def having(told: dict[str, Any], *values: Any) -> PpmSystem:
    """A project whose tasks have one field beside their names, with these values."""
    fields = [{"key": "Name", "label": "Name", "type": "Text"}, told]
    tasks = [
        {"id": str(n), "attributes": {"Name": str(n), told["key"]: value}}
        for n, value in enumerate(values)
    ]
    answers = {"Fields/Task": {"data": fields}, f"projects/{PROJECT}/tasks": {"data": tasks}}
    return recited(PpmStage(), answers)[0]
