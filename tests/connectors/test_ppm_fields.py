"""Values at the door of PPM Express, on JSON written by hand: what it means, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.connectors.ppm.catalogue import Field, Form, catalogue, form
from core.connectors.ppm.fields import Door
from core.connectors.ppm.kept import Kept
from core.connectors.ppm.people import Directory, Unfit, resources
from core.connectors.ppm.tasks import Task
from core.model.items import LongText, Person, State, Value

BEN = {"id": "b1", "fullName": "Ben Okafor", "imageId": None}
PRIORITY = [{"id": "p1", "name": "High"}, {"id": "p2", "name": "Low"}]


def a_door(date_write_format: str = "YYYY-MM-DDT00:00:00Z") -> Door:
    rows = [
        {"id": "B1", "attributes": {"Name": "Ben Okafor", "Email": "ben@contoso.example"}},
        {"id": "c1", "attributes": {"Name": "Clara", "E-mail": "clara@contoso.example"}},
    ]
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    people = Directory(Kept(lambda: resources(rows), lambda: now, timedelta(minutes=10)))
    return Door(people, date_write_format)


def a_field(type_: str, options: list[Any] | None = None, *, multi: bool = False) -> Field:
    told = {"key": "F", "label": "F", "type": type_, "isMultiChoice": multi, "isReadonly": False}
    settings = {} if options is None else {"options": options}
    found = catalogue([{**told, "settings": settings}]).find("F")
    assert found is not None
    return found


def seeing(door: Door, field: Field, *raws: Any) -> Door:
    door.see([field], [Task(str(n), {"F": raw}) for n, raw in enumerate(raws)])
    return door


@pytest.mark.parametrize(
    ("word", "means"),
    [
        ("Text", Form.TEXT),
        ("Multi-line Text", Form.TEXT),
        ("Int32", Form.WHOLE),
        ("Decimal", Form.DECIMAL),
        ("DATE", Form.DATE),
        ("Yes/No", Form.FLAG),
        ("Resource", Form.PEOPLE),
        ("Progress %", Form.DECIMAL),
        ("Hologram", Form.OTHER),
    ],
)
def test_a_type_is_known_by_the_letters_of_its_word(word: str, means: Form) -> None:
    assert form(word) is means


@pytest.mark.parametrize(
    ("type_", "raw", "means"),
    [
        ("Text", "<p>By invoice</p>", "<p>By invoice</p>"),
        ("Text", 12, "12"),
        ("Integer", 3, 3),
        ("Decimal", 2.5, 2.5),
        ("Decimal", 0, 0),
        ("Decimal", "7.5", "7.5"),
        ("Date", "2026-03-02T00:00:00+02:00", "2026-03-02T00:00:00+02:00"),
        ("Flag", False, False),
        ("Flag", "true", True),
        ("Flag", 0, False),
        ("Select", "At Risk", "At Risk"),
        ("Select", {"id": "s1", "name": "At Risk"}, "At Risk"),
        ("Select", ["North", {"id": "w", "name": "West"}], ("North", "West")),
        ("Tags", ["finance", "Q1"], ("finance", "Q1")),
        ("Tags", [{"id": "t1", "name": "finance"}], ("finance",)),
        ("Tags", "finance; Q1", ("finance", "Q1")),
        ("Hyperlink", "https://contoso.example", "https://contoso.example"),
        ("Hyperlink", {"url": "https://contoso.example", "text": "us"}, "https://contoso.example"),
        ("Resource", [BEN], (Person("ben@contoso.example", "Ben Okafor", "b1"),)),
        ("Resource", BEN, (Person("ben@contoso.example", "Ben Okafor", "b1"),)),
        ("Resource", ["c1"], (Person("clara@contoso.example", "Clara", "c1"),)),
        ("Resource", [{"id": "z9", "fullName": "Zoe"}], (Person("", "Zoe", "z9"),)),
        ("Dependency", [{"id": "t", "name": "Print"}, {"name": "Post"}], "Print, Post"),
        ("Hologram", {"depth": 3}, None),
    ],
)
def test_a_shape_is_read(type_: str, raw: Any, means: Value) -> None:
    field = a_field(type_)

    assert seeing(a_door(), field, raw).value(field, raw) == means


@pytest.mark.parametrize("type_", ["Text", "Date", "Decimal", "Select", "Tags", "Resource", "Flag"])
@pytest.mark.parametrize("raw", [None, "", [], {}])
def test_an_empty_shape_is_empty_in_every_form(type_: str, raw: Any) -> None:
    assert a_door().value(a_field(type_), raw) is None


@given(
    st.sampled_from(["Text", "Date", "Decimal", "Select", "Tags", "Resource", "Flag", "Hyperlink"]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["id", "name"]), inner),
    ),
)
def test_no_shape_breaks_the_door_or_reads_differently_twice(type_: str, raw: Any) -> None:
    door, field = a_door(), a_field(type_)

    seeing(door, field, raw)

    assert door.value(field, raw) == door.value(field, raw)


@pytest.mark.parametrize(
    ("type_", "value", "sent"),
    [
        ("Text", "By invoice", "By invoice"),
        ("Text", 12, "12"),
        ("Integer", 8.0, 8),
        ("Decimal", 2.5, 2.5),
        ("Date", "2026-03-02", "2026-03-02T00:00:00Z"),
        ("Date", "2026-03-02T00:00:00+02:00", "2026-03-02T00:00:00Z"),
        ("Flag", True, True),
        ("Select", "High", "High"),
        ("Select", State("Active", "InProgress"), "Active"),
        ("Select", 2.0, "2"),
        ("Tags", ("finance", "Q1"), ["finance", "Q1"]),
        ("Hyperlink", "https://contoso.example", "https://contoso.example"),
        (
            "Resource",
            (Person("ben@contoso.example", "Ben", "b1"),),
            [{"id": "b1", "fullName": "Ben"}],
        ),
    ],
)
def test_a_value_is_sent_as_json_of_its_form(type_: str, value: Value, sent: Any) -> None:
    found = a_door().wire(a_field(type_), value)

    assert (found, type(found)) == (sent, type(sent))


@pytest.mark.parametrize(
    ("type_", "sent"),
    [("Text", None), ("Date", None), ("Decimal", None), ("Select", None), ("Tags", [])],
)
@pytest.mark.parametrize("empty", [None, "", ()])
def test_a_value_is_taken_away_by_kind(type_: str, sent: Any, empty: Value) -> None:
    assert a_door().wire(a_field(type_), empty) == sent


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("Integer", 2.5),
        ("Decimal", "much"),
        ("Decimal", float("nan")),
        ("Decimal", True),
        ("Date", "next week"),
        ("Flag", "yes"),
        ("Text", LongText("a", "b", "c", "By")),
        ("Select", ("North", "West")),
    ],
)
def test_a_value_that_does_not_fit_is_not_sent(type_: str, value: Value) -> None:
    with pytest.raises(Unfit):
        a_door().wire(a_field(type_), value)


def test_a_date_is_spelled_as_the_setting_says() -> None:
    assert a_door("DD.MM.YYYY").wire(a_field("Date"), "2026-03-02") == "02.03.2026"


def test_a_choice_is_sent_with_the_id_from_the_settings_of_the_field() -> None:
    field = a_field("Priority", PRIORITY)

    assert a_door().wire(field, "Low") == {"id": "p2", "name": "Low"}


def test_a_choice_is_sent_with_the_id_seen_on_another_task() -> None:
    field = a_field("Select")
    door = seeing(a_door(), field, {"id": "s1", "name": "At Risk"}, None)

    assert door.wire(field, "At Risk") == {"id": "s1", "name": "At Risk"}


def test_a_choice_that_is_read_as_its_id_is_named_and_sent_as_its_id() -> None:
    field = a_field("Priority", PRIORITY)
    door = seeing(a_door(), field, "p1")

    assert (door.value(field, "p1"), door.wire(field, "Low")) == ("High", "p2")


def test_a_choice_that_is_read_as_a_word_is_sent_as_a_word_whatever_the_settings_hold() -> None:
    field = a_field("Priority", PRIORITY)

    assert seeing(a_door(), field, "High").wire(field, "Low") == "Low"


def test_a_choice_without_a_known_id_is_not_sent() -> None:
    with pytest.raises(Unfit, match="not one of the options"):
        a_door().wire(a_field("Priority", PRIORITY), "Urgent")


def test_a_new_tag_is_sent_beside_known_ones() -> None:
    field = a_field("Tags", multi=True)
    door = seeing(a_door(), field, [{"id": "t1", "name": "finance"}])

    sent = door.wire(field, ("finance", "Q1"))

    assert sent == [{"id": "t1", "name": "finance"}, {"name": "Q1"}]


def test_tags_that_are_read_as_one_text_are_sent_as_one_text() -> None:
    field = a_field("Tags")

    assert seeing(a_door(), field, "finance; Q1").wire(field, ("Q1", "Q2")) == "Q1; Q2"


def test_one_person_is_sent_as_one_where_one_was_seen() -> None:
    field = a_field("Resource")
    ben = Person("ben@contoso.example", "Ben", "b1")

    assert seeing(a_door(), field, BEN).wire(field, (ben,)) == {"id": "b1", "fullName": "Ben"}


def test_an_address_is_sent_in_the_shape_seen() -> None:
    field = a_field("Hyperlink")
    door = seeing(a_door(), field, {"url": "https://contoso.example", "text": "us"})

    sent = door.wire(field, "https://ado.example/1")

    assert sent == {"url": "https://ado.example/1", "text": "https://ado.example/1"}


def test_a_field_is_found_by_key_before_label_and_however_it_is_spelled() -> None:
    found = catalogue(
        [
            {"key": "Finish", "label": "Due Date", "type": "Date"},
            {"key": "Story Points", "label": "Points", "type": "Decimal"},
            {"key": "Points", "label": "Old points", "type": "Decimal"},
        ]
    )

    keys = [field and field.key for field in map(found.find, ("DueDate", "storypoints", "Points"))]
    assert keys == ["Finish", "Story Points", "Points"]


def test_a_label_that_two_fields_share_names_neither() -> None:
    twins = [{"key": key, "label": "Owner", "type": "Text"} for key in ("A", "B")]

    assert catalogue(twins).find("Owner") is None


def test_a_field_of_an_unknown_type_is_locked() -> None:
    assert a_field("Hologram").locked
