"""A desk whose vendors tell of their fields, and rules as they are sent to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.model.errors import TryLater
from core.model.fields import VendorField
from core.model.items import Side
from core.model.projects import Project
from core.model.rules import Kind
from core.sync.ports import System
from sandbox.host import PEOPLE
from tests.handlers.desks import ROUTES, Desk, a_desk, ask, request, told
from tests.worlds import RULES

USUAL = [rule.id for rule in RULES]
ADO = (
    VendorField("Custom.Urgency", "Urgency", Kind.WHOLE),
    VendorField("Priority", "Priority", Kind.WHOLE),
    VendorField("System.AssignedTo", "Assigned To", Kind.PERSON),
    VendorField("System.State", "State", Kind.STATE),
    VendorField("System.Tags", "Tags", Kind.TAGS),
    VendorField("System.Title", "Title", Kind.TEXT),
)
PPM = (
    VendorField("Created", "Created", Kind.DATE, writable=False),
    VendorField("Name", "Name", Kind.TEXT),
    VendorField("Priority", "Priority", Kind.CHOICE),
    VendorField("Stage", "Delivery Stage", Kind.CHOICE),
    VendorField("Tags", "Tags", Kind.TAGS),
)
URGENCY = {"id": "urgency", "ado": ["Custom.Urgency"], "ppm": ["Stage"], "kind": "choice"}
PRIORITY = {
    "id": "priority",
    "ado": ["Priority"],
    "ppm": ["Priority"],
    "kind": "choice",
    "value_map": [["1", "Critical"], ["2", "Low"]],
}


def a_mapped_desk() -> Desk:
    made = a_desk()
    made.world.ado.catalogue_fields, made.world.ppm.catalogue_fields = ADO, PPM
    made.world.ado.options_of = {"Priority": ["1", "2", "3", "4"]}
    made.world.ppm.options_of = {"Priority": ["Low", "Medium", "High"]}
    return made


def sent(desk: Desk, name: str, body: object = None, person: str = "admin", **route: str) -> Any:
    req = request(ROUTES[name].method, body, PEOPLE[person], None, None, **route)
    return ask(desk, name, req)


def ok(desk: Desk, name: str, body: object = None, person: str = "admin", **route: str) -> Any:
    answer = sent(desk, name, body, person, **route)
    assert answer.status_code in (200, 201), answer.get_body()
    return told(answer)


def ids(answer: Mapping[str, Any]) -> list[str]:
    return [each["id"] for each in answer["rules"]]


def mismatch(desk: Desk, name: str) -> Any:
    found = ok(desk, "link_show", person="viewer", link="link-1")["mismatches"]
    return next((each for each in found if each["name"] == name), None)


def away(project: Project) -> Mapping[Side, System]:
    raise TryLater("PPM Express is away", 30)
