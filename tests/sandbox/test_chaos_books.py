"""The checker of `dev.py chaos`, on books of a few lines: each promise is seen broken once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.chaos.books import Approved, Books, Item, Look, Pair, Seen, Told, Written
from sandbox.chaos.promises import verdict
from sandbox.chaos.values import Said, alike, meaning, said
from sandbox.chaos.windows import widths

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
OLD, NEW = "Pay by invoice", "Pay later"
KEPT = {
    "lost_changes": 0,
    "silent_overwrites": 0,
    "duplicates_created": 0,
    "unexplained_writes": 0,
    "stuck_approvals": 0,
    "wrong_mismatches": 0,
}


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def anna_edits(seq: int = 1, old: Said = OLD, new: Said = NEW) -> Written:
    return Written("ado", seq, after(seq), "anna", "updated", "1", {"title": (old, new)})


def ben_edits(seq: int, at: float, old: Said, new: Said) -> Written:
    return Written("ppm", seq, after(at), "ben", "update", "t1", {"title": (old, new)})


def we_write(seq: int = 5, at: float = 10, old: Said = OLD, new: Said = NEW) -> Written:
    return Written("ppm", seq, after(at), "lockstep", "update", "t1", {"title": (old, new)})


def we_make(seq: int, item: str, link: str) -> Written:
    return Written("ppm", seq, after(20), "lockstep", "create", item, {}, link)


def told(name: str = "title", old: Said = OLD, new: Said = NEW, link: str = "l1") -> Told:
    return Told(link, after(9.9), "r1-00000", "to_ppm", name, old, new)


def an_item(title: Said = NEW, **others: Said) -> Item:
    return Item({"title": title, **others})


def books() -> Books:
    """Anna edited a title, the manager saw it and let the task follow."""
    return Books(
        log=(anna_edits(), we_write()),
        history=(told(),),
        approvals={"r1-00000": Approved("r1-00000", "l1", "fields")},
        seen={("r1", "l1", "title"): Seen(OLD, NEW)},
        links=(Pair("l1", "1", "t1"),),
        items={("ado", "1"): an_item(), ("ppm", "t1"): an_item()},
        looks=(Look(after(9.95), "t1"),),
    )


def counts(found: Books) -> Mapping[str, int]:
    return {name: len(cases) for name, cases in verdict(found).broken.items()}


def titles(ado: str, ppm: str) -> dict[tuple[str, str], Item]:
    return {("ado", "1"): an_item(ado), ("ppm", "t1"): an_item(ppm)}


def test_books_in_which_everything_was_kept_show_nothing() -> None:
    assert counts(books()) == KEPT


def test_an_edit_that_stands_on_one_side_only_and_is_not_shown_is_lost() -> None:
    found = replace(books(), log=(anna_edits(),), items=titles(NEW, OLD))

    assert counts(found) == KEPT | {"lost_changes": 1, "wrong_mismatches": 1}


def test_an_edit_that_is_shown_as_different_is_not_lost() -> None:
    shown = Pair("l1", "1", "t1", {"title": (NEW, OLD)})
    found = replace(books(), log=(anna_edits(),), items=titles(NEW, OLD), links=(shown,))

    assert counts(found) == KEPT


def test_a_value_that_nobody_saw_before_it_was_written_over_is_a_silent_overwrite() -> None:
    edit = ben_edits(4, 5, OLD, "Ben was here")
    found = replace(books(), log=(anna_edits(), edit, we_write(old="Ben was here")))

    assert counts(found) == KEPT | {"lost_changes": 1, "silent_overwrites": 1}


def test_a_value_other_than_the_one_in_the_plan_was_not_seen_either() -> None:
    seen = {("r1", "l1", "title"): Seen("Something else", NEW)}

    assert counts(replace(books(), seen=seen)) == KEPT | {"silent_overwrites": 1}


def test_an_edit_between_our_last_look_and_our_write_is_counted_apart_with_its_width() -> None:
    edit = ben_edits(4, 9.96, OLD, "Ben was here")
    found = replace(books(), log=(anna_edits(), edit, we_write(old="Ben was here")))

    assert counts(found) == KEPT
    assert [round(each.ms) for each in verdict(found).windows] == [50]


def test_the_window_is_as_wide_as_from_our_last_look_to_our_write() -> None:
    found = books()

    assert [round(each) for each in widths(found)] == [50]
    assert widths(replace(found, looks=())) == []


def test_where_a_write_can_be_conditional_there_is_no_window() -> None:
    edit = Written("ado", 1, after(9.96), "anna", "updated", "1", {"title": (OLD, "Anna's")})
    write = Written("ado", 2, after(10), "lockstep", "updated", "1", {"title": ("Anna's", NEW)})
    history = (replace(told(), direction="to_ado"),)
    found = replace(books(), log=(edit, write), history=history)

    assert counts(found) == KEPT | {"lost_changes": 1, "silent_overwrites": 1}


def making(*rows: Written) -> Books:
    """A task was made from work item 2."""
    history = tuple(told("item", None, NEW, link) for link in sorted({row.mark for row in rows}))
    return replace(
        books(),
        log=(*books().log, *rows),
        history=(*books().history, *history),
        approvals={
            **books().approvals,
            "r2-00000": Approved("r2-00000", "l2", "create"),
            "r3-00000": Approved("r3-00000", "l3", "create"),
        },
        seen={
            **books().seen,
            ("r2", "l2", "item"): Seen(None, NEW, "2"),
            ("r3", "l3", "item"): Seen(None, NEW, "2"),
        },
    )


def test_an_item_that_was_approved_is_made_once() -> None:
    assert counts(making(we_make(6, "t2", "l2"))) == KEPT


@pytest.mark.parametrize("link", ["l2", "l3"])
def test_two_items_from_one_source_are_a_duplicate(link: str) -> None:
    found = making(we_make(6, "t2", "l2"), we_make(7, "t3", link))

    assert counts(found) == KEPT | {"duplicates_created": 1}


def test_a_write_without_a_line_in_the_history_is_unexplained() -> None:
    assert counts(replace(books(), history=()))["unexplained_writes"] == 1


def test_a_write_without_an_approval_is_unexplained() -> None:
    assert counts(replace(books(), approvals={})) == KEPT | {"unexplained_writes": 1}


def test_a_write_that_nobody_was_shown_is_unexplained() -> None:
    assert counts(replace(books(), seen={})) == KEPT | {"unexplained_writes": 1}


def test_a_value_other_than_the_approved_one_is_unexplained() -> None:
    log = (anna_edits(), we_write(new="Pay never"))
    shown = Pair("l1", "1", "t1", {"title": (NEW, "Pay never")})
    found = replace(books(), log=log, links=(shown,), items=titles(NEW, "Pay never"))

    assert counts(found) == KEPT | {"unexplained_writes": 1}


def test_one_line_of_the_history_explains_one_write() -> None:
    again = we_write(seq=6, at=11, old="Pay sooner", new=NEW)
    found = replace(books(), log=(*books().log, ben_edits(7, 10.5, NEW, "Pay sooner"), again))

    assert counts(found)["unexplained_writes"] == 1


def test_a_new_item_that_nobody_approved_is_unexplained() -> None:
    found = making(we_make(6, "t2", "l9"))

    assert counts(found) == KEPT | {"unexplained_writes": 1}


def test_a_delete_of_ours_is_never_explained() -> None:
    gone = Written("ppm", 6, after(20), "lockstep", "delete", "t9", {})

    assert counts(replace(books(), log=(*books().log, gone))) == KEPT | {"unexplained_writes": 1}


def test_what_a_vendor_moves_beside_our_write_is_its_own_doing() -> None:
    dates = {"start": ("2026-10-05", "2026-10-06"), "due": ("2026-10-05", "2026-10-06")}
    write = replace(we_write(), changes=dates)
    seen = {("r1", "l1", "start"): Seen("2026-10-05", "2026-10-06")}
    history = (told("start", "2026-10-05", "2026-10-06"),)
    items = {("ado", "1"): Item({}), ("ppm", "t1"): Item({})}

    found = replace(books(), log=(write,), history=history, seen=seen, items=items)
    assert counts(found) == KEPT


@pytest.mark.parametrize(("became", "unexplained"), [("adjusted", 0), ("applied", 1)])
def test_hours_that_closing_empties_are_told_as_adjusted(became: str, unexplained: int) -> None:
    changes: dict[str, tuple[Said, Said]] = {
        "state": ("Active", "Closed"),
        "remaining": (4.0, None),
    }
    write = Written("ado", 5, after(10), "lockstep", "updated", "1", changes)
    state = replace(told("state", "Active", "Closed"), direction="to_ado")
    hours = replace(told("remaining", 4.0, 16.0), direction="to_ado", became=became)
    seen = {
        ("r1", "l1", "state"): Seen("Active", "Closed"),
        ("r1", "l1", "remaining"): Seen(4.0, 16.0),
    }
    found = replace(books(), log=(write,), history=(state, hours), seen=seen)

    assert counts(found) == KEPT | {"unexplained_writes": unexplained}


def test_an_approval_that_stays_open_is_stuck() -> None:
    waiting = {"r1-00000": Approved("r1-00000", "l1", "fields", open=True)}

    assert counts(replace(books(), approvals=waiting)) == KEPT | {"stuck_approvals": 1}


def test_a_difference_that_is_none_is_wrong() -> None:
    shown = Pair("l1", "1", "t1", {"title": (NEW, OLD)})

    assert counts(replace(books(), links=(shown,))) == KEPT | {"wrong_mismatches": 1}


def test_a_difference_with_old_values_is_wrong() -> None:
    shown = Pair("l1", "1", "t1", {"title": ("Long ago", OLD)})
    found = replace(books(), log=(), links=(shown,), items=titles(NEW, OLD))

    assert counts(found) == KEPT | {"wrong_mismatches": 1}


def test_a_parent_on_one_side_only_differs() -> None:
    links = (Pair("l1", "1", "t1"), Pair("l2", "2", "t2"))
    below = replace(an_item(), parent="2")
    items = {**books().items, ("ado", "1"): below, ("ado", "2"): Item({}), ("ppm", "t2"): Item({})}

    assert counts(replace(books(), links=links, items=items)) == KEPT | {"wrong_mismatches": 1}


def test_a_place_that_was_outside_until_its_item_was_made_was_seen_all_the_same() -> None:
    move = replace(we_write(seq=7, at=30), changes={"parent": ("t2", "root")})
    history = replace(told("parent", "outside", "root"), at=after(29.9))
    made = making(we_make(6, "t2", "l2"))
    found = replace(
        made,
        log=(*made.log, move),
        history=(*made.history, history),
        seen={**made.seen, ("r1", "l1", "parent"): Seen("outside", "root")},
    )

    assert counts(found) == KEPT


def test_an_item_that_is_gone_has_to_be_shown_as_gone() -> None:
    items = {("ado", "1"): an_item()}

    assert counts(replace(books(), items=items)) == KEPT | {"wrong_mismatches": 1}


def test_a_sum_that_the_vendor_works_out_is_not_compared() -> None:
    items = {("ado", "1"): an_item(effort=8.0), ("ppm", "t1"): replace(an_item(), summary=True)}

    assert counts(replace(books(), items=items)) == KEPT


@pytest.mark.parametrize(
    ("name", "ado", "ppm"),
    [
        ("state", "Active", "50"),
        ("state", "Resolved", "25"),
        ("priority", "1", "Critical"),
        ("assigned", ("Ben",), ("Ben", "Chloé")),
        ("tags", said("tags", "b; A"), said("tags", ["a", "B"])),
        ("start", said("start", "2026-10-05T00:00:00Z"), said("start", "2026-10-05")),
        ("effort", said("effort", 8), said("effort", 8.0)),
        ("description", said("description", "<p>So  it</p>"), said("description", "So it")),
    ],
)
def test_both_sides_say_the_same_in_words_of_their_own(name: str, ado: Said, ppm: Said) -> None:
    assert meaning(name, "ado", ado) == meaning(name, "ppm", ppm)


def test_people_are_told_long_texts_cut() -> None:
    assert alike("As a buyer I …", "As a buyer\nI want")
    assert not alike("As a seller …", "As a buyer I want")
