"""New work items in Azure DevOps: made in one patch, asked beforehand what would be refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import httpx
import pytest

from core.connectors.ado.refs import item_id, ref
from core.connectors.ado.several import Organisations
from core.model.approvals import Write
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import ItemRef, Snapshot, State
from core.model.making import NewItem
from tests.connectors.ado_making import FIELDS, MARK, URL, a_new, make
from tests.connectors.ado_stage import HOME, POINTS, PRIORITY, START, AdoStage

NEW, ACTIVE = State("New", "Proposed"), State("Active", "InProgress")


def seen(stage: AdoStage, item: ItemRef) -> Snapshot:
    return stage.system.fetch([item], FIELDS)[item]


def test_a_new_item_is_one_patch_with_its_place_and_its_way_back() -> None:
    stage, sent = AdoStage(), list[httpx.Request]()
    above = stage.create("Payments")
    make(stage, a_new(stage))
    stage.http.event_hooks["request"].append(sent.append)

    make(stage, a_new(stage, {PRIORITY: "1"}, above))

    (request,) = sent
    parent = f"{HOME}/_apis/wit/workItems/{item_id(above)}"
    assert request.url.path.endswith("/Billing/_apis/wit/workitems/$User Story")
    assert request.headers["Content-Type"] == "application/json-patch+json"
    assert json.loads(request.content) == [
        {"op": "add", "path": "/fields/System.Title", "value": "Pay by invoice"},
        {"op": "add", "path": f"/fields/{PRIORITY}", "value": 1},
        _relation("Hyperlink", URL, {"comment": "Lockstep"}),
        _relation("System.LinkTypes.Hierarchy-Reverse", parent, {}),
    ]


def _relation(rel: str, url: str, attributes: Mapping[str, str]) -> Mapping[str, object]:
    value = {"rel": rel, "url": url, "attributes": attributes}
    return {"op": "add", "path": "/relations/-", "value": value}


def test_what_is_empty_is_not_sent() -> None:
    stage, sent = AdoStage(), list[httpx.Request]()
    stage.http.event_hooks["request"].append(sent.append)

    make(stage, a_new(stage, {START: None, "System.Description": "", "System.Tags": ()}))

    patch = next(each for each in sent if b'"op"' in each.content).content
    assert [each["path"] for each in json.loads(patch)] == ["/fields/System.Title", "/relations/-"]


def test_a_state_beyond_the_first_waits() -> None:
    stage = AdoStage()

    made = make(stage, a_new(stage, {"System.State": ACTIVE}))

    assert made.waiting == {"System.State"}
    assert made.snapshot.value("System.State") == NEW


def test_a_state_that_a_new_item_has_by_itself_does_not_wait() -> None:
    stage = AdoStage()

    assert make(stage, a_new(stage, {"System.State": NEW})).waiting == frozenset()


def test_tags_that_an_account_may_not_make_do_not_keep_the_item_from_being_made() -> None:
    stage = AdoStage(token="pat-notags")

    made = make(stage, a_new(stage, {"System.Tags": ("brand new",)}))

    assert made.waiting == {"System.Tags"}
    assert not made.snapshot.value("System.Tags")


def test_an_answer_tells_of_no_more_than_was_asked() -> None:
    stage = AdoStage()

    made = stage.system.create(a_new(stage, {"System.State": ACTIVE}), ["System.Title"])

    assert set(made.snapshot.told) == {"System.Title"}
    assert made.waiting == {"System.State"}


def test_a_parent_in_another_organisation_is_refused_before_anything_is_sent() -> None:
    stage = AdoStage()
    make(stage, a_new(stage))
    stage.calls.clear()

    with pytest.raises(Rejected, match="another organisation"):
        make(stage, a_new(stage, below=ref("elsewhere", 7)))

    assert stage.calls == []


def test_a_parent_that_is_gone_is_refused_and_nothing_is_made() -> None:
    stage = AdoStage()
    above = stage.create("Payments")
    stage.remove(above)

    with pytest.raises(Rejected, match="TF401232"):
        make(stage, a_new(stage, below=above))

    assert stage.system.find_made(a_new(stage), FIELDS) is None


@pytest.mark.parametrize("field", ["System.Parent", "System.CreatedDate", "Custom.Nowhere"])
def test_what_nobody_may_write_is_refused_by_name_before_anything_is_sent(field: str) -> None:
    stage = AdoStage()
    make(stage, a_new(stage))
    stage.calls.clear()

    with pytest.raises(Rejected) as refused:
        make(stage, a_new(stage, {field: "7"}))

    assert set(refused.value.fields) == {field}
    assert stage.calls == []


def test_every_broken_rule_of_a_new_item_is_told_of_its_field() -> None:
    stage = AdoStage()

    with pytest.raises(Rejected) as refused:
        make(stage, a_new(stage, {"System.Title": "x" * 300, PRIORITY: 9}))

    assert set(refused.value.fields) == {"System.Title", PRIORITY}


def test_the_number_of_an_item_to_be_is_no_field() -> None:
    stage = AdoStage()

    with pytest.raises(Rejected, match="work item -1") as refused:
        make(stage, a_new(stage, {"System.AreaPath": "Billing\\Nowhere"}))

    assert set(refused.value.fields) == {"System.AreaPath"}


@pytest.mark.parametrize("fault", ["lost_answer", "reset", "500", "503_html"])
def test_a_new_item_that_nobody_can_vouch_for_is_unsure(fault: str) -> None:
    stage = AdoStage()
    stage.system.blank(stage.type, FIELDS)
    stage.faults.add(fault, "POST", times=1)

    with pytest.raises(TryLater) as away:
        make(stage, a_new(stage))

    assert away.value.unsure
    assert (stage.system.find_made(a_new(stage), FIELDS) is not None) is (fault == "lost_answer")


@pytest.mark.parametrize("fault", ["429", "203_sign_in"])
def test_a_new_item_that_was_turned_away_at_the_door_is_certain(fault: str) -> None:
    stage = AdoStage()
    stage.faults.add(fault, "POST", times=1)

    with pytest.raises(TryLater) as away:
        make(stage, a_new(stage))

    assert not away.value.unsure


def test_an_answer_that_is_no_item_leaves_it_unsure() -> None:
    stage = AdoStage()

    def nonsense(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"id": "seven"} if request.method == "POST" else {})

    http = httpx.Client(transport=httpx.MockTransport(nonsense), base_url=HOME)
    with pytest.raises(TryLater) as away:
        stage.system_of(http).create(NewItem(stage.type, {}, None, MARK), FIELDS)

    assert away.value.unsure


def test_a_vendor_that_is_asked_beforehand_names_what_it_would_refuse() -> None:
    stage = AdoStage()

    refusals = stage.system.try_create(a_new(stage, {PRIORITY: 9, POINTS: "much"}))
    told_later = stage.system.try_create(a_new(stage, {PRIORITY: 9}))

    assert set(refusals or {}) == {POINTS}
    assert set(told_later or {}) == {PRIORITY}
    assert stage.world.items == {}


def test_words_about_no_field_are_told_of_the_item_itself() -> None:
    stage = AdoStage(token="pat-reader")

    refusals = stage.system.try_create(a_new(stage)) or {}

    assert set(refusals) == {""}
    assert "TF237111" in refusals[""]


def test_a_write_that_is_asked_beforehand_changes_nothing() -> None:
    stage = AdoStage()
    before = seen(stage, stage.create("Pay by invoice"))
    system = stage.system

    fine = system.try_write(before.ref, Write({"System.Title": "Pay by card"}), before)
    bad = system.try_write(before.ref, Write({"System.Title": "Pay", PRIORITY: 9}), before)

    assert fine == {}
    assert set(bad or {}) == {PRIORITY}
    assert seen(stage, before.ref) == before


def test_a_write_that_is_asked_beforehand_onto_an_edited_item_is_a_conflict() -> None:
    stage = AdoStage()
    before = seen(stage, stage.create("Pay by invoice"))
    stage.edit(before.ref, POINTS, 8)

    with pytest.raises(Conflict):
        stage.system.try_write(before.ref, Write({"System.Title": "Pay by card"}), before)


def test_who_cannot_be_asked_beforehand_says_so() -> None:
    stage = AdoStage()
    before = seen(stage, stage.create("Pay by invoice"))
    stage.faults.add("503_html", times=2)

    with pytest.raises(TryLater):
        stage.system.try_create(a_new(stage))
    with pytest.raises(TryLater):
        stage.system.try_write(before.ref, Write({"System.Title": "Pay by card"}), before)


def test_a_blank_item_says_what_its_type_has() -> None:
    stage = AdoStage()

    blank = stage.system.blank(stage.type, {"System.Title", "System.CreatedDate", "Custom.No"})

    assert blank.ref == ref(stage.world.collection_id, 0)
    assert blank.told == {"System.Title", "System.CreatedDate"}
    assert blank.missing == {"Custom.No"}
    assert blank.readonly == {"System.CreatedDate"}
    assert [each.name for each in blank.states][:2] == ["New", "Active"]
    assert (blank.type, blank.home, blank.values) == ("User Story", "Billing", {})


@pytest.mark.parametrize("name", ["Nothing of the kind", "..", "a/b", ""])
def test_a_type_that_is_not_there_is_refused_by_name(name: str) -> None:
    stage = AdoStage()

    with pytest.raises(Rejected, match="no type"):
        stage.system.blank(replace(stage.type, name=name), FIELDS)


def test_a_new_item_is_made_in_the_organisation_of_its_type() -> None:
    one, other = AdoStage(organisation="contoso"), AdoStage(organisation="fabrikam")
    both = Organisations([one.system, other.system])

    made = both.create(a_new(other), FIELDS)

    assert made.snapshot.ref in other.system.fetch([made.snapshot.ref], FIELDS)
    assert both.find_made(a_new(other), FIELDS) == made
    assert one.world.items == {}


def test_an_organisation_that_is_not_connected_takes_nothing() -> None:
    stage = AdoStage()
    lost = replace(a_new(stage), type=replace(stage.type, collection="taken out"))

    with pytest.raises(Rejected, match="not connected"):
        Organisations([stage.system]).create(lost, FIELDS)
