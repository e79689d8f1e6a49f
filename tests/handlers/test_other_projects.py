"""Names out of another project open nothing: neither under one's own project nor under theirs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from core.model.approvals import Approval, Aspect, Became, Direction
from core.model.backlogs import Filter
from core.model.brakes import Brake, Stops
from core.model.intents import HistoryRow
from core.model.items import ItemRef, Side
from core.model.letters import Kind as LetterKind
from core.model.letters import Letter
from core.model.plans import Plan
from core.model.projects import SavedFilter
from core.model.rules import FieldRule, Kind
from core.sync.adopt import adopt
from handlers.api.addresses import PROJECT as IN_A_PROJECT
from handlers.api.table import TABLE
from sandbox.host import PEOPLE
from tests.handlers.desks import Desk, a_desk, ask, request, told
from tests.worlds import NOON, PROJECT

THEIRS = "shipping"
TITLE = "Their secret plan"
MEMBER = PEOPLE["admin"]
"""Every role there is, in every project but theirs."""
STOP = Brake(Stops.RUN, "their-request", "9 of 9 links", NOON.isoformat())
RULE = FieldRule("theirs", ("Custom.Note",), ("Note",), Kind.TEXT)
NOTE = {"id": "theirs", "ado": ["Custom.Note"], "ppm": ["Note"], "kind": "text"}


@dataclass(frozen=True)
class Attempt:
    """A request with a name of theirs, and what it is told where it asks under its own project."""

    route: str
    method: str
    status: int
    body: object = None
    names: Mapping[str, str] = field(default_factory=dict)


LINK, PLAN = {"link": "link-b"}, {"plan": "plan-b"}
VALUE = {"link": "link-b", "name": "title", "digest": "x"}
ATTEMPTS = (
    Attempt("link_show", "GET", 404, names=LINK),
    Attempt("link_remove", "DELETE", 404, names=LINK),
    Attempt("link_follow", "GET", 404, names=LINK),
    Attempt("plan_show", "GET", 404, names=PLAN),
    Attempt("brake_release", "POST", 404, {}, {"brake": STOP.id}),
    Attempt("brake_refuse", "POST", 404, {}, {"brake": STOP.id}),
    Attempt("rule_put", "PUT", 404, NOTE, {"rule": "theirs"}),
    Attempt("rule_remove", "DELETE", 404, names={"rule": "theirs"}),
    Attempt("letter_retry", "POST", 404, {}, {"letter": "letter-b"}),
    Attempt("letter_dismiss", "POST", 404, {"note": "done"}, {"letter": "letter-b"}),
    Attempt("plans_add", "POST", 409, {"direction": "to_ppm", "links": ["link-b"]}),
    Attempt("plans_add", "POST", 409, {"direction": "to_ppm", "under": {"link-b": "root"}}),
    Attempt("approvals_add", "POST", 404, {"plan": "plan-b"}),
    Attempt("approvals_add", "POST", 404, {"plan": "plan-b", "picks": {"link-b": ["title"]}}),
)
named = pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda each: each.route)


@pytest.fixture
def desk() -> Desk:
    """Ours, and another project with one of everything that has a name."""
    made = a_desk()
    store, systems = made.world.store, made.world.systems
    found = store.projects.get(THEIRS)
    assert found is not None
    refs = {
        Side.ADO: made.world.ado.put("a9", {"System.Title": TITLE}),
        Side.PPM: made.world.ppm.put("p9", {"Name": TITLE}),
    }
    kept = SavedFilter(TITLE, Filter("collection-9", "Parcels"))
    theirs = store.projects.put(replace(found, rules=(RULE,), brakes=(STOP,), filters=(kept,)))
    adopt(theirs, "link-b", refs, systems, store, made.world.clock)
    at = NOON.isoformat()
    store.plans.add(Plan("plan-b", THEIRS, Direction.TO_PPM, Aspect.FIELDS, TITLE, at))
    waits = Approval("b-1", THEIRS, "link-b", Direction.TO_PPM, Aspect.FIELDS, {}, TITLE, at)
    store.approvals.open([waits])
    store.letters.add(Letter("letter-b", LetterKind.REFUSED, TITLE, TITLE, 1, at, "b-1", "", waits))
    row = HistoryRow(
        "h-1", THEIRS, "link-b", at, TITLE, "b-1", Direction.TO_PPM, "title", TITLE, TITLE
    )
    store.history.add([replace(row, became=Became.APPLIED)])
    return made


def remembered(desk: Desk, project: str = "") -> object:
    """All rows, or those of one project."""
    memory = desk.world.memory
    rows: list[Mapping[Any, object]] = [
        memory.links.rows,
        memory.plans.rows,
        memory.approvals.opened,
        memory.approvals.done,
        memory.history.rows,
        memory.letters.rows,
    ]
    mine = [
        {key: row for key, row in each.items() if not project or key[0] == project} for each in rows
    ]
    projects = {id_: row for id_, row in memory.projects.rows.items() if project in ("", id_)}
    return mine, projects, dict(desk.secrets.values), desk.queued()


def asked(attempt: Attempt, desk: Desk, project: str) -> tuple[int, str]:
    route = {"project": project, **attempt.names}
    req = request(attempt.method, attempt.body, MEMBER, None, None, **route)
    found = ask(desk, attempt.route, req)
    return found.status_code, found.get_body().decode()


@named
def test_under_ones_own_project_a_name_of_theirs_is_nothing(desk: Desk, attempt: Attempt) -> None:
    before = remembered(desk)

    status, words = asked(attempt, desk, PROJECT)

    assert status == attempt.status
    assert TITLE not in words
    assert remembered(desk) == before


@named
def test_under_their_project_there_is_no_project(desk: Desk, attempt: Attempt) -> None:
    before = remembered(desk)

    status, words = asked(attempt, desk, THEIRS)

    assert status == 404
    assert TITLE not in words
    assert remembered(desk) == before


def test_every_route_that_takes_a_name_of_a_project_is_tried() -> None:
    taking = {
        route.name
        for route in TABLE
        if re.findall(r"\{(\w+)\}", route.path.removeprefix(IN_A_PROJECT))
    }

    # A message that nobody could work off may belong to every project, and takes an admin; a probe
    # is about none.
    assert taking - {"poison_replay", "probes_show"} <= {each.route for each in ATTEMPTS}


def test_a_value_of_a_link_of_theirs_is_approved_in_vain(desk: Desk) -> None:
    before = remembered(desk, THEIRS)
    req = request("POST", {"direction": "to_ppm", "values": [VALUE]}, MEMBER)

    [row] = told(ask(desk, "approvals_add", req))["approvals"]

    assert TITLE not in json.dumps(row)
    assert [each["became"] for each in row["outcomes"].values()] == ["rejected"]
    assert remembered(desk, THEIRS) == before
    assert desk.world.ppm.items[ItemRef(Side.PPM, "p9")].values["Name"] == TITLE


@pytest.mark.parametrize(
    ("route", "params", "noun"),
    [
        ("history_list", {"link": "link-b"}, "history"),
        ("approvals_list", {"request": "b"}, "approvals"),
        ("filters_list", {}, "filters"),
        ("brakes_list", {}, "brakes"),
    ],
)
def test_nothing_of_theirs_is_listed(
    desk: Desk, route: str, params: dict[str, str], noun: str
) -> None:
    found = told(ask(desk, route, request(person=MEMBER, params=params)))

    assert found[noun] == []
