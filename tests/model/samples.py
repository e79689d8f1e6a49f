"""Values as the vendors really send them, drawn by kind, and small things model tests need."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import strategies as st

from core.model.approvals import Direction
from core.model.compare import Link
from core.model.items import ItemRef, Person, Side, Snapshot, State, Value
from core.model.rules import FieldRule, Kind, Terms

TERMS = Terms(zone="Europe/Berlin")
STATES = (
    State("New", "Proposed"),
    State("Active", "InProgress"),
    State("Resolved", "Resolved"),
    State("Closed", "Completed"),
)
SIDES = st.sampled_from(list(Side))
DIRECTIONS = st.sampled_from(list(Direction))
KINDS = st.sampled_from(list(Kind))
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
_PARTS = st.sampled_from(["pay", " by ", "<b>it</b>", "<p>now</p>", "&amp;", "&", "\n", "a < b"])
LONG_TEXTS = st.lists(_PARTS, min_size=1, max_size=8).map(
    lambda parts: "".join(parts) + " soon" * 250
)
TAGS = ("b", "i", "p", "div", "span", "ul", "li", "h1", "td", "section")


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(TAGS), inner, inner).map(
        lambda drawn: f"<{drawn[0]}>{drawn[1]}</{drawn[0]}>{drawn[2]}"
    )


_WORDS = st.sampled_from(["pay", " by ", "invoice", "<br>", "a &amp; b", "&lt;b&gt;", "é", "\n"])
MARKUP = st.recursive(_WORDS, _wrapped, max_leaves=8)
PERSONS = st.builds(
    Person, mail=st.sampled_from(["mara@x.eu", "Mara@X.eu", "tom@x.eu", ""]), name=TEXTS, id=TEXTS
)
NUMBERS: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.integers(-999, 9999), st.floats(-999, 9999), st.sampled_from(["8", "8.0", "x"])
)
_ADO_DATES = ("2026-03-01T23:00:00Z", "2026-03-02T00:00:00Z", "2026-03-02", "2026-03-02T09:30:00Z")
_PPM_DATES = ("2026-03-02", "2026-03-02T00:00:00", "2026-03-01T23:59:00Z")
DATES: st.SearchStrategy[Value] = st.none() | st.sampled_from([*_ADO_DATES, *_PPM_DATES, "soon"])
CHOICES: st.SearchStrategy[Value] = st.sampled_from([None, "", 1, 2, 2.0, "2", " High", "Low", "?"])
PEOPLE: st.SearchStrategy[Value] = st.one_of(
    st.none(), PERSONS, st.lists(PERSONS, max_size=3).map(tuple)
)
PROGRESS: st.SearchStrategy[Value] = st.sampled_from(
    [None, 0, 30, 99.5, 100, *STATES, State("Removed", "Removed")]
)
VALUES: Mapping[Kind, st.SearchStrategy[Value]] = {
    Kind.TEXT: st.none() | TEXTS | LONG_TEXTS,
    Kind.RICH_TEXT: st.none() | MARKUP | LONG_TEXTS,
    Kind.WHOLE: NUMBERS,
    Kind.DECIMAL: NUMBERS,
    Kind.WORK: NUMBERS,
    Kind.DATE: DATES,
    Kind.CHOICE: CHOICES,
    Kind.PERSON: PEOPLE,
    Kind.PEOPLE: PEOPLE,
    Kind.TAGS: st.none() | st.lists(TEXTS, max_size=3).map(tuple),
    Kind.YES_NO: st.sampled_from([None, True, False, "yes"]),
    Kind.STATE: PROGRESS,
}


def a_rule(kind: Kind, id_: str = "field") -> FieldRule:
    """A rule on the fields `A` and `P`, with a value map that only choices look at."""
    return FieldRule(id_, ("A",), ("P",), kind, value_map=(("1", "High"), ("2", "Low")))


def ado(value: Value = None, **more: object) -> Snapshot:
    return _snapshot(Side.ADO, "A", value, more)


def ppm(value: Value = None, **more: object) -> Snapshot:
    return _snapshot(Side.PPM, "P", value, more)


def _snapshot(side: Side, name: str, value: Value, more: dict[str, object]) -> Snapshot:
    seen = Snapshot(
        ItemRef(side, "1"), values={name: value}, told=frozenset({name}), parent_told=True
    )
    return replace(seen, **more)  # type: ignore[arg-type]


def a_link(id_: str = "link-1", **more: object) -> Link:
    return replace(Link(id_, "billing", ado(), ppm()), **more)  # type: ignore[arg-type]
