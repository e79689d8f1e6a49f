"""Rows about new items are read as they were written, whatever the codec becomes."""

import json
from typing import Any

import pytest
from azure.data.tables import TableServiceClient

from core.model.approvals import Aspect, Became
from core.model.fields import VendorField
from core.model.items import ItemRef, Person, Side
from core.model.making import ItemType, Making
from core.model.plans import LeftOut, PlannedLink
from core.model.rules import Kind
from core.storage.store import table_store
from core.sync.stores import Store
from tests.storage.written import Written1
from tests.worlds import Clock

NOON = "2026-03-02T12:00:00+00:00"


@pytest.fixture
def store(tables: TableServiceClient, storage: str, clock: Clock) -> Store:
    return table_store(tables, clock, storage)


MAKING = (
    '{"source":["ppm","t-1"],"type":["c-1","Billing","User Story"],"below":"link-0",'
    '"parent":["ado","c-1/7"],"given":{"System.AssignedTo":{"person":["mara@example.com","Mara",""]}'
    "}}"
)
MADE = Making(
    ItemRef(Side.PPM, "t-1"),
    ItemType("c-1", "Billing", "User Story"),
    "link-0",
    ItemRef(Side.ADO, "c-1/7"),
    {"System.AssignedTo": Person("mara@example.com", "Mara")},
)


def test_an_approved_new_item_of_version_1_is_read(store: Store, version_1: Written1) -> None:
    text = '{"id":"r-0","project":"billing","link":"link-1","direction":"to_ado",'
    text += f'"aspect":"create","digests":{{"item":"digest"}},"making":{MAKING}}}'
    version_1("approvals", "open:billing", "r-0", json0=text)

    [found] = store.approvals.waiting("billing")

    assert (found.aspect, found.making) == (Aspect.CREATE, MADE)


def test_a_plan_of_new_items_of_version_1_is_read(store: Store, version_1: Written1) -> None:
    header: dict[str, Any] = {"id": "plan-1", "project": "billing", "direction": "to_ado"}
    header |= {"aspect": "create", "by": "Mara", "at": NOON, "portions": 2}
    asks = {"name": "Area", "label": "Area Path", "kind": "text", "writable": True}
    link = {"link": "link-1", "title": "Pay", "values": [], "making": json.loads(MAKING)}
    link |= {"asks": [{**asks, "options": ["A", "B"], "required": True}], "checked": True}
    out = {"ref": ["ppm", "t-2"], "title": "Pay later", "words": "linked", "link": "link-2"}
    version_1("plans", "billing:plan-1", "plan", json0=json.dumps(header))
    version_1("plans", "billing:plan-1", "000000", json0=json.dumps({"links": [link]}))
    version_1("plans", "billing:plan-1", "000001", json0=json.dumps({"left_out": [out]}))

    found = store.plans.get("billing", "plan-1")

    assert found is not None
    field = VendorField("Area", "Area Path", Kind.TEXT, True, ("A", "B"), True)
    assert found.links == (
        PlannedLink("link-1", "Pay", (), making=MADE, asks=(field,), checked=True),
    )
    assert found.left_out == (LeftOut(ItemRef(Side.PPM, "t-2"), "Pay later", "linked", "link-2"),)


def test_a_refusal_in_the_history_of_version_1_is_read(store: Store, version_1: Written1) -> None:
    row: dict[str, Any] = {
        "id": "r",
        "project": "billing",
        "link": "link-1",
        "at": NOON,
        "by": "Mara",
    }
    row |= {"approval": "r-0", "direction": "to_ado", "name": "item"}
    row |= {"old": None, "new": None, "became": "rejected", "words": "No epics today"}
    version_1("history", "billing", "all:936091324799999999:r", json0=json.dumps(row))

    [found] = store.history.of("billing")

    assert (found.became, found.words) == (Became.REJECTED, "No epics today")
