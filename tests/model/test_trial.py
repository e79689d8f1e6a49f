"""What other rules would do to present links."""

from dataclasses import replace

from core.model.absence import Absence, absence_words
from core.model.compare import Link, Pair, Verdict
from core.model.items import Side
from core.model.rules import FieldRule, Kind
from core.model.trial import MOST_SHOWN, Counts, Effect, about_other_fields, try_rules
from tests.model.samples import TERMS, a_link, ado, ppm

PRIORITY = FieldRule("priority", ("A",), ("P",), Kind.CHOICE, value_map=(("1", "High"),))
OTHER_MAP = replace(PRIORITY, value_map=(("1", "Low"),))
OTHER_FIELD = replace(PRIORITY, ado=("B",))


def in_step(id_: str = "link-1") -> Link:
    return a_link(id_, ado=ado("1"), ppm=ppm("High"), base={"priority": Pair("1", "High")})


def effect(links: list[Link], before: list[FieldRule], after: list[FieldRule]) -> Effect:
    [found] = try_rules(links, before, after, TERMS).effects
    return found


def counts(agree: int = 0, **more: object) -> Counts:
    return replace(Counts(agree, {}, 0, {}), **more)  # type: ignore[arg-type]


def test_another_value_map_moves_nobody() -> None:
    found = effect([in_step()], [PRIORITY], [OTHER_MAP])

    assert found.before == counts(1)
    assert found.after == counts(differ={Verdict.SETTLED: 1})


def test_a_rule_that_stays_as_it_is_has_no_effect() -> None:
    assert try_rules([in_step()], [PRIORITY, OTHER_FIELD], [OTHER_FIELD, PRIORITY], TERMS) == (
        try_rules([], [], [], TERMS)
    )


def test_a_new_rule_has_an_after_and_one_that_goes_a_before() -> None:
    assert effect([in_step()], [], [PRIORITY]).before is None
    assert effect([in_step()], [PRIORITY], []).after is None


def test_a_rule_that_is_not_active_takes_part_in_nothing() -> None:
    found = effect([in_step()], [replace(PRIORITY, active=False)], [PRIORITY])

    assert (found.before, found.after) == (None, counts(1))


def test_what_a_snapshot_cannot_tell_is_unread() -> None:
    assert effect([in_step()], [PRIORITY], [OTHER_FIELD]).after == counts(unread=1)


def test_another_field_is_not_held_against_the_base_of_the_old_one() -> None:
    seen = replace(in_step(), ado=ado("1", values={"A": "1", "B": "2"}, told={"A", "B"}))

    assert effect([seen], [PRIORITY], [OTHER_FIELD]).after == counts(differ={Verdict.UNKNOWN: 1})


def test_who_takes_no_part_says_why() -> None:
    lacking = replace(in_step("link-2"), ado=ado(missing=frozenset({"B"}), told=frozenset()))
    gone = replace(in_step("link-3"), gone={Side.PPM: Absence.UNKNOWN})

    found = effect([lacking, gone], [], [OTHER_FIELD]).after

    assert found == counts(
        aside={"not on this item": 1, absence_words(Side.PPM, Absence.UNKNOWN): 1}
    )


def test_the_first_links_that_would_show_something_else_are_shown() -> None:
    links = [in_step(f"link-{number}") for number in range(25)]
    out_of_reach = replace(in_step("link-x"), gone={Side.ADO: Absence.UNKNOWN})

    found = try_rules([out_of_reach, *links], [PRIORITY], [OTHER_MAP], TERMS)

    assert found.changed == 25
    assert [link.id for link in found.shown] == [link.id for link in links[:MOST_SHOWN]]


def test_links_that_show_the_same_as_before_are_not_counted() -> None:
    wider = replace(PRIORITY, value_map=(*PRIORITY.value_map, ("2", "Low")))

    found = try_rules([in_step()], [PRIORITY], [wider], TERMS)

    assert found.changed == 0
    assert found.effects == (Effect("priority", counts(1), counts(1)),)


def test_a_base_speaks_of_the_fields_a_rule_had_when_it_was_agreed_on() -> None:
    assert about_other_fields([PRIORITY], [OTHER_MAP]) == frozenset()
    assert about_other_fields([PRIORITY], [OTHER_FIELD]) == {"priority"}
    assert about_other_fields([], [PRIORITY]) == {"priority"}
