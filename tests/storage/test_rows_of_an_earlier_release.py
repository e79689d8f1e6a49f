"""What earlier releases have written is read by today's code, gone on with, and rewritten as today;
what a newer one has written is refused in words and left as it is."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from copy import deepcopy
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from azure.data.tables import TableServiceClient

from core.model.approvals import Approval, Became, Direction
from core.model.compare import Link
from core.model.errors import TryLater
from core.model.items import ItemRef, Side, Value
from core.storage.codec.links import link_json
from core.storage.codec.projects import project_json
from core.storage.rows import FIRST, VERSION, read
from core.storage.store import TableStore, table_store
from core.sync.retry import retry
from handlers.timers import apply_waiting, sweep_due
from sandbox.host import PEOPLE
from tests.handlers.desks import Desk, a_desk, ask, request, told
from tests.handlers.rows import STOP
from tests.storage.busy_tenant import BUDGET, busy_tenant
from tests.storage.kept_rows import FOLDER, Rows, as_text, put_back, read_text, rows_in
from tests.worlds import PROJECT, Clock

RELEASES = sorted(FOLDER.glob("*.json"))


@pytest.fixture(params=RELEASES, ids=lambda path: path.stem)
def rows(request: pytest.FixtureRequest) -> Rows:
    path: Path = request.param
    return read_text(path.read_text(encoding="utf-8"))


@pytest.fixture
def desk(rows: Rows, tables: TableServiceClient, storage: str) -> Desk:
    """Today's code over those rows, an hour later; the items stand at the vendors as they did."""
    put_back(rows, tables, storage)
    made = a_desk()
    made.world.store = table_store(tables, made.world.clock, storage)
    made.services = made.with_(store=made.world.store)
    made.world.clock.pass_(hours=1)
    _vendors_as_they_were(made)
    return made


def _vendors_as_they_were(desk: Desk) -> None:
    world = desk.world
    for side in Side:
        world.system(side).items.clear()
    for link in world.store.links.all(PROJECT):
        for side in Side:
            seen = link.on(side)
            if side not in link.gone:
                world.system(side).put(seen.ref.key, seen.values, seen.parent)
    # What two killed workers had done, of which no row tells.
    world.ppm.edit(ItemRef(Side.PPM, "p6"), {"Name": "Track a parcel"})
    world.ado.put("a8", {"System.Title": "Weigh it", "System.WorkItemType": "User Story"})
    made = world.ppm.put("made", {"Name": "Weigh it"})
    world.ppm.marks[f"{desk.services.address}/l/{_creation(desk).link}"] = made


def _creation(desk: Desk) -> Approval:
    return next(each for each in waiting(desk) if each.making)


def waiting(desk: Desk) -> list[Approval]:
    return list(desk.world.store.approvals.waiting(PROJECT))


def links(desk: Desk) -> dict[str, Link]:
    return {link.id: link for link in desk.world.store.links.all(PROJECT)}


def name_of(desk: Desk, task: str) -> Value:
    return desk.world.value(ItemRef(Side.PPM, task), "Name")


def test_its_links_are_read_with_what_was_found_on_them(desk: Desk) -> None:
    found = links(desk)

    assert sorted(found) == [f"link-{number}" for number in range(1, 8)]
    differing = {name: {each.name for each in link.mismatches} for name, link in found.items()}
    assert differing["link-5"] == {"title", "notes"}
    assert differing["link-7"] == {"title", "tags"}
    assert set(found["link-4"].gone) == {Side.ADO}
    assert found["link-2"].parents == {ItemRef(Side.ADO, "a1"), ItemRef(Side.PPM, "p1")}
    below = desk.world.store.links.below(PROJECT, [ItemRef(Side.ADO, "a1")])
    assert {link.id for link in below} >= {"link-2", "link-3", "link-5"}


def test_its_claims_hold_their_items_and_the_abandoned_ones_are_given_up(desk: Desk) -> None:
    refs = [ItemRef(Side.ADO, "a1"), ItemRef(Side.ADO, "a9")]
    held = desk.world.store.links.ids(PROJECT, refs)

    given_up = desk.world.store.links.release_claims(
        PROJECT, desk.world.clock() - timedelta(minutes=10), keep=[_creation(desk).link]
    )

    assert held[refs[0]] == "link-1"
    assert given_up == 2
    assert list(desk.world.store.links.ids(PROJECT, refs)) == refs[:1]


def test_its_project_and_site_are_read_with_all_that_was_decided(desk: Desk) -> None:
    project, site = desk.world.project, desk.world.store.projects.site()

    assert (len(project.rules), project.terms.hours_per_day) == (8, 7.5)
    assert (project.limits.share, project.approvers_keep) == (40, True)
    assert [each.name for each in project.filters] == ["Sprint"]
    assert [each.rules for each in project.standing] == [("tags",)]
    assert (project.apply_at, project.brakes) == ("22:00", (STOP,))
    assert len(project.members) == 3
    assert project.swept_at
    assert project.watched_at
    assert (site.url, site.collection) == ("https://dev.azure.com/contoso", "collection-1")


def test_its_outbox_history_and_letters_are_read(desk: Desk) -> None:
    store = desk.world.store

    assert {each.link for each in waiting(desk)} >= {"link-6", "link-7"}
    closed = [next(iter(each.outcomes.values())) for each in store.approvals.closed(PROJECT)]
    assert sorted(each.became for each in closed) == [
        Became.APPLIED,
        Became.REJECTED,
        Became.REJECTED,
    ]
    [letter] = store.letters.open(PROJECT)
    assert letter.link == "link-3"
    told_of = {(row.link, row.became) for row in store.history.of(PROJECT)}
    assert told_of == {
        ("link-2", Became.APPLIED),
        ("link-3", Became.REJECTED),
        ("link-7", Became.REJECTED),
        ("link-7", Became.DISMISSED),
    }
    assert store.plans.get(PROJECT, "plan-0") is not None


def test_everything_beside_the_links_is_read(desk: Desk) -> None:
    store = desk.world.store

    assert {row.name[:3]: bool(row.seen_at) for row in store.hooks.all()} == {
        "ado": False,
        "ppm": True,
    }
    assert [row.id for row in store.poison.all()] == ["m-1"]
    assert store.poison.failure("ado:a1") == "it was no JSON"
    window = store.budgets.get(BUDGET.id)
    assert window is not None
    assert sum(window.used.values()) > 0
    assert {each.alarm.kind.value for each in store.alarms.all()} >= {"brake", "poison", "refused"}
    assert told(ask(desk, "tree_last", request(person=PEOPLE["viewer"])))["at"]


def test_what_it_left_half_done_is_brought_to_its_end_once(desk: Desk) -> None:
    creation = _creation(desk)

    apply_waiting(desk.services)

    store = desk.world.store
    [done] = [r for r in store.history.of(PROJECT, "link-6") if r.became is Became.APPLIED]
    assert (done.old, done.new, done.certain) == ("Track", "Track a parcel", True)
    made = store.links.get(PROJECT, creation.link)
    assert made is not None
    assert made.ppm.ref == ItemRef(Side.PPM, "made")
    assert [ref for ref in desk.world.ppm.items if ref.key.startswith("new-")] == []


def test_what_it_had_put_off_is_written_in_the_evening_and_once(desk: Desk) -> None:
    sweep_due(desk.services)
    apply_waiting(desk.services)
    assert desk.world.value(ItemRef(Side.PPM, "p7"), "Tags") is None

    desk.world.clock.pass_(hours=9)
    apply_waiting(desk.services)

    assert desk.world.value(ItemRef(Side.PPM, "p7"), "Tags") == ("shop", "new")
    assert [log.ref.key for log in desk.world.ppm.log if "Tags" in log.asked.values] == ["p7"]


def test_what_it_saw_differ_is_approved_and_applied_today(desk: Desk) -> None:
    sweep_due(desk.services)
    desk.world.approve(Direction.TO_PPM, picks={"link-5": ["title"]})

    apply_waiting(desk.services)

    assert name_of(desk, "p5") == "Return it"
    assert "title" not in {each.name for each in links(desk)["link-5"].mismatches}


def test_what_was_refused_of_it_is_tried_again_today(desk: Desk) -> None:
    store = desk.world.store
    [letter] = store.letters.open(PROJECT)
    retry(PROJECT, letter.id, "Noor", store, desk.world.clock)

    apply_waiting(desk.services)

    assert name_of(desk, "p3") == "Refund half"
    assert list(store.letters.open(PROJECT)) == []


def test_the_rows_that_today_touches_stand_in_todays_form(
    desk: Desk, tables: TableServiceClient, storage: str
) -> None:
    desk.world.clock.pass_(days=1)

    sweep_due(desk.services)

    now = rows_in(tables, storage)
    for row in now["links"]:
        link = links(desk)[row["RowKey"]]
        assert (row["v"], read(row)) == (FIRST, link_json(link))
        assert link.compared or link.gone
    [project] = [row for row in now["projects"] if row["RowKey"] == PROJECT]
    assert (project["v"], read(project)) == (FIRST, project_json(desk.world.project))


# What a newer release wrote


def every(found: object) -> object:
    return list(found) if isinstance(found, Iterable) else found


A1 = ItemRef(Side.ADO, "a1")
READS: dict[str, list[Callable[[TableStore], object]]] = {
    "links": [lambda s: s.links.all(PROJECT), lambda s: s.links.get(PROJECT, "link-1")],
    "items": [lambda s: s.links.of(A1), lambda s: s.links.ids(PROJECT, [A1])],
    "approvals": [lambda s: s.approvals.waiting(PROJECT), lambda s: s.approvals.closed(PROJECT)],
    "projects": [
        lambda s: s.projects.all(),
        lambda s: s.projects.get(PROJECT),
        lambda s: s.projects.site(),
    ],
    "hooks": [lambda s: s.hooks.all(), lambda s: s.hooks.get("ppm")],
    "plans": [lambda s: s.plans.get(PROJECT, "plan-0")],
    "history": [lambda s: s.history.of(PROJECT), lambda s: s.history.of(PROJECT, "link-2")],
    "trees": [lambda s: s.trees.last(PROJECT)],
    "poison": [lambda s: s.poison.all(), lambda s: s.poison.failure("ado:a1")],
    "budgets": [lambda s: s.budgets.get(BUDGET.id)],
    "alarms": [lambda s: s.alarms.all()],
    "letters": [lambda s: s.letters.open(PROJECT)],
    "probes": [lambda s: s.probes.all()],
}


@pytest.fixture(scope="module")
def todays(tables: TableServiceClient) -> Rows:
    prefix = f"now{uuid.uuid4().hex[:12]}"
    busy_tenant(table_store(tables, Clock(), prefix))
    return rows_in(tables, prefix)


def test_a_busy_tenant_leaves_rows_in_every_table_and_each_is_read_here(todays: Rows) -> None:
    known = {each.name for each in fields(TableStore)} | {"items"}

    assert {name for name, theirs in todays.items() if theirs} == known
    assert set(READS) == known


def test_rows_of_a_newer_release_are_refused_in_words_and_left_as_they_are(
    todays: Rows, tables: TableServiceClient, storage: str
) -> None:
    newer = deepcopy(todays)
    for theirs in newer.values():
        for row in theirs:
            row["v"] = VERSION + 1
    put_back(newer, tables, storage)
    store = table_store(tables, Clock(), storage)

    for reads in READS.values():
        for ask_for in reads:
            with pytest.raises(TryLater, match=r"was written by schema version .* newer app"):
                every(ask_for(store))

    assert as_text(rows_in(tables, storage)) == as_text(newer)


@pytest.mark.parametrize("which", ["links", "approvals", "items", "projects", "history"])
def test_whoever_meets_rows_of_a_newer_release_gives_up_nothing_and_writes_none_of_them(
    which: str, todays: Rows, tables: TableServiceClient, storage: str
) -> None:
    newer = deepcopy(todays)
    for row in newer[which]:
        row["v"] = VERSION + 1
    put_back(newer, tables, storage)
    desk = a_desk()
    desk.world.store = table_store(tables, desk.world.clock, storage)
    desk.services = desk.with_(store=desk.world.store)
    desk.world.clock.pass_(hours=12)

    for act in (sweep_due, apply_waiting):
        with suppress(TryLater):
            act(desk.services)
    seen = ask(desk, "links_list", request(person=PEOPLE["viewer"]))

    after = rows_in(tables, storage)
    assert {each["RowKey"] for each in after["approvals"]} >= {
        each["RowKey"] for each in newer["approvals"]
    }
    assert [row for row in after[which] if row["v"] > VERSION] == newer[which]
    if which in ("links", "projects"):
        assert seen.status_code == 503
        assert "deploy the newer app" in told(seen)["error"]["message"]


def test_a_kept_file_holds_rows_with_their_types(todays: Rows) -> None:
    types = {type(value) for theirs in todays.values() for row in theirs for value in row.values()}

    assert read_text(as_text(todays)) == todays
    assert types == {str, int, bytes}


def test_there_is_a_file_of_an_earlier_release() -> None:
    assert RELEASES


def columns(found: Rows, table: str) -> set[str]:
    names: set[str] = set()
    for row in found[table]:
        names |= set(_json(row))
    return names


def _json(row: dict[str, Any]) -> Iterable[str]:
    return read(row)


def test_the_file_of_the_first_release_is_truly_of_another_form(todays: Rows) -> None:
    first = read_text(RELEASES[0].read_text(encoding="utf-8"))

    assert "compared" in columns(todays, "links") - columns(first, "links")
    assert "backlog" in columns(todays, "budgets") - columns(first, "budgets")
