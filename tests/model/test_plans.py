"""A plan: what a person is shown before deciding."""

from dataclasses import replace

import pytest

from core.model.approvals import Approval, Aspect, Direction
from core.model.compare import OUTSIDE, ROOT, Link, Pair, Verdict, reconcile
from core.model.items import ItemRef, Side, Value
from core.model.plans import (
    Plan,
    PlannedLink,
    Standpoint,
    approvals,
    field_digest,
    overwrites,
    parent_digest,
    plan_fields,
    plan_hierarchy,
)
from core.model.rules import PARENT, Kind
from tests.model.samples import TERMS, a_link, a_rule, ado, ppm

TO_ADO, TO_PPM = Direction.TO_ADO, Direction.TO_PPM
RULE = a_rule(Kind.TEXT)
VIEW = Standpoint((RULE,), TERMS)


def differing(mine: Value = "Pay later", theirs: Value = "Pay", **onto: object) -> Link:
    link = a_link(ado=ado(mine, title="Pay later"), ppm=ppm(theirs, **onto))
    return reconcile(link, VIEW.rules, TERMS, {})


def placed(id_: str, above_in_ado: str, above_in_ppm: str) -> Link:
    """A link whose two parents differ, each named by the link they belong to."""
    names = ("one", "two", "three", "far")
    ids = {ItemRef(side, name): name for side in Side for name in names if name != "far"}
    places = [
        None if at == ROOT else ItemRef(side, at)
        for side, at in zip(Side, (above_in_ado, above_in_ppm), strict=True)
    ]
    link = a_link(id_, ado=ado(parent=places[0]), ppm=ppm(parent=places[1]))
    return reconcile(link, (), TERMS, ids)


def a_plan(*links: PlannedLink) -> Plan:
    return Plan("plan-1", "billing", TO_PPM, Aspect.FIELDS, "Mara", "2026-03-02", links)


def opened(plan: Plan, picks: dict[str, list[str]] | None = None) -> list[Approval]:
    return approvals(plan, "request", "Mara", "2026-03-02", picks)


def test_a_plan_shows_every_value_before_and_after() -> None:
    [value] = plan_fields(differing(), VIEW, TO_PPM).values

    assert (value.before, value.after) == ("Pay", "Pay later")
    assert (value.changed, value.why_not) == (Verdict.UNKNOWN, "")


@pytest.mark.parametrize("changed", list(Verdict))
def test_what_may_put_out_something_newer_says_so(changed: Verdict) -> None:
    newer = {Verdict.BOTH, Verdict.UNKNOWN}

    assert overwrites(changed, TO_PPM) == (changed in newer | {Verdict.PPM})
    assert overwrites(changed, TO_ADO) == (changed in newer | {Verdict.ADO})


def test_a_field_nobody_may_write_says_why() -> None:
    link = differing(readonly=frozenset({"P"}))

    [value] = plan_fields(link, VIEW, TO_PPM).values

    assert "PPM Express does not let anybody write" in value.why_not
    assert (value.after, value.digest) == (None, "")


def test_what_cannot_be_written_is_left_out_of_the_approvals() -> None:
    link = differing(readonly=frozenset({"P"}))

    assert opened(a_plan(plan_fields(link, VIEW, TO_PPM))) == []


def test_an_approval_carries_the_digest_of_what_was_seen() -> None:
    link = differing()

    [approval] = opened(a_plan(plan_fields(link, VIEW, TO_PPM)))

    assert approval.digests == {"field": field_digest(link, RULE, VIEW, TO_PPM)}


def test_only_what_was_picked_is_approved() -> None:
    planned = plan_fields(differing(), VIEW, TO_PPM)
    plan = a_plan(planned, replace(planned, link="link-2"))

    assert [each.link for each in opened(plan, {"link-2": ["field"]})] == ["link-2"]
    assert opened(plan, {"link-2": []}) == []


@pytest.mark.parametrize("side", list(Side))
def test_a_digest_moves_with_either_side(side: Side) -> None:
    seen = field_digest(differing(), RULE, VIEW, TO_PPM)
    other = differing(mine="!") if side is Side.ADO else differing(theirs="!")

    assert field_digest(other, RULE, VIEW, TO_PPM) != seen


def test_a_digest_moves_with_the_rule_and_the_direction() -> None:
    edited = replace(RULE, value_map=(("1", "Urgent"),))
    seen = field_digest(differing(), RULE, VIEW, TO_PPM)

    assert field_digest(differing(), edited, VIEW, TO_PPM) != seen
    assert field_digest(differing(), RULE, VIEW, TO_ADO) != seen


def test_a_digest_of_a_place_moves_with_both_parents_and_the_new_place() -> None:
    seen = parent_digest(placed("three", "one", "two"), "one")

    assert parent_digest(placed("three", "one", ROOT), "one") != seen
    assert parent_digest(placed("three", "two", ROOT), "one") != seen
    assert parent_digest(placed("three", "one", "two"), ROOT) != seen


def test_a_move_shows_where_it_stands_and_where_it_would_stand() -> None:
    [planned] = plan_hierarchy([placed("three", "one", ROOT)], {}, TO_PPM, {})

    [value] = planned.values
    assert (value.before, value.after, value.why_not) == (ROOT, "one", "")


def test_outside_cannot_be_written_until_a_place_is_chosen() -> None:
    link = placed("three", "far", "one")

    [planned] = plan_hierarchy([link], {}, TO_PPM, {})
    [chosen] = plan_hierarchy([link], {}, TO_PPM, {"three": "two"})

    assert planned.values[0].after == OUTSIDE
    assert "link the parent first" in planned.values[0].why_not
    assert (chosen.values[0].after, chosen.values[0].why_not) == ("two", "")
    assert chosen.chosen == "two"


def test_a_child_waits_for_the_nearest_link_above_that_moves_too() -> None:
    links = [placed("one", ROOT, "three"), placed("two", "one", ROOT)]

    planned = plan_hierarchy(links, {"one": "three", "two": ROOT}, TO_PPM, {})

    assert [each.first for each in planned] == ["", "one"]


def test_a_move_that_would_close_a_circle_names_who_has_to_move_as_well() -> None:
    link = placed("one", "two", ROOT)

    [planned] = plan_hierarchy([link], {"two": "one"}, TO_PPM, {})

    assert "below itself" in planned.values[0].why_not
    assert planned.values[0].needs == ("two",)


def test_a_place_that_may_not_be_written_says_why() -> None:
    link = placed("three", "one", ROOT)
    held = replace(link, ppm=replace(link.ppm, parent_readonly="the tree is locked"))

    [planned] = plan_hierarchy([held], {}, TO_PPM, {})

    assert planned.values[0].why_not == "the tree is locked"


def test_an_approval_waits_for_the_one_that_has_to_come_first() -> None:
    links = [placed("one", ROOT, "three"), placed("two", "one", ROOT)]
    plan = a_plan(*plan_hierarchy(links, {"one": "three"}, TO_PPM, {}))

    first, second = opened(plan)

    assert (first.after, second.after) == ("", first.id)
    assert list(second.digests) == [PARENT]


def test_a_settled_value_may_still_be_written() -> None:
    link = a_link(ado=ado("a"), ppm=ppm("b"), base={"field": Pair("a", "b")})

    [value] = plan_fields(reconcile(link, VIEW.rules, TERMS, {}), VIEW, TO_PPM).values

    assert (value.changed, value.overwrites) == (Verdict.SETTLED, False)
