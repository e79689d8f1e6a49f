"""Looking at Azure DevOps: many at once, few calls, and never taking silence for emptiness."""

from __future__ import annotations

import pytest

from core.connectors.ado.refs import item_id, ref
from core.connectors.ado.several import Organisations
from core.model.approvals import Write
from core.model.errors import TryLater
from core.model.items import ItemRef, Person, Side, Snapshot, State
from core.model.rules import asked, default_rules
from core.sync.ports import System
from tests.connectors.ado_stage import HOME, POINTS, PROJECT, START, AdoStage

TARGET = "Microsoft.VSTS.Scheduling.TargetDate"
EVERYTHING = asked(default_rules(), Side.ADO)


def look(stage: AdoStage, item: ItemRef, *fields: str) -> Snapshot:
    return stage.system.fetch([item], fields)[item]


def test_hundreds_of_items_take_a_few_calls() -> None:
    stage = AdoStage()
    items = [stage.create(f"Story {number}") for number in range(450)]

    found = stage.system.fetch(items, EVERYTHING)

    assert len(found) == 450
    assert sum(call.startswith("POST") for call in stage.calls) == 3
    assert sum(call.startswith("GET") for call in stage.calls) == 3


def test_what_is_known_of_fields_and_types_is_asked_again_after_hours_only() -> None:
    stage = AdoStage()
    item = stage.create("Pay by invoice")
    look(stage, item, "System.Title")
    stage.calls.clear()

    look(stage, item, "System.Title")
    stage.clock.pass_(hours=1)
    look(stage, item, "System.Title")

    assert [call.split("?")[0] for call in stage.calls] == [
        "POST /contoso/_apis/wit/workitemsbatch"
    ] * 2
    stage.clock.pass_(hours=1)
    look(stage, item, "System.Title")
    assert len(stage.calls) == 2 + 4


def test_nothing_is_asked_for_nothing() -> None:
    stage = AdoStage()

    assert stage.system.fetch([], EVERYTHING) == {}
    assert stage.calls == []


def test_a_field_that_the_type_lacks_is_missing_and_never_empty() -> None:
    stage = AdoStage()

    seen = look(stage, stage.create("Print it", kind="Task"), POINTS, TARGET, START)

    assert seen.told == {START}
    assert seen.missing == {POINTS, TARGET}


def test_a_field_that_nobody_knows_spoils_nothing() -> None:
    stage = AdoStage()

    seen = look(stage, stage.create("Pay by invoice"), "System.Title", "Custom.Nothing")

    assert seen.title == "Pay by invoice"
    assert seen.missing == {"Custom.Nothing"}


def test_the_discussion_is_no_value_to_keep_in_step() -> None:
    stage = AdoStage()

    seen = look(stage, stage.create("Pay by invoice"), "System.History")

    assert seen.missing == {"System.History"}


def test_what_nobody_may_write_is_said_and_a_path_may_be_written() -> None:
    stage = AdoStage()
    item = stage.create("Pay by invoice")

    seen = look(stage, item, "System.CreatedDate", "System.AreaPath", "System.WorkItemType")

    assert seen.readonly == {"System.CreatedDate", "System.WorkItemType"}
    assert seen.value("System.AreaPath") == PROJECT


def test_the_states_of_the_type_come_in_their_order() -> None:
    stage = AdoStage()

    seen = look(stage, stage.create("Print it", kind="Task"), "System.State")

    assert seen.value("System.State") == State("New", "Proposed")
    assert seen.states == (
        State("New", "Proposed"),
        State("Active", "InProgress"),
        State("Closed", "Completed"),
        State("Removed", "Removed"),
    )


def test_a_look_tells_where_a_person_opens_the_item_and_who_changed_it_last() -> None:
    stage = AdoStage()
    item = stage.create("Pay by invoice")

    seen = look(stage, item)

    assert seen.url == f"{HOME}/{PROJECT}/_workitems/edit/{item_id(item)}"
    assert (seen.type, seen.changed_by) == ("User Story", "Anna Keller")
    assert seen.changed_at.startswith("2026-11-24T09:00:00")
    assert seen.version == "1"


def test_an_assigned_person_is_known_by_sign_in_name() -> None:
    stage = AdoStage()
    item = stage.create("Pay", fields={"System.AssignedTo": "ben@contoso.example"})

    found = look(stage, item, "System.AssignedTo").value("System.AssignedTo")

    assert isinstance(found, Person)
    assert (found.mail, found.name) == ("ben@contoso.example", "Ben Okafor")


def test_an_item_nobody_may_read_is_absent_and_the_others_are_there() -> None:
    stage = AdoStage()
    items = [stage.create("Pay by invoice"), stage.create("Secret"), stage.create("Pay by card")]
    stage.world.switches.unreadable.append(item_id(items[1]))

    assert set(stage.system.fetch(items, EVERYTHING)) == {items[0], items[2]}


def test_a_link_edit_is_seen_though_the_revision_stands_still() -> None:
    stage = AdoStage()
    item, above = stage.create("Pay by invoice"), stage.create("Payments")
    before = look(stage, item)
    stage.move(item, above)

    after = look(stage, item)

    assert (after.version, after.parent) == (before.version, above)


@pytest.mark.parametrize("status", [203, 302, 401])
def test_with_a_refused_token_nothing_was_seen(status: int) -> None:
    stage = AdoStage()
    item = stage.create("Pay by invoice")
    stage.world.switches.bad_token_status = status

    with pytest.raises(TryLater, match="administrator"):
        stage.signed_in("pat-expired").fetch([item], EVERYTHING)


@pytest.mark.parametrize("fault", ["500", "503_html", "203_sign_in", "reset", "429"])
def test_a_look_that_breaks_off_says_so(fault: str) -> None:
    stage = AdoStage()
    items = [stage.create(f"Story {number}") for number in range(201)]
    stage.faults.add(fault, "workitemsbatch", times=1, every=2)

    with pytest.raises(TryLater):
        stage.system.fetch(items, EVERYTHING)


def test_an_item_of_another_organisation_is_not_taken_for_a_missing_one() -> None:
    with pytest.raises(ValueError, match="no item of"):
        AdoStage().system.fetch([ref("another collection", 1)], EVERYTHING)


def test_several_organisations_are_one_system() -> None:
    one, other = AdoStage(), AdoStage(organisation="fabrikam")
    both: System = Organisations([one.system, other.system])
    items = [one.create("Pay by invoice"), other.create("Refund")]

    found = both.fetch(items, EVERYTHING)
    answer = both.write(items[1], Write({"System.Title": "Pay back"}), found[items[1]], EVERYTHING)

    assert [found[item].title for item in items] == ["Pay by invoice", "Refund"]
    assert answer.title == "Pay back"


def test_an_organisation_that_was_taken_out_keeps_nobody_elses_items_waiting() -> None:
    stage = AdoStage()
    mine = stage.create("Pay by invoice")

    found = Organisations([stage.system]).fetch([ref("taken out", 1), mine], EVERYTHING)

    assert list(found) == [mine]
