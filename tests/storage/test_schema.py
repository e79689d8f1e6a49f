"""Rows of every version that was ever written are read; those of a later one are refused."""

import json
from typing import Any

import pytest
from azure.data.tables import TableServiceClient

from core.model.absence import Absence
from core.model.approvals import Approval, Aspect, Became, Direction, Intent, Outcome, Written
from core.model.changes import PoisonRow
from core.model.compare import Link, Mismatch, Pair, Verdict
from core.model.errors import TryLater
from core.model.intents import HistoryRow
from core.model.items import ItemRef, LongText, Person, Side, Snapshot, State
from core.model.projects import AdoPlace, Project
from core.model.rules import FieldRule, Kind, Terms
from core.storage.store import table_store
from core.sync.stores import Store
from tests.storage.stories import a_plan
from tests.storage.written import Written1
from tests.worlds import Clock

NOON = "2026-03-02T12:00:00+00:00"


@pytest.fixture
def store(tables: TableServiceClient, storage: str, clock: Clock) -> Store:
    return table_store(tables, clock, storage)


LINK = (
    '{"id":"link-1","project":"billing",'
    '"ado":{"key":"a-1","version":"7","values":{"System.Title":{"long":["r","t","h","Pay"]},'
    '"System.State":{"state":["Active","InProgress"]}},"told":["System.State","System.Title"],'
    '"missing":["Due"],"readonly":["Rev"],"parent":["ado","a-0"],"parent_told":true,'
    '"states":[["New","Proposed"]],"title":"Pay","type":"User Story","url":"https://x/7",'
    '"changed_by":"Mara","changed_at":"2026-03-01T08:00:00Z"},'
    '"ppm":{"key":"p-1","values":{"Name":"Pay later","Effort":8.0,'
    '"AssignedTo":[{"person":["mara@example.com","Mara",""]}]},"told":["AssignedTo","Name"],'
    '"computed":["Progress"],"parent_readonly":"locked"},'
    '"base":{"title":["Pay later",null],"tags":[["a"],[]]},'
    '"mismatches":[{"name":"title","now":["Pay","Pay later"],"base":["Pay later",null],'
    '"changed":"ado"}],"aside":{"parent":"not read yet"},"gone":["ppm"],"intended":["root"],'
    '"looked_at":{"ado":"2026-03-02T12:00:00+00:00"}}'
)


def test_a_link_of_version_1_is_read(store: Store, version_1: Written1) -> None:
    # In two parts, as long rows are.
    version_1("links", "billing-0", "link-1", json0=LINK[:300], json1=LINK[300:])

    found = store.links.get("billing", "link-1")

    assert found is not None
    assert found == Link(
        "link-1",
        "billing",
        Snapshot(
            ItemRef(Side.ADO, "a-1"),
            version="7",
            values={
                "System.Title": LongText("r", "t", "h", "Pay"),
                "System.State": State("Active", "InProgress"),
            },
            told=frozenset({"System.State", "System.Title"}),
            missing=frozenset({"Due"}),
            readonly=frozenset({"Rev"}),
            parent=ItemRef(Side.ADO, "a-0"),
            parent_told=True,
            states=(State("New", "Proposed"),),
            title="Pay",
            type="User Story",
            url="https://x/7",
            changed_by="Mara",
            changed_at="2026-03-01T08:00:00Z",
        ),
        Snapshot(
            ItemRef(Side.PPM, "p-1"),
            values={
                "Name": "Pay later",
                "Effort": 8.0,
                "AssignedTo": (Person("mara@example.com", "Mara"),),
            },
            told=frozenset({"AssignedTo", "Name"}),
            computed=frozenset({"Progress"}),
            parent_readonly="locked",
        ),
        base={"title": Pair("Pay later", None), "tags": Pair(("a",), ())},
        mismatches=(
            Mismatch("title", Pair("Pay", "Pay later"), Pair("Pay later", None), Verdict.ADO),
        ),
        aside={"parent": "not read yet"},
        gone={Side.PPM: Absence.UNKNOWN},
        intended="root",
        looked_at={Side.ADO: NOON},
        etag=found.etag,
    )


def test_a_claim_of_version_1_holds_its_item(store: Store, version_1: Written1) -> None:
    version_1("items", "ado:c!002f1", "billing", link="link-1", at=NOON)

    held = store.links.ids("billing", [ItemRef(Side.ADO, "c/1")])

    assert list(held.values()) == ["link-1"]


def test_a_link_of_version_1_is_found_below_its_parent(store: Store, version_1: Written1) -> None:
    version_1("links", "billing-0", "link-1", json0=LINK, ado_parent="a-0")

    [found] = store.links.below("billing", [ItemRef(Side.ADO, "a-0")])

    assert found.id == "link-1"


APPROVAL = (
    '{"id":"request-00000","project":"billing","link":"link-1","direction":"to_ppm",'
    '"aspect":"fields","digests":{"title":"digest"},"by":"Mara","at":"2026-03-02T12:00:00+00:00",'
    '"chosen":"root","after":"request-00001","intent":{"at":"2026-03-02T12:00:00+00:00",'
    '"version":"7","values":{"title":{"field":"Name","old":"Pay later","new":"Pay","source":8.0}},'
    '"answered":null},"outcomes":{"state":["stale","changed"]},"taken_by":"w","taken_until":"u",'
    '"not_before":"n","tries":2,"words":"busy"}'
)


def test_an_approval_of_version_1_is_read(store: Store, version_1: Written1) -> None:
    version_1("approvals", "open:billing", "request-00000", json0=APPROVAL)

    [found] = store.approvals.waiting("billing")

    assert found == Approval(
        "request-00000",
        "billing",
        "link-1",
        Direction.TO_PPM,
        Aspect.FIELDS,
        {"title": "digest"},
        "Mara",
        NOON,
        "root",
        "request-00001",
        None,
        Intent(NOON, "7", {"title": Written("Name", "Pay later", "Pay", 8.0)}),
        {"state": Outcome(Became.STALE, "changed")},
        "w",
        "u",
        "n",
        2,
        "busy",
        etag=found.etag,
    )


PROJECT = (
    '{"id":"billing","name":"Billing","ado":[{"url":"https://dev.azure.com/contoso",'
    '"project":"Billing","collection":"c-1","secret":"ado-token"}],"rules":[{"id":"due",'
    '"ado":["A","B"],"ppm":["DueDate"],"kind":"date","active":false,"value_map":[["1","High"]],'
    '"days":["ppm"],"with_computed":true}],"terms":{"zone":"Europe/Berlin","hours_per_day":7.5,'
    '"ppm_rich_text":"plain"},"members":["g-1"],"swept_at":"2026-03-02T12:00:00+00:00"}'
)


def test_a_project_of_version_1_is_read(store: Store, version_1: Written1) -> None:
    version_1("projects", "project", "billing", json0=PROJECT)

    [found] = store.projects.all()

    rule = FieldRule(
        "due",
        ("A", "B"),
        ("DueDate",),
        Kind.DATE,
        False,
        (("1", "High"),),
        frozenset({Side.PPM}),
        True,
    )
    assert found == Project(
        "billing",
        "Billing",
        (AdoPlace("https://dev.azure.com/contoso", "Billing", "c-1", "ado-token"),),
        (rule,),
        Terms("Europe/Berlin", 7.5, "plain"),
        frozenset({"g-1"}),
        swept_at=NOON,
        etag=found.etag,
    )


def test_a_plan_of_version_1_is_read(store: Store, version_1: Written1) -> None:
    header: dict[str, Any] = {"id": "plan-1", "project": "billing", "direction": "to_ppm"}
    header |= {"aspect": "fields", "by": "Mara", "at": NOON, "portions": 1}
    value = {"name": "title", "pair": ["Pay later", "Pay by invoice"], "changed": "ado"}
    link = {"link": "link-0", "title": "Story 0", "values": [{**value, "digest": "digest"}]}
    version_1("plans", "billing:plan-1", "plan", json0=json.dumps(header))
    version_1("plans", "billing:plan-1", "000000", json0=json.dumps({"links": [link]}))

    assert store.plans.get("billing", "plan-1") == a_plan()


def test_a_history_row_of_version_1_is_read(store: Store, version_1: Written1) -> None:
    row = {"id": "r", "project": "billing", "link": "link-1", "at": NOON, "by": "Mara"}
    row |= {"approval": "request-00000", "direction": "to_ppm", "name": "title"}
    text = json.dumps({**row, "old": None, "new": {"state": ["Active", ""]}, "certain": False})
    version_1("history", "billing", "all:936091324799999999:r", json0=text)

    assert list(store.history.of("billing")) == [
        HistoryRow(
            "r",
            "billing",
            "link-1",
            NOON,
            "Mara",
            "request-00000",
            "to_ppm",
            "title",
            None,
            State("Active"),
            certain=False,
        )
    ]


def test_a_poison_row_of_version_1_is_read(store: Store, version_1: Written1) -> None:
    text = '{"id":"m","body":"b","at":"t","error":"e","replayed_at":"r"}'
    version_1("poison", "poison", "m", json0=text)

    assert store.poison.get("m") == PoisonRow("m", "b", "t", "e", "r")


def test_a_link_of_a_newer_version_is_refused_in_words(store: Store, version_1: Written1) -> None:
    version_1("links", "billing-0", "link-1", v=3, json0="what nobody here can read")

    words = (
        "row billing-0 / link-1 was written by schema version 3, and this app reads versions up"
        " to 2: deploy the newer app"
    )
    with pytest.raises(TryLater, match=words):
        store.links.get("billing", "link-1")
    with pytest.raises(TryLater, match=words):
        list(store.links.all("billing"))


def test_a_claim_of_a_newer_version_is_refused_in_words(store: Store, version_1: Written1) -> None:
    version_1("items", "ado:a-1", "billing", v=3, link="link-1", at=NOON)

    with pytest.raises(TryLater, match="row ado:a-1 / billing was written by schema version 3"):
        store.links.claim("billing", "link-2", [ItemRef(Side.ADO, "a-1")])
