"""When two values count as the same, kind by kind, and that counting them so is fair."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.approvals import digest
from core.model.items import LongText, Person, Side, State, Value
from core.model.rich_text import fold
from core.model.rules import Kind, Terms
from core.model.values import agree, canonical, same
from tests.model.samples import KINDS, LONG_TEXTS, SIDES, TERMS, VALUES, a_rule

MARA = Person("mara@x.eu", "Mara", "1")
LONG = "Pay by invoice, and soon. " * 60

SAME: list[tuple[Kind, Value, Value]] = [
    (Kind.TEXT, "Pay  by invoice ", "Pay by invoice"),
    (Kind.TEXT, "Caf\u00e9", "Cafe\u0301"),
    (Kind.TEXT, "one\r\ntwo", "one\ntwo"),
    (Kind.TEXT, None, "  "),
    (Kind.RICH_TEXT, "<div>Pay</div><div>soon</div>", "<p>Pay</p><p><b>soon</b></p>"),
    (Kind.RICH_TEXT, "<p>a&nbsp;&amp;&nbsp;b</p>", "<p>a &amp; b</p>"),
    (Kind.RICH_TEXT, "<div><br></div>", None),
    (Kind.WHOLE, 8, 8.0),
    (Kind.DECIMAL, 0.1 + 0.2, 0.3),
    (Kind.DECIMAL, "5", 5),
    (Kind.WORK, 8, 8.0),
    (Kind.DATE, "2026-03-02T00:00:00Z", "2026-03-02"),
    (Kind.DATE, "2026-03-01T23:00:00Z", "2026-03-02"),
    (Kind.DATE, "2026-03-02T00:00:00Z", "2026-03-02T17:00:00Z"),
    (Kind.DATE, None, ""),
    (Kind.CHOICE, 1, "High"),
    (Kind.CHOICE, 1.0, " High "),
    (Kind.CHOICE, "", None),
    (Kind.PERSON, MARA, (Person("MARA@x.eu", "M. Berg", "77"), Person("tom@x.eu"))),
    (Kind.PERSON, None, ()),
    (Kind.PEOPLE, MARA, (Person("Mara@X.eu"),)),
    (Kind.TAGS, ("Finance", "eu"), ("EU", "finance ", "finance")),
    (Kind.TAGS, None, ()),
    (Kind.YES_NO, None, False),
    (Kind.STATE, State("Resolved", "Resolved"), 95),
    (Kind.STATE, State("Done", "Completed"), 100),
    (Kind.STATE, State("New", "Proposed"), None),
]
APART: list[tuple[Kind, Value, Value]] = [
    (Kind.TEXT, "Pay", "pay"),
    (Kind.TEXT, "<b>Pay</b>", "Pay"),
    (Kind.RICH_TEXT, "<p>Pay</p><p>soon</p>", "<p>Pay soon</p>"),
    (Kind.WHOLE, None, 0),
    (Kind.DECIMAL, 0.1, 0.2),
    (Kind.DATE, "2026-03-01T22:59:00Z", "2026-03-02"),
    (Kind.DATE, None, "2026-03-02"),
    (Kind.CHOICE, 1, "Low"),
    (Kind.CHOICE, 3, "3rd"),
    (Kind.PERSON, MARA, (Person("tom@x.eu"), MARA)),
    (Kind.PEOPLE, MARA, (MARA, Person("tom@x.eu"))),
    (Kind.TAGS, ("finance",), ("finance", "eu")),
    (Kind.YES_NO, True, False),
    (Kind.STATE, State("Closed", "Completed"), 99),
    (Kind.STATE, State("Active", "InProgress"), 0),
]


@pytest.mark.parametrize(("kind", "ado", "ppm"), SAME)
def test_these_count_as_the_same(kind: Kind, ado: Value, ppm: Value) -> None:
    assert agree(ado, ppm, a_rule(kind), TERMS)


@pytest.mark.parametrize(("kind", "ado", "ppm"), APART)
def test_these_count_as_different(kind: Kind, ado: Value, ppm: Value) -> None:
    assert not agree(ado, ppm, a_rule(kind), TERMS)


@given(st.data(), KINDS, SIDES)
def test_every_value_is_the_same_as_itself(data: st.DataObject, kind: Kind, side: Side) -> None:
    value = data.draw(VALUES[kind])

    assert same(value, value, side, a_rule(kind), TERMS)
    assert canonical(value, side, a_rule(kind), TERMS) == canonical(
        value, side, a_rule(kind), TERMS
    )


@given(st.data(), KINDS)
def test_the_sides_agree_exactly_when_what_counts_is_equal_whichever_is_asked_first(
    data: st.DataObject, kind: Kind
) -> None:
    ado, ppm = data.draw(VALUES[kind]), data.draw(VALUES[kind])
    rule = a_rule(kind)

    forms = canonical(ado, Side.ADO, rule, TERMS), canonical(ppm, Side.PPM, rule, TERMS)

    assert agree(ado, ppm, rule, TERMS) == (forms[0] == forms[1]) == (forms[1] == forms[0])


@given(st.data(), KINDS, SIDES)
def test_being_the_same_is_symmetric_and_transitive(
    data: st.DataObject, kind: Kind, side: Side
) -> None:
    one, two, three = (data.draw(VALUES[kind]) for _ in range(3))
    rule = a_rule(kind)

    assert same(one, two, side, rule, TERMS) == same(two, one, side, rule, TERMS)
    if same(one, two, side, rule, TERMS) and same(two, three, side, rule, TERMS):
        assert same(one, three, side, rule, TERMS)


@given(st.data(), KINDS, SIDES)
def test_equal_raw_values_have_equal_forms(data: st.DataObject, kind: Kind, side: Side) -> None:
    one, two = data.draw(VALUES[kind]), data.draw(VALUES[kind])
    rule = a_rule(kind)

    equal = canonical(one, side, rule, TERMS) == canonical(two, side, rule, TERMS)

    assert same(one, two, side, rule, TERMS) == equal


@given(LONG_TEXTS, LONG_TEXTS, st.sampled_from([Kind.TEXT, Kind.RICH_TEXT]), st.booleans())
def test_folding_a_long_text_changes_no_comparison(
    ado: str, ppm: str, kind: Kind, plain: bool
) -> None:
    terms = Terms(ppm_rich_text="plain" if plain else "html")
    rule = a_rule(kind)

    whole = agree(ado, ppm, rule, terms)

    assert agree(fold(ado), ppm, rule, terms) == whole
    assert agree(ado, fold(ppm), rule, terms) == whole
    assert agree(fold(ado), fold(ppm), rule, terms) == whole


@given(LONG_TEXTS, LONG_TEXTS)
def test_folding_a_long_text_changes_no_digest(ado: str, ppm: str) -> None:
    whole = digest("rule", ado, ppm, ado)

    assert digest("rule", fold(ado), fold(ppm), fold(ado)) == whole


def test_a_digest_is_over_raw_values() -> None:
    seen = digest("rule", State("Closed", "Completed"), 30, 100)

    assert digest("rule", State("Closed", "Completed"), 95, 100) != seen


def test_a_digest_sees_the_format_of_a_long_text() -> None:
    assert digest("rule", f"<p>{LONG}</p>", None, None) != digest(
        "rule", f"<p><b>{LONG}</b></p>", None, None
    )


@pytest.mark.parametrize("changed", range(4))
def test_a_digest_moves_with_each_thing_a_person_saw(changed: int) -> None:
    parts = ["rule", "Pay", "Pay later", "Pay"]

    other = [part + "!" if number == changed else part for number, part in enumerate(parts)]

    assert digest(*other) != digest(*parts)


def test_a_short_text_is_kept_whole() -> None:
    assert fold("Pay by invoice") == "Pay by invoice"
    assert isinstance(fold(LONG), LongText)


def test_days_are_hours_of_the_tenants_working_day() -> None:
    rule = replace(a_rule(Kind.WORK), days=frozenset({Side.PPM}))

    assert agree(15, 2, rule, Terms(hours_per_day=7.5))
    assert not agree(16, 2, rule, Terms(hours_per_day=7.5))


def test_a_moment_becomes_the_day_of_the_tenants_zone() -> None:
    late = "2026-03-01T23:30:00Z"

    assert agree(late, "2026-03-01", a_rule(Kind.DATE), Terms(zone="UTC"))
    assert agree(late, "2026-03-02", a_rule(Kind.DATE), Terms(zone="Europe/Berlin"))


def test_choices_joined_by_a_chain_of_pairs_are_one() -> None:
    pairs = (("1", "High"), ("2", "High"), ("2", "Low"))
    rule = replace(a_rule(Kind.CHOICE), value_map=pairs)

    assert agree(1, "Low", rule, TERMS)


@pytest.mark.parametrize("value", ["9999-12-31T23:59:59Z", "0001-01-01T00:30:00Z"])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_a_moment_at_the_edge_of_time_breaks_nothing(value: str, zone: str) -> None:
    assert not agree(value, None, a_rule(Kind.DATE), Terms(zone=zone))


def test_a_large_image_alone_says_as_little_folded_as_whole() -> None:
    image = f'<img src="data:image/png;base64,{"A" * 2000}">'

    assert agree(image, None, a_rule(Kind.RICH_TEXT), TERMS)
    assert agree(fold(image), None, a_rule(Kind.RICH_TEXT), TERMS)
