"""How a task that we made is known again in PPM Express: by its mark, never by its name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.connectors.ppm import PpmSettings
from core.model.errors import Rejected
from core.model.making import ItemType, NewItem
from tests.connectors.ppm_making import A_FIELD, MARK, NAMED, a_new, make, sent
from tests.connectors.ppm_stage import FIELDS, PpmStage


def test_a_name_carries_the_mark_until_it_is_written_once_more() -> None:
    stage = PpmStage()

    made = make(stage, a_new())

    assert made.snapshot.title == NAMED
    assert made.waiting == {"Name"}


def test_what_waits_is_named_as_the_caller_names_it() -> None:
    stage = PpmStage()
    new = NewItem(ItemType(), {"name": "Pay by invoice"}, None, MARK)

    made = make(stage, new)

    found = stage.system.find_made(new, FIELDS)
    assert found is not None
    assert made.waiting == found.waiting == {"name"}


@pytest.mark.parametrize("name", ["ADO Link", "ado link", "Description"])
def test_a_field_that_leads_back_leaves_the_name_alone(name: str) -> None:
    stage = PpmStage(settings=PpmSettings(link_field=name))

    made = make(stage, a_new())

    assert (made.snapshot.title, made.waiting) == ("Pay by invoice", frozenset())
    assert MARK.url in sent(stage).values()


@pytest.mark.parametrize("name", ["Nowhere", "CreatedDate", "DueDate", "Tags", "Priority", "Name"])
def test_a_field_that_cannot_lead_back_leaves_the_mark_in_the_name(name: str) -> None:
    stage = PpmStage(settings=PpmSettings(link_field=name))

    assert make(stage, a_new()).snapshot.title == NAMED
    assert sent(stage) == {"Name": NAMED}


def test_a_field_that_nobody_may_write_leaves_the_mark_in_the_name() -> None:
    stage = PpmStage({"hierarchy": "outline"}, PpmSettings(link_field="WBS"))

    assert make(stage, a_new()).snapshot.title == NAMED


@pytest.mark.parametrize("url", ["", "/l/a1b2c3"])
def test_an_address_that_leads_nowhere_leaves_the_mark_in_the_name(url: str) -> None:
    stage = PpmStage(settings=A_FIELD)
    new = replace(a_new(), mark=replace(MARK, url=url))

    assert make(stage, new).snapshot.title == NAMED
    assert stage.system.find_made(new, FIELDS) is not None


def test_a_long_name_is_cut_for_the_mark_and_follows_whole() -> None:
    stage = PpmStage()
    name = "Überweisen 🚀 " * 30
    new = a_new({"Name": name})

    made = make(stage, new)

    assert len(made.snapshot.title) == 255
    assert made.snapshot.title.endswith(" [a1b2c3]")
    assert new.values["Name"] == name
    assert made.waiting == {"Name"}


def test_a_value_of_the_field_that_leads_back_follows_the_mark() -> None:
    stage = PpmStage(settings=A_FIELD)
    new = a_new({"ado link": "https://dev.azure.com/contoso/_workitems/edit/17"})

    made = make(stage, new)
    found = stage.system.find_made(new, FIELDS)

    assert found is not None
    assert made.waiting == found.waiting == {"ado link"}
    assert sent(stage)["ADO Link"] == MARK.url


def test_an_empty_value_does_not_follow_the_mark() -> None:
    stage = PpmStage(settings=A_FIELD)
    new = a_new({"ADO Link": None})

    made = make(stage, new)
    found = stage.system.find_made(new, FIELDS)

    assert found is not None
    assert made.waiting == found.waiting == frozenset()


def test_what_has_been_written_over_its_mark_waits_no_longer() -> None:
    stage = PpmStage()
    made = make(stage, a_new())
    stage.edit(made.snapshot.ref, "Name", "Pay by invoice")
    stage.edit(made.snapshot.ref, "ADO Link", MARK.url)

    found = stage.another_with(A_FIELD).find_made(a_new(), FIELDS)

    assert found is not None
    assert (found.snapshot.ref, found.waiting) == (made.snapshot.ref, frozenset())


def test_a_task_marked_by_its_name_is_found_where_a_field_marks_by_now() -> None:
    stage = PpmStage()
    made = make(stage, a_new())

    found = stage.another_with(A_FIELD).find_made(a_new(), FIELDS)

    assert found is not None
    assert found.snapshot.ref == made.snapshot.ref
    assert found.waiting == {"Name"}


def test_a_task_is_found_by_its_link_wherever_we_have_moved_to() -> None:
    stage = PpmStage(settings=A_FIELD)
    made = make(stage, a_new())
    moved = replace(a_new(), mark=replace(MARK, url="https://sync.contoso.example/l/a1b2c3"))

    found = stage.system.find_made(moved, FIELDS)

    assert found is not None
    assert found.snapshot.ref == made.snapshot.ref


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Name", NAMED + " "),
        ("ADO Link", MARK.url + "/"),
        ("ADO Link", MARK.url.upper().replace("HTTPS", "https")),
        ("Description", f" {MARK.url}\n"),
        ("Description", f'<p><a href="{MARK.url}">{MARK.url}</a></p>'),
    ],
)
def test_a_mark_is_known_however_it_comes_back(field: str, value: str) -> None:
    stage = PpmStage(settings=PpmSettings(link_field="" if field == "Name" else field))
    ref = stage.create("Pay by invoice")
    stage.edit(ref, field, value)

    found = stage.system.find_made(a_new(), FIELDS)

    assert found is not None
    assert found.snapshot.ref == ref


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Name", "Pay by invoice [a1b2c]"),
        ("Name", "Pay by invoice [a1b2c3] later"),
        ("Name", MARK.url),
        ("ADO Link", "https://lockstep.example/l/a1b2c34"),
        ("ADO Link", "https://lockstep.example/l/xa1b2c3"),
        ("ADO Link", "https://lockstep.example/l/a1b2c3/edit"),
        ("Description", f"see {MARK.url}"),
        ("Description", "a1b2c3"),
    ],
)
def test_what_only_looks_like_the_mark_is_none(field: str, value: str) -> None:
    name = "ADO Link" if field == "Name" else field
    stage = PpmStage(settings=PpmSettings(link_field=name))
    stage.edit(stage.create("Pay by invoice"), field, value)

    assert stage.system.find_made(a_new(), FIELDS) is None


def test_two_tasks_with_the_same_mark_are_for_a_person_to_look_at() -> None:
    stage = PpmStage(settings=A_FIELD)
    copies = stage.create(NAMED), stage.create("A copy")
    stage.edit(copies[1], "ADO Link", MARK.url + "/")

    with pytest.raises(Rejected) as refused:
        stage.system.find_made(a_new(), FIELDS)

    assert all(each.key in refused.value.words for each in copies)
