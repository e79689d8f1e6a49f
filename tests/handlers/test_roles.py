"""Who may do what: every route of the product by every kind of caller, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from core.model.approvals import Aspect, Direction
from core.model.changes import Change, Place, PoisonRow
from core.model.items import ItemRef, Side
from core.model.plans import Plan
from core.storage.changes import encode
from sandbox.host import PEOPLE, Person
from sandbox.host.functions import Function, Http
from tests.handlers.desks import (
    HOOK,
    KEY,
    OTHER_ADMIN,
    Desk,
    a_desk,
    functions_at,
    request,
)
from tests.worlds import PROJECT

CALLERS: Mapping[str, Person | None] = {
    "none": None,
    "stranger": PEOPLE["stranger"],
    "viewer": PEOPLE["viewer"],
    "approver": PEOPLE["approver"],
    "admin": PEOPLE["admin"],
    "another admin": OTHER_ADMIN,
}


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


LINK, PLAN, MESSAGE = {"link": "link-1"}, {"plan": "plan-1"}, {"message": "m-1"}
UNSIGNED = (401, 401, 401, 401, 401, 401)

#                     none stranger viewer approver admin another admin
TABLE: Mapping[str, Row] = {
    "ado_hook": Row("POST", UNSIGNED, {}, {"hook": HOOK}),
    "ppm_hook": Row("POST", UNSIGNED, {}, {"hook": HOOK}),
    "ppm_hook_greeting": Row("GET", (200, 200, 200, 200, 200, 200), route={"hook": HOOK}),
    "projects_list": Row("GET", (401, 403, 200, 200, 200, 200)),
    "project_show": views(),
    "project_put": Row("PUT", (401, 403, 403, 403, 200, 404), {"name": "Billing"}),
    "links_list": views(),
    "links_add": decides("POST", 201, body={"ado": 2, "ppm": "p2"}),
    "link_show": views(route=LINK),
    "link_remove": decides("DELETE", 200, route=LINK),
    "plans_add": views("POST", 201, body={"direction": "to_ppm"}),
    "plan_show": views(route=PLAN),
    "approvals_add": decides("POST", 202, body={"plan": "plan-1"}),
    "approvals_list": views(),
    "history_list": views(),
    "poison_list": Row("GET", (401, 403, 403, 403, 200, 200)),
    "poison_replay": Row("POST", (401, 403, 403, 403, 202, 202), route=MESSAGE),
}


@pytest.fixture
def desk() -> Desk:
    made = a_desk()
    at = made.world.clock().isoformat()
    plan = Plan("plan-1", PROJECT, Direction.TO_PPM, Aspect.FIELDS, "Mara", at)
    message = encode(Change(at, Place(ItemRef(Side.ADO, "a1"))))
    made.world.store.plans.add(plan)
    made.world.store.poison.add(PoisonRow("m-1", message, at))
    return made


@pytest.fixture
def functions(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Function]:
    return functions_at(desk, monkeypatch)


def status(function: Function, row: Row, person: Person | None, **headers: str) -> int:
    found = function(request(row.method, row.body, person, headers, None, **row.route))
    return int(found.status_code)


def remembered(desk: Desk) -> object:
    memory = desk.world.memory
    rows = memory.links.rows, memory.plans.rows, memory.approvals.opened, memory.poison.rows
    return desk.world.project, [dict(each) for each in rows]


def test_every_route_has_its_row(functions: Mapping[str, Function]) -> None:
    assert functions.keys() == TABLE.keys()


@pytest.mark.parametrize("name", TABLE)
def test_a_row_asks_its_route_as_it_wants_to_be_asked(
    functions: Mapping[str, Function], name: str
) -> None:
    trigger = functions[name].trigger

    assert isinstance(trigger, Http)
    assert TABLE[name].method in trigger.methods


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("name", TABLE)
def test_a_caller_may_what_the_table_says(
    functions: Mapping[str, Function], name: str, caller: str
) -> None:
    row = TABLE[name]

    told = row.told[list(CALLERS).index(caller)]

    assert status(functions[name], row, CALLERS[caller]) == told


REFUSED = [
    (name, caller)
    for name, row in TABLE.items()
    for caller, told in zip(CALLERS, row.told, strict=True)
    if told >= 400
]


@pytest.mark.parametrize(("name", "caller"), REFUSED)
def test_whoever_may_not_changes_nothing(
    desk: Desk, functions: Mapping[str, Function], name: str, caller: str
) -> None:
    before = remembered(desk)

    status(functions[name], TABLE[name], CALLERS[caller])

    assert remembered(desk) == before
    assert desk.queued() == []


def test_exactly_the_hooks_ask_nobody_to_sign_in(functions: Mapping[str, Function]) -> None:
    signed = {"X-Lockstep-Key": KEY}

    without = {
        name
        for name, function in functions.items()
        if status(function, TABLE[name], None, **signed) != 401
    }

    hooks = {
        name
        for name, function in functions.items()
        if isinstance(function.trigger, Http) and function.trigger.route.startswith("api/hooks/")
    }
    assert without == hooks == {"ado_hook", "ppm_hook", "ppm_hook_greeting"}
