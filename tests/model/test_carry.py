"""What a value becomes on the other side: afterwards the two sides agree."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.approvals import Direction
from core.model.carry import Carriage, Unwritable, carried
from core.model.items import Person, Side, State, Value
from core.model.rules import Kind, Terms
from core.model.values import agree
from tests.model.samples import (
    DIRECTIONS,
    KINDS,
    MARKUP,
    STATES,
    TERMS,
    TEXTS,
    VALUES,
    a_rule,
    ado,
    ppm,
)

TO_ADO, TO_PPM = Direction.TO_ADO, Direction.TO_PPM
MARA, TOM = Person("mara@x.eu", "Mara"), Person("tom@x.eu", "Tom")


def a_way(
    kind: Kind, direction: Direction, source: Value, target: Value = None, terms: Terms = TERMS
) -> Carriage:
    onto = ado(states=STATES) if direction is TO_ADO else ppm()
    return Carriage(a_rule(kind), terms, direction, source, target, onto)


def afterwards_agree(way: Carriage) -> bool:
    """Whether the sides say the same once the carried value stands there."""
    there = carried(way)
    pair = (there, way.source) if way.direction is TO_ADO else (way.source, there)
    return agree(*pair, way.rule, way.terms)


@given(st.data(), KINDS, DIRECTIONS)
def test_a_carried_value_agrees_afterwards(
    data: st.DataObject, kind: Kind, direction: Direction
) -> None:
    way = a_way(kind, direction, data.draw(VALUES[kind]), data.draw(VALUES[kind]))

    with suppress(Unwritable):
        assert afterwards_agree(way)


@given(MARKUP, TEXTS)
def test_a_long_description_agrees_where_ppm_express_keeps_plain_text(
    markup: str, text: str
) -> None:
    plain = Terms(ppm_rich_text="plain")

    assert afterwards_agree(a_way(Kind.RICH_TEXT, TO_PPM, markup, terms=plain))
    assert afterwards_agree(a_way(Kind.RICH_TEXT, TO_ADO, text, terms=plain))


@given(st.integers(0, 1600), DIRECTIONS, st.sampled_from([7.5, 8.0]))
def test_quarter_hours_agree_as_days_afterwards(
    quarters: int, direction: Direction, day: float
) -> None:
    way = a_way(Kind.WORK, direction, quarters / 4, terms=Terms(hours_per_day=day))

    assert afterwards_agree(replace(way, rule=replace(way.rule, days=frozenset({Side.PPM}))))


@pytest.mark.parametrize(
    ("kind", "direction", "source", "becomes"),
    [
        (Kind.TEXT, TO_PPM, " Pay ", "Pay"),
        (Kind.WHOLE, TO_ADO, 8.0, 8),
        (Kind.DATE, TO_ADO, "2026-03-02", "2026-03-02T00:00:00Z"),
        (Kind.DATE, TO_PPM, "2026-03-01T23:00:00Z", "2026-03-02"),
        (Kind.DATE, TO_PPM, None, None),
        (Kind.CHOICE, TO_PPM, 1, "High"),
        (Kind.CHOICE, TO_ADO, "Low", "2"),
        (Kind.PERSON, TO_ADO, (MARA, TOM), MARA),
        (Kind.PERSON, TO_PPM, None, ()),
        (Kind.PEOPLE, TO_ADO, (MARA,), MARA),
        (Kind.YES_NO, TO_ADO, None, False),
        (Kind.STATE, TO_PPM, STATES[2], 50),
        (Kind.STATE, TO_ADO, 95, STATES[1]),
        (Kind.STATE, TO_ADO, None, STATES[0]),
    ],
)
def test_a_value_becomes_what_the_other_side_calls_it(
    kind: Kind, direction: Direction, source: Value, becomes: Value
) -> None:
    assert carried(a_way(kind, direction, source)) == becomes


@pytest.mark.parametrize(
    ("kind", "direction", "source", "reason"),
    [
        (Kind.WHOLE, TO_ADO, 1.5, "not a whole number"),
        (Kind.DECIMAL, TO_ADO, "many", "not a number"),
        (Kind.DATE, TO_ADO, "soon", "not a date"),
        (Kind.CHOICE, TO_PPM, 7, "no answer to '7'"),
        (Kind.PERSON, TO_PPM, Person(name="Ann"), "no e-mail address is known for Ann"),
        (Kind.PEOPLE, TO_ADO, (MARA, TOM), "one person"),
        (Kind.TAGS, TO_ADO, ("a;b",), "split the tag"),
        (Kind.YES_NO, TO_PPM, "perhaps", "neither yes nor no"),
        (Kind.STATE, TO_PPM, State("Removed", "Removed"), "no progress"),
    ],
)
def test_what_the_other_side_cannot_hold_says_why(
    kind: Kind, direction: Direction, source: Value, reason: str
) -> None:
    with pytest.raises(Unwritable, match=reason):
        carried(a_way(kind, direction, source))


def test_others_who_are_assigned_in_ppm_express_stay() -> None:
    way = a_way(Kind.PERSON, TO_PPM, MARA, (TOM, MARA, Person("eve@x.eu")))

    assert carried(way) == (MARA, Person("eve@x.eu"))


def test_a_type_without_a_state_of_that_class_says_so() -> None:
    way = replace(a_way(Kind.STATE, TO_ADO, 100), onto=ado(type="Epic", states=STATES[:1]))

    with pytest.raises(Unwritable, match="Epic has no state"):
        carried(way)
