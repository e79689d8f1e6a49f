"""What becomes of a rule when what it stood on is gone, and what is told of the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.fields import VendorField
from core.model.items import Side, State
from core.model.rules import FieldRule, Kind
from core.model.schema import Note, Picture, Schema, news, noted, still_paused, watch
from tests.worlds import NOON

STAGE = FieldRule(
    "stage",
    ("Custom.Stage",),
    ("Stage",),
    Kind.CHOICE,
    value_map=(("Doing", "Now"), ("Done", "Past")),
)
TITLE = FieldRule("title", ("System.Title",), ("Name",), Kind.TEXT)
DUE = FieldRule("due", ("FinishDate", "TargetDate"), ("DueDate",), Kind.DATE)
RULES = (STAGE, TITLE, DUE)
ADO = (
    VendorField("Custom.Stage", "Stage", Kind.CHOICE),
    VendorField("System.Title", "Title", Kind.TEXT),
    VendorField("FinishDate", "Finish", Kind.DATE),
    VendorField("TargetDate", "Target", Kind.DATE),
)
PPM = (
    VendorField("Stage", "Stage", Kind.CHOICE),
    VendorField("Name", "Name", Kind.TEXT),
    VendorField("DueDate", "Due date", Kind.DATE),
)
VALUES = {"Custom.Stage": ("New", "Doing", "Done")}
STATES = {"Task of Shop": (State("New", "Proposed"), State("Doing", "InProgress"))}


def told(
    ado: Sequence[VendorField] = ADO,
    ppm: Sequence[VendorField] = PPM,
    values: Mapping[str, Sequence[str]] = VALUES,
    states: Mapping[str, Sequence[State]] = STATES,
    paths: Mapping[str, str] | None = None,
) -> Mapping[Side, Schema]:
    theirs = Schema(ppm, {"Stage": ("Now", "Past")})
    return {Side.ADO: Schema(ado, values, states, paths or {}), Side.PPM: theirs}


def paused(
    now: Mapping[Side, Schema], rules: Sequence[FieldRule] = RULES, named: Sequence[str] = ()
) -> dict[str, str]:
    """After a look at all being well, and one at how it is now."""
    before, picture = watch(rules, named, Picture(), told(paths={"id-1": "Shop\\Sprint 1"}))
    assert not [rule for rule in before if rule.paused]
    found, _ = watch(before, named, picture, now)
    return {rule.id: rule.paused for rule in found if rule.paused}


def without(name: str, fields: Sequence[VendorField] = ADO) -> Sequence[VendorField]:
    return [each for each in fields if each.name != name]


def test_a_rule_whose_field_is_gone_pauses_alone_and_says_what_to_do() -> None:
    found = paused(told(without("Custom.Stage")))

    assert list(found) == ["stage"]
    assert "Azure DevOps has no field Stage (Custom.Stage) any more" in found["stage"]
    assert "choose another one in this rule" in found["stage"]


def test_a_new_field_of_the_same_name_is_pointed_out() -> None:
    made_anew = VendorField("Custom.Stage2", "Stage", Kind.CHOICE)

    found = paused(told([*without("Custom.Stage"), made_anew]))

    assert "perhaps Custom.Stage2" in found["stage"]


def test_a_rule_that_loses_one_of_its_fields_does_not_quietly_take_the_next() -> None:
    assert list(paused(told(without("FinishDate")))) == ["due"]


def test_a_renamed_label_of_the_same_field_pauses_nothing() -> None:
    renamed = [replace(each, label="Phase") if each.label == "Stage" else each for each in ADO]

    assert paused(told(renamed)) == {}


def test_a_field_that_holds_something_else_by_now_pauses_its_rule() -> None:
    changed = [replace(each, kind=Kind.DATE) if each.label == "Title" else each for each in ADO]

    assert "Title holds dates" in paused(told(changed))["title"]


def test_a_mapped_value_that_is_offered_no_more_pauses_its_rule() -> None:
    found = paused(told(values={"Custom.Stage": ("New", "In work", "Done")}))

    assert "does not offer 'Doing' any more" in found["stage"]


def test_a_renamed_iteration_in_a_value_map_names_old_and_new() -> None:
    rule = replace(STAGE, ado=("Path",), value_map=(("Shop\\Sprint 1", "Now"),))
    fields = [*ADO, VendorField("Path", "Iteration", Kind.TEXT)]
    both = {"id-1": "Shop\\Sprint 1"}, {"id-1": "Shop\\May"}
    before, after = (told(fields, values={"Path": [*each.values()]}, paths=each) for each in both)
    rules, picture = watch([rule], [], Picture(), before)

    [found], _ = watch(rules, [], picture, after)

    assert "has renamed Shop\\Sprint 1 to Shop\\May" in found.paused


def test_what_was_never_there_pauses_nothing() -> None:
    [found], picture = watch([TITLE], [], Picture(), told(without("System.Title")))
    [again], _ = watch([found], [], picture, told(without("System.Title")))

    assert (found.paused, again.paused) == ("", "")


@pytest.mark.parametrize("looks", [1, 3])
def test_a_paused_rule_goes_on_by_itself_once_its_field_is_back(looks: int) -> None:
    rules, picture = watch(RULES, [], Picture(), told())
    for _ in range(looks):
        rules, picture = watch(rules, [], picture, told(without("Custom.Stage")))
        assert rules[0].paused

    found, _ = watch(rules, [], picture, told())

    assert [rule for rule in found if rule.paused] == []


def test_a_paused_rule_goes_on_once_it_names_another_field() -> None:
    rules, picture = watch(RULES, [], Picture(), told())
    now = told([*without("Custom.Stage"), VendorField("Custom.Phase", "Phase", Kind.CHOICE)])
    rules, picture = watch(rules, [], picture, now)
    saved = still_paused(rules, [replace(STAGE, ado=("Custom.Phase",)), TITLE, DUE])

    found, _ = watch(saved, [], picture, now)

    assert [rule for rule in (*saved, *found) if rule.paused] == []


def test_a_rule_that_is_saved_as_it_was_stays_paused() -> None:
    rules, _ = watch(
        RULES, [], watch(RULES, [], Picture(), told())[1], told(without("Custom.Stage"))
    )

    found = still_paused(rules, [replace(STAGE, value_map=()), TITLE, DUE])

    assert found[0].paused == rules[0].paused != ""


def test_lost_types_and_states_are_told_and_pause_nothing() -> None:
    _, picture = watch(RULES, [], Picture(), told())
    other = {"Task of Shop": (State("New", "InProgress"), State("Busy", "InProgress"))}

    renamed = list(news(picture, told(states=other), {}))
    gone = list(news(picture, told(states={}), {}))

    [(words, lasting)] = renamed
    assert "the state Doing is gone; Busy is new; New counts as InProgress now" in words
    assert not lasting
    assert "no type Task of Shop any more" in gone[0][0]


def test_a_filter_that_names_a_renamed_iteration_is_told_until_it_is_saved_anew() -> None:
    path, now = "Shop\\Sprint 1", told(paths={"id-1": "Shop\\May"})
    _, picture = watch(RULES, [path], Picture(), told(paths={"id-1": path}))
    _, picture = watch(RULES, [path], picture, now)

    [(words, lasting)] = news(picture, now, {path: "the filter Mine"})

    assert "renamed Shop\\Sprint 1 to Shop\\May: the filter Mine names it" in words
    assert lasting


def test_notes_keep_their_time_and_fade_once_nobody_needs_them() -> None:
    notes = noted((), [("renamed", False), ("out of reach", True)], NOON)

    later = noted(notes, [("out of reach", True)], NOON + timedelta(days=1))
    last = noted(notes, [], NOON + timedelta(days=15))

    assert later == notes
    assert last == ()
    assert noted(notes, [], NOON + timedelta(days=1)) == (Note("renamed", NOON.isoformat()),)
