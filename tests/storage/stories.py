"""Things to remember, in words from the product."""

from dataclasses import replace
from datetime import timedelta

from core.model.approvals import Approval, Aspect, Direction
from core.model.bursts import Burst
from core.model.compare import Link, Mismatch, Pair, Verdict
from core.model.errors import Conflict
from core.model.intents import HistoryRow
from core.model.items import ItemRef, LongText, Person, Side, Snapshot, State, Value
from core.model.plans import Plan, PlannedLink, PlannedValue
from core.sync.stores import Store
from tests.worlds import NOON

PROJECT = "billing"
HOSTILE = "a/b\\c#d?e%f'g:h!i\t\x00\x7f ü 発票 🧾\u2028"


def ado(key: str) -> ItemRef:
    return ItemRef(Side.ADO, key)


def ppm(key: str) -> ItemRef:
    return ItemRef(Side.PPM, key)


def a_link(
    name: str = "link-1",
    project: str = PROJECT,
    title: Value = "Pay by invoice",
    below: str = "",
    parents: tuple[str, str] | None = None,
    etag: str = "",
) -> Link:
    """A story and a task of the same number as the link's name, with a mismatch of titles."""
    above = parents or ((f"a-{below}", f"p-{below}") if below else None)
    return Link(
        name,
        project,
        Snapshot(
            ado(f"a-{name}"),
            version="7",
            values={"System.Title": title, "System.State": State("Active", "InProgress")},
            told=frozenset({"System.Title", "System.State"}),
            parent=ado(above[0]) if above else None,
            parent_told=True,
        ),
        Snapshot(
            ppm(f"p-{name}"),
            values={"Name": "Pay later", "AssignedTo": (Person("mara@example.com", "Mara"),)},
            told=frozenset({"Name", "AssignedTo"}),
            parent=ppm(above[1]) if above else None,
            parent_told=True,
        ),
        base={"title": Pair("Pay later", "Pay later")},
        mismatches=(Mismatch("title", Pair(a_long_text(), "Pay later"), None, Verdict.ADO),),
        burst=Burst(NOON.isoformat(), 3),
        looked_at={Side.ADO: NOON.isoformat()},
        etag=etag,
    )


def a_saved_link(store: Store, name: str = "link-1", **about: object) -> Link:
    link = a_link(name, **about)  # type: ignore[arg-type]
    store.links.claim(link.project, link.id, [link.ado.ref, link.ppm.ref])
    return store.links.add(link)


def titled(link: Link, title: Value) -> Link:
    values = {**link.ado.values, "System.Title": title}
    return replace(link, ado=replace(link.ado, values=values))


def title(link: Link | None) -> Value:
    assert link is not None
    return link.ado.values["System.Title"]


def an_approval(number: int = 0, project: str = PROJECT, **about: object) -> Approval:
    made = Approval(
        f"request-{number:05}",
        project,
        "link-1",
        Direction.TO_PPM,
        Aspect.FIELDS,
        {"title": "digest"},
        "Mara",
        NOON.isoformat(),
    )
    return replace(made, **about)  # type: ignore[arg-type]


def a_plan(links: int = 1, name: str = "plan-1") -> Plan:
    value = PlannedValue("title", "Pay later", "Pay by invoice", None, Verdict.ADO, False, "digest")
    planned = tuple(
        PlannedLink(f"link-{number}", f"Story {number}", (value,)) for number in range(links)
    )
    return Plan(name, PROJECT, Direction.TO_PPM, Aspect.FIELDS, "Mara", NOON.isoformat(), planned)


def a_history_row(minute: int = 0, link: str = "link-1", **about: object) -> HistoryRow:
    at = (NOON + timedelta(minutes=minute)).isoformat()
    row = HistoryRow(
        f"row-{minute}", PROJECT, link, at, "Mara", "request-00000", "to_ppm", "title", "Old", "New"
    )
    return replace(row, **about)  # type: ignore[arg-type]


def a_long_text() -> LongText:
    return LongText("raw", "text", "rich", "発票 " * 60)


def counted_up(store: Store, times: int) -> None:
    """One writer who adds one to the title, and looks again whenever somebody was quicker."""
    for _ in range(times):
        while True:
            link = store.links.get(PROJECT, "link-1")
            assert link is not None
            number = link.ado.values["System.Title"]
            assert isinstance(number, int)
            try:
                store.links.save(titled(link, number + 1))
            except Conflict:
                continue
            break
