"""New tasks in PPM Express: sent once, put in their place, in doubt only where nobody can tell."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from core.model.approvals import Write
from core.model.errors import Rejected, TryLater
from core.model.items import ItemRef, Person, Side, Value
from core.model.making import ItemType
from core.model.rules import PARENT
from tests.connectors.ppm_making import NAMED, TASKS, a_new, make, sent
from tests.connectors.ppm_stage import BEN, CLARA, FIELDS, PROJECT, PpmStage, recited, seen, written


def test_a_new_task_is_one_look_and_one_call() -> None:
    stage = PpmStage()
    stage.system.fetch([], FIELDS)
    stage.calls.clear()

    make(stage, a_new({"Effort": 5}))

    assert stage.calls == ["GET projects/apollo/tasks", "POST projects/apollo/tasks"]


def test_what_is_empty_is_not_sent() -> None:
    stage = PpmStage()

    make(stage, a_new({"Effort": None, "Description": "", "Tags": (), "Progress": 0}))

    assert sent(stage) == {"Name": NAMED, "Progress": 0}


def test_what_the_product_makes_of_a_new_task_is_answered() -> None:
    stage = PpmStage()

    made = make(stage, a_new({"StartDate": "2026-03-07"}))

    assert made.snapshot.value("StartDate") == "2026-03-09T00:00:00Z"
    assert seen(stage, made.snapshot.ref) == made.snapshot


@pytest.mark.parametrize("hierarchy", ["reference", "reference_object"])
@pytest.mark.parametrize("has_tree", [True, False])
def test_a_new_task_is_put_below_another_at_once(hierarchy: str, has_tree: bool) -> None:
    stage = PpmStage({"hierarchy": hierarchy})
    above = stage.create("Payments")
    if has_tree:
        stage.create("Pay by card", above)

    made = make(stage, a_new(below=replace(above, key=above.key.upper())))

    assert made.snapshot.parent == above
    assert above.key in json.dumps(sent(stage))
    assert seen(stage, made.snapshot.ref) == made.snapshot


@pytest.mark.parametrize("hierarchy", ["outline", "none"])
def test_where_places_cannot_be_written_a_new_task_stands_at_the_root(hierarchy: str) -> None:
    stage = PpmStage({"hierarchy": hierarchy})
    above = stage.create("Payments")

    made = make(stage, a_new(below=above))

    assert stage.task(made.snapshot.ref).parent is None
    assert sent(stage) == {"Name": NAMED}
    assert made.snapshot == seen(stage, made.snapshot.ref)


@pytest.mark.parametrize("hierarchy", ["reference", "reference_object"])
def test_a_place_that_is_refused_is_named_as_such(hierarchy: str) -> None:
    stage = PpmStage({"hierarchy": hierarchy})
    above = stage.create("Payments")
    stage.remove(above)

    with pytest.raises(Rejected) as refused:
        make(stage, a_new(below=above))

    assert set(refused.value.fields) == {PARENT}


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("AssignedTo", Person("nobody@contoso.example"), "no active resource"),
        ("assigned to", (Person(BEN), Person(CLARA)), CLARA),
        ("Effort", "much", "not a number"),
        ("Duration", 1.5, "not a whole number"),
        ("DueDate", "soon", "not a date"),
        ("IsMilestone", "yes", "neither yes nor no"),
        ("CreatedDate", "2026-03-02", "anybody write"),
        ("Predecessor", "1", "anybody write"),
        ("Nowhere", "x", "no such field"),
        ("Description", "half a character: \ud83d", "cannot be sent"),
    ],
)
def test_a_value_that_cannot_be_held_is_refused_by_name_before_anything_is_sent(
    name: str, value: Value, says: str
) -> None:
    stage = PpmStage()

    with pytest.raises(Rejected, match=says) as refused:
        make(stage, a_new({name: value}))

    assert set(refused.value.fields) == {name}
    assert written(stage) == []


@pytest.mark.parametrize("shape", ["text", "object"])
def test_an_unknown_option_is_refused_by_name(shape: str) -> None:
    stage = PpmStage({"choice_shape": shape})

    with pytest.raises(Rejected) as refused:
        make(stage, a_new({"priority": "Someday"}))

    assert set(refused.value.fields) == {"priority"}
    assert stage.system.find_made(a_new(), FIELDS) is None


@pytest.mark.parametrize("name", [None, "", "  "])
def test_a_task_without_a_name_is_not_even_asked_for(name: Value) -> None:
    stage = PpmStage()

    with pytest.raises(Rejected, match="needs a name") as refused:
        make(stage, a_new({"Name": name}))

    assert set(refused.value.fields) == {"Name"}
    assert written(stage) == []


def test_a_refusal_of_the_vendor_names_a_field_as_it_was_asked_for() -> None:
    stage = PpmStage()

    with pytest.raises(Rejected) as refused:
        make(stage, a_new({"progress %": 400}))

    assert set(refused.value.fields) == {"progress %"}
    assert "0 to 100" in refused.value.words


def test_an_archived_project_takes_no_new_task_in_its_own_words() -> None:
    stage = PpmStage()
    stage.meanwhile("POST", lambda: setattr(stage.world.projects[PROJECT], "archived", True))

    with pytest.raises(Rejected, match="archived and read-only"):
        make(stage, a_new())


@pytest.mark.parametrize("fault", ["lost_answer", "reset", "500", "503_html", "203_sign_in"])
def test_a_new_task_that_nobody_can_vouch_for_is_unsure(fault: str) -> None:
    stage = PpmStage()
    stage.faults.add(fault, "POST", times=1)

    with pytest.raises(TryLater) as away:
        make(stage, a_new())

    assert away.value.unsure
    assert (stage.system.find_made(a_new(), FIELDS) is not None) is (fault == "lost_answer")


@pytest.mark.parametrize(
    ("fault", "match"), [("429", "POST"), ("reset", "GET"), ("500", "GET"), ("503_html", "GET")]
)
def test_a_new_task_that_was_never_asked_for_is_certain(fault: str, match: str) -> None:
    stage = PpmStage()
    stage.faults.add(fault, match, times=1)

    with pytest.raises(TryLater) as away:
        make(stage, a_new())

    assert not away.value.unsure
    assert stage.system.find_made(a_new(), FIELDS) is None


@pytest.mark.parametrize("told", [None, {}, [], {"id": "", "attributes": {}}, {"id": "7"}])
def test_an_answer_that_is_no_task_leaves_it_unsure(told: object) -> None:
    system, _ = recited(PpmStage(), {f"POST {TASKS}": {"data": told}})

    with pytest.raises(TryLater) as away:
        system.create(a_new(), FIELDS)

    assert away.value.unsure


def test_a_list_that_is_away_once_the_task_is_made_leaves_it_unsure() -> None:
    stage = PpmStage({"hierarchy": "outline"})
    stage.meanwhile("POST", lambda: stage.faults.add("503_html", "GET .*tasks", times=1))

    with pytest.raises(TryLater) as away:
        make(stage, a_new())

    assert away.value.unsure
    assert stage.system.find_made(a_new(), FIELDS) is not None


def test_a_list_that_lags_behind_does_not_hide_what_was_made() -> None:
    stage = PpmStage({"hierarchy": "outline"})
    stage.create("Payments")
    before = stage.http.get(TASKS).json()
    system, _ = recited(stage, {f"GET {TASKS}": before})

    made = system.create(a_new(), FIELDS)

    assert made.snapshot.title == NAMED
    assert not made.snapshot.parent_told


def test_a_write_answered_with_another_task_is_unsure() -> None:
    stage = PpmStage()
    ref, other = stage.create("Pay by invoice"), stage.create("Pay by card")
    told = stage.http.get(f"{TASKS}/{other.key}").json()
    stage.system, _ = recited(stage, {f"PATCH {TASKS}/{ref.key}": told})

    with pytest.raises(TryLater, match=ref.key) as away:
        stage.system.write(ref, Write({"Name": "Pay by cheque"}), seen(stage, ref), FIELDS)

    assert away.value.unsure


def test_a_new_task_has_no_id_before_it_is_made() -> None:
    blank = PpmStage().system.blank(ItemType(), FIELDS)

    assert blank.ref == ItemRef(Side.PPM, "")


def test_a_blank_task_costs_no_call_once_tasks_were_seen() -> None:
    stage = PpmStage()
    stage.system.fetch([], FIELDS)
    stage.calls.clear()

    stage.system.blank(ItemType(), FIELDS)

    assert stage.calls == []


@pytest.mark.parametrize(
    ("hierarchy", "told", "locked"),
    [
        ("reference", True, False),
        ("reference_object", True, False),
        ("outline", True, True),
        ("none", False, False),
    ],
)
def test_a_blank_task_says_what_can_be_told_and_written(
    hierarchy: str, told: bool, locked: bool
) -> None:
    stage = PpmStage({"hierarchy": hierarchy})
    stage.create("Payments")

    blank = stage.system.blank(ItemType(), {"Name", "due date", "CreatedDate", "Nowhere"})

    assert blank.told == {"Name", "due date", "CreatedDate"}
    assert blank.missing == {"Nowhere"}
    assert blank.readonly == {"CreatedDate"}
    assert not blank.computed
    assert (blank.parent_told, bool(blank.parent_readonly)) == (told, locked)


def test_a_vendor_that_cannot_be_asked_beforehand_is_not_asked() -> None:
    stage = PpmStage()
    ref = stage.create("Pay by invoice")
    before = seen(stage, ref)
    stage.calls.clear()

    said = (
        stage.system.try_create(a_new()),
        stage.system.try_write(ref, Write({"Name": "x"}), before),
    )

    assert said == (None, None)
    assert not stage.system.required(ItemType())
    assert stage.calls == []
