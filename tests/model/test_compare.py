"""Where the sides disagree, held against what they last agreed on."""

from dataclasses import replace

import pytest

from core.model.absence import Absence, absence_words
from core.model.compare import (
    COMPUTED,
    HINT,
    MISSING,
    OUTSIDE,
    REMOVED,
    ROOT,
    UNREAD,
    UNTOLD,
    Link,
    Pair,
    Verdict,
    assume_place,
    parents,
    reconcile,
    verdict,
)
from core.model.items import ItemRef, LongText, Side, Snapshot, State, Value
from core.model.rules import PARENT, FieldRule, Kind
from tests.model.samples import TERMS, a_link, a_rule, ado, ppm

TITLE = a_rule(Kind.TEXT)
EPIC, PHASE = ItemRef(Side.ADO, "9"), ItemRef(Side.PPM, "9")
IDS = {EPIC: "link-9", PHASE: "link-9", ItemRef(Side.PPM, "8"): "link-8"}


def after(link: Link, *rules: FieldRule) -> Link:
    return reconcile(link, rules or (TITLE,), TERMS, IDS)


@pytest.mark.parametrize(
    ("base", "now", "found"),
    [
        (None, ("Pay", "Pay"), Verdict.AGREED),
        (("Old", "Old"), ("Pay", "Pay"), Verdict.AGREED),
        (None, ("Pay", "Bill"), Verdict.UNKNOWN),
        (("Pay", "Pay"), ("Pay later", "Pay"), Verdict.ADO),
        (("Pay", "Pay"), ("Pay", "Bill"), Verdict.PPM),
        (("Pay", "Pay"), ("Pay later", "Bill"), Verdict.BOTH),
        (("Pay", "PAY"), ("Pay", "PAY"), Verdict.SETTLED),
        (("Pay", "PAY"), ("Pay", "Bill"), Verdict.PPM),
        ((None, None), ("Pay", None), Verdict.ADO),
    ],
)
@pytest.mark.parametrize("rule", [TITLE, None])
def test_the_base_tells_who_moved(
    base: tuple[Value, Value] | None,
    now: tuple[Value, Value],
    found: Verdict,
    rule: FieldRule | None,
) -> None:
    assert verdict(base and Pair(*base), Pair(*now), rule, TERMS) is found


def test_what_does_not_count_moves_nobody() -> None:
    assert verdict(Pair("Pay", "PAY"), Pair("Pay ", " PAY"), TITLE, TERMS) is Verdict.SETTLED


def test_where_the_sides_agree_that_pair_is_the_new_base() -> None:
    link = after(a_link(ado=ado("Pay"), ppm=ppm("Pay ")))

    assert link.base["field"] == Pair("Pay", "Pay ")
    assert link.mismatches == ()


def test_where_they_do_not_the_base_stays_and_is_shown() -> None:
    old = Pair("Pay", "Pay")

    link = after(a_link(ado=ado("Pay later"), ppm=ppm("Pay"), base={"field": old}))

    mismatch = link.mismatch("field")
    assert mismatch is not None
    assert (mismatch.base, link.base["field"]) == (old, old)
    assert (mismatch.now, mismatch.changed) == (Pair("Pay later", "Pay"), Verdict.ADO)


def test_reconciling_twice_is_reconciling_once() -> None:
    link = after(a_link(ado=ado("Pay later"), ppm=ppm("Pay")))

    assert after(link) == link


def test_the_base_of_a_rule_that_is_gone_is_forgotten() -> None:
    link = after(a_link(base={"old rule": Pair(1, 1)}))

    assert "old rule" not in link.base


def test_an_inactive_rule_keeps_its_base_and_is_not_compared() -> None:
    off, old = replace(TITLE, active=False), {"field": Pair("a", "a")}

    link = after(a_link(ado=ado("b"), ppm=ppm("a"), base=old), off)

    assert link.base["field"] == Pair("a", "a")
    assert link.mismatch("field") is None


@pytest.mark.parametrize(
    ("here", "why"),
    [
        ({"told": frozenset[str]()}, UNREAD),
        ({"missing": frozenset({"P"})}, MISSING),
        ({"computed": frozenset({"P"})}, COMPUTED),
    ],
)
def test_what_is_not_compared_says_why(here: dict[str, object], why: str) -> None:
    link = after(a_link(ado=ado("Pay"), ppm=ppm("Bill", **here)))

    assert link.mismatch("field") is None
    assert link.aside["field"] == why


@pytest.mark.parametrize("side", list(Side))
def test_not_told_is_never_empty(side: Side) -> None:
    untold = {"told": frozenset[str]()}
    seen = (ado(None, **untold), ppm()) if side is Side.ADO else (ado(), ppm(None, **untold))

    link = after(a_link(ado=seen[0], ppm=seen[1]))

    assert link.aside["field"] == UNREAD
    assert "field" not in link.base


def test_an_unread_value_keeps_its_base() -> None:
    old = {"field": Pair("Pay", "Pay")}

    link = after(a_link(ppm=ppm("Pay", told=frozenset()), base=old))

    assert link.base["field"] == Pair("Pay", "Pay")


def test_a_computed_value_forgets_its_base() -> None:
    link = a_link(ppm=ppm("Pay", computed=frozenset({"P"})), base={"field": Pair("Pay", "Pay")})

    assert "field" not in after(link).base


def test_a_rule_may_compare_computed_values_all_the_same() -> None:
    link = a_link(ado=ado("Pay"), ppm=ppm("Bill", computed=frozenset({"P"})))

    assert after(link, replace(TITLE, with_computed=True)).mismatch("field")


def test_a_removed_work_item_has_no_progress_to_compare() -> None:
    link = a_link(ado=ado(State("Removed", "Removed")), ppm=ppm(30))

    assert after(link, a_rule(Kind.STATE)).aside["field"] == REMOVED


def test_an_item_takes_part_with_the_first_field_it_has() -> None:
    rule = FieldRule("due", ("Finish", "A"), ("P",), Kind.TEXT)
    link = a_link(ado=ado("Pay", missing=frozenset({"Finish"})), ppm=ppm("Pay"))

    assert after(link, rule).base["due"] == Pair("Pay", "Pay")


@pytest.mark.parametrize(
    ("ado_parent", "ppm_parent", "found"),
    [
        (None, None, Pair(ROOT, ROOT)),
        (EPIC, PHASE, Pair("link-9", "link-9")),
        (EPIC, ItemRef(Side.PPM, "8"), Pair("link-9", "link-8")),
        (EPIC, None, Pair("link-9", ROOT)),
        (None, PHASE, Pair(ROOT, "link-9")),
        (EPIC, ItemRef(Side.PPM, "7"), Pair("link-9", OUTSIDE)),
        (ItemRef(Side.ADO, "7"), PHASE, Pair(OUTSIDE, "link-9")),
        (ItemRef(Side.ADO, "7"), None, HINT),
        (None, ItemRef(Side.PPM, "7"), HINT),
        (ItemRef(Side.ADO, "7"), ItemRef(Side.PPM, "7"), HINT),
    ],
)
def test_a_parent_is_a_link_or_root_or_outside(
    ado_parent: ItemRef | None, ppm_parent: ItemRef | None, found: Pair | str
) -> None:
    link = a_link(ado=ado(parent=ado_parent), ppm=ppm(parent=ppm_parent))

    assert parents(link, IDS) == found


@pytest.mark.parametrize(
    ("intended", "found"), [(None, UNTOLD), ("link-9", Pair("link-9", "link-9"))]
)
def test_a_parent_that_is_not_told_is_the_approved_one_or_not_compared(
    intended: str | None, found: Pair | str
) -> None:
    link = a_link(ado=ado(parent=EPIC), ppm=ppm(parent_told=False), intended=intended)

    assert parents(link, IDS) == found


@pytest.mark.parametrize(
    ("parent", "intended"), [(None, ROOT), (EPIC, "link-9"), (ItemRef(Side.ADO, "7"), None)]
)
def test_where_no_parent_is_told_ados_is_taken_for_agreed(
    parent: ItemRef | None, intended: str | None
) -> None:
    link = a_link(ado=ado(parent=parent), ppm=ppm(parent_told=False))

    assert assume_place(link, IDS).intended == intended


def test_an_approved_place_is_not_assumed_anew() -> None:
    link = a_link(ado=ado(parent=EPIC), ppm=ppm(parent_told=False), intended="link-8")

    assert assume_place(link, IDS).intended == "link-8"


def test_a_link_that_lost_an_item_shows_that_and_keeps_its_base() -> None:
    link = a_link(ado=ado("Pay later"), ppm=ppm("Pay"), base={"field": Pair("Pay", "Pay")})

    lost = after(link.losing(Side.PPM))

    assert lost.aside == {PARENT: absence_words(Side.PPM, Absence.UNKNOWN)}
    assert (lost.mismatches, lost.base) == ((), {"field": Pair("Pay", "Pay")})


def test_an_item_that_comes_back_is_compared_with_the_base_it_had() -> None:
    link = a_link(ado=ado("Pay"), ppm=ppm("Pay"), base={"field": Pair("Pay", "Pay")})

    back = after(link.losing(Side.PPM).seeing(ppm("Bill")))

    mismatch = back.mismatch("field")
    assert mismatch is not None
    assert (back.gone, mismatch.changed) == ({}, Verdict.PPM)


def test_a_look_is_noted_for_its_side_alone() -> None:
    link = a_link(looked_at={Side.PPM: "2026-03-01"}).seeing(ado("Pay"), "2026-03-02")

    assert link.looked_at == {Side.PPM: "2026-03-01", Side.ADO: "2026-03-02"}


def test_a_snapshot_keeps_a_long_text_in_short() -> None:
    seen: Snapshot = a_link().seeing(ado("Pay by invoice. " * 100)).ado

    assert isinstance(seen.value("A"), LongText)
