"""Where tasks stand, told in each of the ways that PPM Express may tell it, and in odd ones."""

from __future__ import annotations

from typing import Any

import pytest

from core.connectors.ppm.catalogue import Catalogue, catalogue
from core.connectors.ppm.hierarchy import Hierarchy, Outline, Reference, Stored, detect
from core.connectors.ppm.tasks import Task
from core.model.errors import Rejected

A, B, C = (f"{n}0000000-0000-4000-8000-000000000000" for n in "abc")


def a_catalogue(*keys: str, type_: str = "Task", **more: Any) -> Catalogue:
    return catalogue([{"key": key, "label": key, "type": type_, **more} for key in keys])


def tasks(*values: dict[str, Any]) -> list[Task]:
    return [Task(key, each) for key, each in zip((A, B, C), values, strict=False)]


def told(found: Hierarchy, *values: dict[str, Any]) -> Any:
    return found.parents(tasks(*values))


@pytest.mark.parametrize(
    "raw", [A, A.upper(), {"id": A, "name": "Payments"}, [{"id": A}], [A], f" {A} "]
)
def test_a_parent_is_read_however_it_is_spelled(raw: Any) -> None:
    found = detect("auto", a_catalogue("Parent"), [])

    assert told(found, {}, {"Parent": raw}) == {A: None, B: A}


@pytest.mark.parametrize("raw", [None, "", [], {}, "00000000-0000-0000-0000-000000000000"])
def test_no_parent_is_the_root(raw: Any) -> None:
    assert told(detect("auto", a_catalogue("ParentId"), []), {"ParentId": raw}) == {A: None}


@pytest.mark.parametrize(
    ("raw", "below", "root"),
    [
        (A, B, None),
        ({"id": A, "name": "Payments"}, {"id": B}, None),
        ([{"id": A, "name": "Payments"}], [{"id": B}], []),
    ],
)
def test_a_parent_is_written_in_the_shape_it_is_read_in(raw: Any, below: Any, root: Any) -> None:
    found = detect("auto", a_catalogue("Parent"), tasks({}, {"Parent": raw}))

    assert found.updates(B) == {"Parent": below}
    assert found.updates(None) == {"Parent": root}


@pytest.mark.parametrize(
    ("key", "more", "sent"),
    [
        ("ParentId", {}, B),
        ("ParentTask", {}, {"id": B}),
        ("ParentTask", {"isMultiChoice": True}, [{"id": B}]),
    ],
)
def test_before_any_parent_was_seen_the_field_suggests_the_shape(
    key: str, more: Any, sent: Any
) -> None:
    assert detect("auto", a_catalogue(key, **more), tasks({})).updates(B) == {key: sent}


def test_a_parent_field_is_found_by_its_label() -> None:
    known = catalogue([{"key": "Custom 7", "label": "Parent task", "type": "Task"}])

    assert detect("auto", known, []) == detect("reference", known, [])
    assert detect("auto", known, []).key == "Custom 7"


def test_a_parent_that_is_in_no_catalogue_is_found_on_the_tasks() -> None:
    found = detect("auto", a_catalogue("Name"), tasks({}, {"ParentTaskId": A}))

    assert told(found, {}, {"ParentTaskId": A}) == {A: None, B: A}


def test_a_custom_field_called_parent_with_words_in_it_is_no_hierarchy() -> None:
    found = detect("auto", a_catalogue("Parent", type_="Text"), tasks({"Parent": "Epic 12"}))

    assert isinstance(found, Stored)


def test_a_readonly_parent_says_so_and_cannot_be_written() -> None:
    found = detect("auto", a_catalogue("ParentId", isReadonly=True), [])

    assert "ParentId" in found.readonly
    with pytest.raises(Rejected):
        found.updates(B)


def test_dotted_numbers_tell_parents_in_whatever_order_they_come() -> None:
    numbers = [{"WBS": each} for each in ("1.10", "1", "1.10.2")]
    found = detect("auto", a_catalogue("WBS"), tasks(*numbers))

    assert isinstance(found, Outline)
    assert told(found, *numbers) == {A: B, B: None, C: A}


def test_levels_tell_parents_by_the_order_of_the_list() -> None:
    levels = [{"OutlineLevel": each} for each in (1, 2, 2)]
    found = detect("auto", a_catalogue("OutlineLevel"), tasks(*levels))

    assert told(found, *levels) == {A: None, B: A, C: A}


def test_dotted_numbers_are_believed_before_levels() -> None:
    both = [{"OutlineLevel": 1, "WBS": "1"}, {"OutlineLevel": 2, "WBS": "1.1"}]

    assert detect("auto", a_catalogue("OutlineLevel", "WBS"), tasks(*both)).key == "WBS"


@pytest.mark.parametrize("numbers", [["1", "1.2.1"], ["1", None], ["1", "one"], ["1", "1"]])
def test_numbers_that_do_not_add_up_are_no_outline(numbers: list[Any]) -> None:
    found = detect("auto", a_catalogue("WBS"), tasks(*({"WBS": each} for each in numbers)))

    assert isinstance(found, Stored)


def test_an_outline_by_setting_tells_what_it_can() -> None:
    odd = [{"WBS": "1"}, {"WBS": "7.2"}, {"WBS": "1.1"}]
    found = detect("outline", a_catalogue("WBS"), tasks(*odd))

    assert told(found, *odd) == {A: None, C: A}


def test_a_level_that_skips_one_does_not_tell() -> None:
    odd = [{"OutlineLevel": each} for each in (1, 3, 2)]
    found = detect("outline", a_catalogue("OutlineLevel"), tasks(*odd))

    assert told(found, *odd) == {A: None, C: A}


def test_an_outline_cannot_be_written() -> None:
    found = detect("outline", a_catalogue("WBS"), [])

    with pytest.raises(Rejected) as refused:
        found.updates(A)
    assert set(refused.value.fields) == {"parent"}


def test_nothing_that_tells_means_the_caller_remembers() -> None:
    found = detect("auto", a_catalogue("Name"), tasks({"Name": "Pay by invoice"}))

    assert (told(found, {}), found.updates(A), found.readonly) == ({}, {}, "")


def test_the_setting_decides_against_what_is_there() -> None:
    assert isinstance(detect("store", a_catalogue("ParentId", "WBS"), []), Stored)
    assert isinstance(detect("outline", a_catalogue("ParentId", "WBS"), []), Outline)
    assert isinstance(detect("reference", a_catalogue("ParentId", "WBS"), []), Reference)
