"""What an approval still has to write, and what a write of ours has brought about."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from core.model.approvals import Approval, Aspect, Became, Direction, Intent, Written
from core.model.compare import Link, Pair, Verdict, reconcile
from core.model.intents import AGREED, STALE, UNSURE, completed, decide, effects, unsure
from core.model.items import ItemRef, Side, Value
from core.model.plans import Standpoint, field_digest, parent_digest
from core.model.rules import PARENT, Kind
from tests.model.samples import TERMS, a_link, a_rule, ado, ppm

TO_PPM = Direction.TO_PPM
RULE = a_rule(Kind.TEXT)
EPIC = ItemRef(Side.ADO, "9")
VIEW = Standpoint((RULE,), TERMS, {EPIC: "link-9"})


def seen(mine: Value, theirs: Value, base: Pair | None = None, version: str = "") -> Link:
    link = a_link(ado=ado(mine), ppm=ppm(theirs, version=version))
    link = replace(link, base={"field": base} if base else {})
    return reconcile(link, VIEW.rules, TERMS, VIEW.link_ids)


def approved(link: Link, **more: object) -> Approval:
    digests = {"field": field_digest(link, RULE, VIEW, TO_PPM)}
    found = Approval(
        "r-0", "billing", link.id, TO_PPM, Aspect.FIELDS, digests, "Mara", "2026-03-02T12:00:00Z"
    )
    return replace(found, **more)  # type: ignore[arg-type]


def an_intent(version: str = "", answered: Mapping[str, Value] | None = None) -> Intent:
    written = Written("P", old="Pay", new="Pay later", source="Pay later")
    return Intent("2026-03-02T12:00:01Z", version, {"field": written}, answered)


def test_what_still_reads_as_approved_is_written() -> None:
    link = seen("Pay later", "Pay")

    decision = decide(approved(link), link, VIEW)

    assert decision.writes == {"field": Written("P", "Pay", "Pay later", "Pay later")}
    assert decision.outcomes == {}


@pytest.mark.parametrize(("mine", "theirs"), [("Pay now", "Pay"), ("Pay later", "Bill")])
def test_what_reads_differently_is_stale(mine: str, theirs: str) -> None:
    decision = decide(approved(seen("Pay later", "Pay")), seen(mine, theirs), VIEW)

    assert (decision.outcomes, decision.writes) == ({"field": STALE}, {})


def test_where_the_sides_agree_already_nothing_is_written() -> None:
    decision = decide(approved(seen("Pay later", "Pay")), seen("Pay", "Pay"), VIEW)

    assert (decision.outcomes, decision.writes) == ({"field": AGREED}, {})


def test_a_value_with_an_outcome_is_not_decided_again() -> None:
    link = seen("Pay later", "Pay")

    decision = decide(approved(link, outcomes={"field": STALE}), link, VIEW)

    assert (decision.outcomes, decision.writes) == ({}, {})


@pytest.mark.parametrize("rules", [(), (replace(RULE, active=False),)])
def test_a_rule_that_no_longer_takes_part_makes_its_value_stale(rules: tuple[()]) -> None:
    link = seen("Pay later", "Pay")

    decision = decide(approved(link), link, Standpoint(rules, TERMS))

    assert decision.outcomes == {"field": STALE}


def test_a_value_that_cannot_be_read_any_more_is_stale_and_never_agreed() -> None:
    link = seen("Pay later", "Pay")
    untold = reconcile(replace(link, ppm=ppm(told=frozenset())), VIEW.rules, TERMS, {})

    assert decide(approved(link), untold, VIEW).outcomes == {"field": STALE}


def a_moving_link(parent: ItemRef | None = EPIC) -> Link:
    return reconcile(a_link(ado=ado(parent=parent), ppm=ppm()), (), TERMS, VIEW.link_ids)


def test_a_place_that_still_reads_as_approved_is_written() -> None:
    link = a_moving_link()
    digests = {PARENT: parent_digest(link, "link-9")}
    approval = approved(link, aspect=Aspect.HIERARCHY, digests=digests)

    assert decide(approval, link, VIEW).writes[PARENT].new == "link-9"
    assert decide(approval, a_moving_link(None), VIEW).outcomes == {PARENT: AGREED}


def test_a_place_that_is_not_told_any_more_is_stale() -> None:
    link = a_moving_link()
    digests = {PARENT: parent_digest(link, "link-9")}
    untold = replace(link, ppm=ppm(parent_told=False))

    decision = decide(approved(link, aspect=Aspect.HIERARCHY, digests=digests), untold, VIEW)

    assert decision.outcomes == {PARENT: STALE}


@pytest.mark.parametrize(
    ("answer", "became"),
    [("Pay later", Became.APPLIED), ("Pay  later", Became.APPLIED), ("PAY", Became.ADJUSTED)],
)
def test_an_answer_is_the_targets_half_of_the_base(answer: str, became: Became) -> None:
    link = seen("Pay later", answer, Pair("Pay", "Pay"))

    done = completed(approved(link), an_intent(answered={"field": answer}), link, VIEW)

    assert done.outcomes["field"].became is became
    assert done.link.base["field"] == Pair("Pay later", answer)


def test_what_the_vendor_made_of_our_write_blames_nobody() -> None:
    link = seen("Pay later", "PAY", Pair("Pay", "Pay"))
    done = completed(approved(link), an_intent(answered={"field": "PAY"}), link, VIEW)

    mismatch = reconcile(done.link, VIEW.rules, TERMS, {}).mismatch("field")

    assert mismatch is not None
    assert mismatch.changed is Verdict.SETTLED


def test_a_lost_answer_is_found_where_the_value_stands_as_sent() -> None:
    link = seen("Pay later", "Pay later")
    approval = approved(link, intent=an_intent())

    done = completed(approval, an_intent(), link, VIEW)

    assert done.outcomes["field"].became is Became.APPLIED
    assert [(row.old, row.new, row.certain) for row in done.history] == [("Pay", "Pay later", True)]


def test_a_version_that_stands_still_tells_that_nothing_was_written() -> None:
    link = seen("Pay later", "Pay", version="4")

    done = completed(approved(link, intent=an_intent("4")), an_intent("4"), link, VIEW)

    assert (done.outcomes, done.history) == ({}, ())


def test_an_old_value_that_still_stands_may_be_sent_again() -> None:
    link = seen("Pay later", "Pay")

    done = completed(approved(link, intent=an_intent()), an_intent(), link, VIEW)

    assert done.outcomes == {}
    assert [row.certain for row in done.history] == [False]


def test_a_third_value_is_left_for_a_person() -> None:
    link = seen("Pay later", "Bill")

    done = completed(approved(link, intent=an_intent()), an_intent(), link, VIEW)

    assert done.outcomes == {"field": UNSURE}
    assert done.link.base == link.base


def test_an_approval_without_a_call_out_is_sure() -> None:
    assert unsure(approved(seen("Pay later", "Pay"))) == ()


def test_what_the_vendor_moved_beside_our_write_follows_only_from_its_base() -> None:
    other = replace(a_rule(Kind.TEXT, "other"), ado=("B",), ppm=("Q",))
    view = Standpoint((RULE, other), TERMS)
    told = frozenset({"P", "Q"})
    base = {"other": Pair("x", "x")}
    before = a_link(ado=ado(told=frozenset({"A", "B"})), ppm=ppm(told=told), base=base)
    stood = replace(before, ppm=replace(before.ppm, values={"Q": "x"}))
    after = replace(before, ppm=replace(before.ppm, values={"P": "Pay later", "Q": "y"}))

    assert effects(an_intent(), after, stood, Side.PPM, view).answered == {
        "field": "Pay later",
        "other": "y",
    }
    assert effects(an_intent(), after, before, Side.PPM, view).answered == {"field": "Pay later"}
