"""Who may do what: every route of the product by every kind of caller, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from handlers.api.addresses import PROJECT as IN_A_PROJECT
from handlers.api.asked import Needs
from handlers.api.table import TABLE as ROUTES
from sandbox.host import PEOPLE, Person
from sandbox.host.functions import Function, Http
from tests.handlers.desks import KEY, OTHER_ADMIN, Desk, functions_at, request
from tests.handlers.rows import TABLE, Row, a_full_desk

CALLERS: Mapping[str, Person | None] = {
    "none": None,
    "stranger": PEOPLE["stranger"],
    "viewer": PEOPLE["viewer"],
    "approver": PEOPLE["approver"],
    "admin": PEOPLE["admin"],
    "another admin": OTHER_ADMIN,
}


@pytest.fixture
def desk() -> Desk:
    return a_full_desk()


@pytest.fixture
def functions(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Function]:
    return functions_at(desk, monkeypatch)


def status(function: Function, row: Row, person: Person | None, **headers: str) -> int:
    found = function(request(row.method, row.body, person, headers, None, **row.route))
    return int(found.status_code)


def remembered(desk: Desk) -> object:
    memory = desk.world.memory
    rows: list[Mapping[Any, object]] = [
        memory.links.rows,
        memory.plans.rows,
        memory.approvals.opened,
        memory.poison.rows,
        memory.hooks.rows,
        memory.trees.rows,
        desk.secrets.values,
        *(each.rows for each in desk.subscriptions.values()),
    ]
    return desk.world.project, memory.projects.site(), [dict(each) for each in rows]


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


KEPT = [route.name for route in ROUTES if route.needs is Needs.KEEPER]


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("name", KEPT)
def test_where_a_project_lets_them_its_approvers_keep_it_too(
    desk: Desk, functions: Mapping[str, Function], name: str, caller: str
) -> None:
    desk.world.agree(approvers_keep=True)
    row = TABLE[name]

    told = row.told[list(CALLERS).index("admin" if caller == "approver" else caller)]

    assert status(functions[name], row, CALLERS[caller]) == told


def test_only_what_belongs_to_a_project_is_kept_by_its_approvers() -> None:
    paths = [route.path for route in ROUTES if route.name in KEPT]

    assert paths
    assert [path for path in paths if not path.startswith(IN_A_PROJECT + "/")] == []


def test_exactly_the_hooks_and_the_page_ask_nobody_to_sign_in(
    functions: Mapping[str, Function],
) -> None:
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
    assert hooks == {"ado_hook", "ppm_hook", "ppm_hook_greeting"}
    assert without == hooks | {"web"}
