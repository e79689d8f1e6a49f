"""A right request for each route of the product, and what each kind of caller is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.model.approvals import Approval, Aspect, Direction
from core.model.brakes import Brake, Stops
from core.model.changes import Change, Place, PoisonRow, Probe
from core.model.items import ItemRef, Side
from core.model.letters import Kind, Letter
from core.model.plans import Plan
from core.storage.changes import encode
from sandbox.host import PEOPLE
from tests.handlers.desks import ADDRESS, HOOK, Desk, a_desk, ask, request
from tests.worlds import PROJECT


@dataclass(frozen=True)
class Row:
    """A route with a request that is right in all but its caller, and what each caller is told."""

    method: str
    told: tuple[int, int, int, int, int, int]
    body: object = None
    route: Mapping[str, str] = field(default_factory=dict)


def views(method: str = "GET", status: int = 200, **more: object) -> Row:
    return Row(method, (401, 403, status, status, status, 404), **more)  # type: ignore[arg-type]


def decides(method: str, status: int, **more: object) -> Row:
    return Row(method, (401, 403, 403, status, status, 404), **more)  # type: ignore[arg-type]


def keeps(method: str, status: int, **more: object) -> Row:
    return Row(method, (401, 403, 403, 403, status, 404), **more)  # type: ignore[arg-type]


def administers(method: str, status: int, **more: object) -> Row:
    return Row(method, (401, 403, 403, 403, status, 404), **more)  # type: ignore[arg-type]


PLACE = {"url": ADDRESS, "project": "Shop"}
TITLE = {"id": "title", "ado": ["System.Title"], "ppm": ["Name"], "kind": "text"}
NOTE = {"id": "note", "ado": ["Custom.Note"], "ppm": ["Note"], "kind": "text"}
NEW_ITEMS = {"tasks": ["p2"], "project": "Shop", "type": "Task"}
LINK, PLAN, MESSAGE = {"link": "link-1"}, {"plan": "plan-1"}, {"message": "m-1"}
STOP = Brake(Stops.RUN, "request", "412 of 500 links", "2026-03-02T11:00:00+00:00")
FOLLOWS = {"choices": [{"rules": ["title"], "direction": "to_ppm"}], "apply_at": "22:00"}
APPROVAL = Approval(
    "old-00000", PROJECT, "link-1", Direction.TO_PPM, Aspect.FIELDS, {"title": "d"}, "Mara", STOP.at
)
LETTER = Letter("letter-1", Kind.REFUSED, "no", "Pay", 1, STOP.at, APPROVAL.id, "", APPROVAL)
RESTORED = {"id": "link-2", "collection": "collection-1", "item": 2, "task": "p2"}
LIMITS = {"share": 40, "least": 10, "writes": 20, "unverified": 90}
UNSIGNED = (401, 401, 401, 401, 401, 401)

#                     none stranger viewer approver admin another admin
TABLE: Mapping[str, Row] = {
    "ado_hook": Row("POST", UNSIGNED, {}, {"hook": HOOK}),
    "ppm_hook": Row("POST", UNSIGNED, {}, {"hook": HOOK}),
    "ppm_hook_greeting": Row("GET", (200, 200, 200, 200, 200, 200), route={"hook": HOOK}),
    "me_show": Row("GET", (401, 403, 200, 200, 200, 200)),
    "projects_list": Row("GET", (401, 403, 200, 200, 200, 200)),
    "express_projects_list": Row("GET", (401, 403, 403, 403, 200, 200)),
    "project_show": views(),
    "project_put": administers("PUT", 200, body={"name": "Billing"}),
    "connection_show": views(),
    "connection_put": keeps("PUT", 200, body={"places": [PLACE]}),
    "connection_test": keeps("POST", 200, body={"places": [PLACE]}),
    "hooks_renew": keeps("POST", 200, body={}),
    "site_show": Row("GET", (401, 403, 403, 403, 200, 200)),
    "site_put": Row("PUT", (401, 403, 403, 403, 200, 200), {"url": ADDRESS, "token": "pat"}),
    "items_list": views(),
    "tasks_list": views(),
    "choices_list": views(),
    "filters_list": views(),
    "filters_put": keeps("PUT", 200, body={"filters": [{"name": "Shop", "project": "Shop"}]}),
    "links_list": views(),
    "tree_show": views(),
    "tree_last": views(),
    "links_add": decides("POST", 201, body={"ado": 2, "ppm": "p2"}),
    "link_show": views(route=LINK),
    "link_remove": decides("DELETE", 200, route=LINK),
    "link_follow": views(status=302, route=LINK),
    "plans_add": views("POST", 201, body={"direction": "to_ppm"}),
    "plan_show": views(route=PLAN),
    "rungs_show": views("POST", body={"items": [2]}),
    "new_tasks_plan": views("POST", 201, body={"items": [2]}),
    "new_items_plan": views("POST", 201, body=NEW_ITEMS),
    "approvals_add": decides("POST", 202, body={"plan": "plan-1"}),
    "approvals_list": views(),
    "brakes_list": views(),
    "brake_release": decides("POST", 202, route={"brake": STOP.id}),
    "brake_refuse": decides("POST", 200, route={"brake": STOP.id}),
    "letters_list": views(),
    "letter_retry": decides("POST", 202, body={}, route={"letter": LETTER.id}),
    "letter_dismiss": decides("POST", 200, body={"note": "done"}, route={"letter": LETTER.id}),
    "limits_show": views(),
    "limits_put": administers("PUT", 200, body=LIMITS),
    "standing_show": views(),
    "standing_put": keeps("PUT", 200, body=FOLLOWS),
    "rules_list": views(),
    "rules_put": keeps("PUT", 200, body={"rules": [TITLE]}),
    "rules_add": keeps("POST", 201, body=NOTE),
    "rule_put": keeps("PUT", 200, body=TITLE, route={"rule": "title"}),
    "rule_remove": keeps("DELETE", 200, route={"rule": "title"}),
    "rules_reset": keeps("POST", 200, body={}),
    "rules_try": views("POST", body={"rules": [TITLE]}),
    "fields_list": views(),
    "fields_fit": views("POST", body={"ado": ["System.Title"], "ppm": ["Name"]}),
    "history_list": views(),
    "history_export": views(),
    "health_show": views(),
    "configuration_show": administers("GET", 200),
    "configuration_put": administers("PUT", 200, body={"version": 1, "rules": [TITLE]}),
    "export_show": administers("GET", 200),
    "restored_links_add": administers("POST", 200, body={"links": [RESTORED]}),
    "suspension_put": administers("PUT", 200, body={}),
    "suspension_remove": administers("DELETE", 200),
    "openapi_show": Row("GET", (401, 403, 200, 200, 200, 200)),
    "web": Row("GET", (200, 200, 200, 200, 200, 200), route={"path": "web/settings.json"}),
    "probes_add": Row("POST", (401, 403, 403, 403, 202, 202), {}),
    "probes_show": Row("GET", (401, 403, 403, 403, 200, 200), route={"probe": "probe-1"}),
    "poison_list": Row("GET", (401, 403, 403, 403, 200, 200)),
    "poison_replay": Row("POST", (401, 403, 403, 403, 202, 202), route=MESSAGE),
}


def a_full_desk() -> Desk:
    """A desk with a plan, a brake, a letter, a kept tree and two odd messages besides."""
    made = a_desk()
    at = made.world.clock().isoformat()
    plan = Plan("plan-1", PROJECT, Direction.TO_PPM, Aspect.FIELDS, "Mara", at)
    message = encode(Change(at, Place(ItemRef(Side.ADO, "a1"))))
    made.world.store.plans.add(plan)
    made.world.agree(brakes=(STOP,))
    made.world.store.letters.add(LETTER)
    made.world.store.poison.add(PoisonRow("m-1", message, at))
    made.world.store.probes.put(Probe("probe-1", at))
    ask(made, "tree_show", request(person=PEOPLE["viewer"]))
    return made
