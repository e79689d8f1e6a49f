"""The checker of `dev.py chaos` on standing choices and on links that were let go: what they
explain, and what they do not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sandbox.chaos.books import Approved, Books, Choice, Item, Look, Pair, Parted, Seen
from sandbox.chaos.promises import verdict
from tests.sandbox.test_chaos_books import (
    KEPT,
    NEW,
    NOON,
    OLD,
    after,
    anna_edits,
    ben_edits,
    books,
    counts,
    making,
    told,
    we_make,
    we_write,
)

CHOICE = Choice("c1", frozenset({"title", "due"}), "to_ppm", 5, NOON)
PARTED = Pair("l2", "2", "t2")


def followed(choice: Choice = CHOICE, **changes: Any) -> Books:
    """Anna edited a title, nobody was asked, and the task followed."""
    approvals = {"c1-x-00000": Approved("c1-x-00000", "l1", "fields", standing="c1")}
    history = (replace(told(), approval="c1-x-00000"),)
    found = replace(books(), approvals=approvals, history=history, seen={})
    return replace(found, choices={choice.id: choice}, **changes)


def test_a_choice_that_was_on_explains_what_followed() -> None:
    assert counts(followed()) == KEPT


@pytest.mark.parametrize(
    "changes",
    [
        {"since": after(9.95)},
        {"until": after(9.8)},
        {"rules": frozenset({"due"})},
        {"direction": "to_ado"},
        {"id": "c2"},
    ],
)
def test_a_choice_that_was_off_or_about_something_else_explains_nothing(
    changes: dict[str, Any],
) -> None:
    assert counts(followed(replace(CHOICE, **changes))) == KEPT | {"unexplained_writes": 1}


def test_a_choice_that_is_switched_off_later_explains_what_it_wrote_before() -> None:
    assert counts(followed(replace(CHOICE, until=after(9.95)))) == KEPT


def test_what_did_not_stand_on_the_side_it_follows_is_not_explained() -> None:
    edit = anna_edits(new="Pay never")
    items = {("ado", "1"): Item({"title": "Pay never"}), ("ppm", "t1"): Item({"title": NEW})}
    shown = (Pair("l1", "1", "t1", {"title": ("Pay never", NEW)}),)

    found = followed(log=(edit, we_write()), items=items, links=shown)

    assert counts(found) == KEPT | {"unexplained_writes": 1}


@pytest.mark.parametrize(("day", "unexplained"), [("2026-10-10", 0), ("2026-10-12", 1)])
def test_a_date_that_slips_far_has_to_be_asked_about(day: str, unexplained: int) -> None:
    slip = {"due": ("2026-10-05", day)}
    log = (replace(anna_edits(), changes=slip), replace(we_write(), changes=slip))
    history = (replace(told("due", "2026-10-05", day), approval="c1-x-00000"),)
    items = {thing: Item({"due": day}) for thing in (("ado", "1"), ("ppm", "t1"))}

    found = counts(followed(log=log, history=history, items=items))

    assert found["unexplained_writes"] == unexplained


def test_a_choice_that_writes_over_what_somebody_typed_overwrites_it_silently() -> None:
    edit = ben_edits(4, 5, OLD, "Ben was here")
    history = (replace(told(old="Ben was here"), approval="c1-x-00000"),)
    write = we_write(old="Ben was here")

    found = followed(log=(anna_edits(), edit, write), history=history)

    assert counts(found) == KEPT | {"silent_overwrites": 1, "lost_changes": 1}


def test_what_somebody_typed_and_both_sides_had_since_may_be_followed_over() -> None:
    both = "Pay in two parts"
    theirs = replace(anna_edits(), at=after(3), changes={"title": (OLD, both)})
    edit, again = ben_edits(2, 2, OLD, both), anna_edits(seq=6, old=both)
    history = (replace(told(old=both), approval="c1-x-00000"),)

    found = followed(log=(theirs, edit, again, we_write(old=both)), history=history)

    assert counts(found) == KEPT


@pytest.mark.parametrize(("sent", "silent"), [("2026-11-29", 0), ("2026-11-27", 1)])
def test_a_sunday_sent_to_where_its_monday_stands_leaves_no_line_and_may_be_followed_over(
    sent: str, silent: int
) -> None:
    """What was sent changed nothing there, and its line tells of no later write beside another."""
    monday, later = "2026-11-30", "2026-12-14"
    start, much_later = ("2026-10-12", "2026-11-16"), "2027-01-18"
    log = (
        replace(anna_edits(), changes={"due": ("2026-11-29", later)}),
        replace(we_write(4), changes={"due": (monday, later)}),
        replace(we_write(5, 12), changes={"start": start, "due": (later, much_later)}),
    )
    over = replace(told("due", monday, sent), at=after(0.5))
    after_anna = replace(told("due", monday, later), approval="c1-x-00000")
    of_start = replace(told("start", *start), at=after(11.9), approval="r2-00000")
    approvals = {
        "c1-x-00000": Approved("c1-x-00000", "l1", "fields", standing="c1"),
        **{f"r{n}-00000": Approved(f"r{n}-00000", "l1", "fields") for n in (1, 2)},
    }
    found = followed(
        replace(CHOICE, most_days=90),
        log=log,
        history=(over, after_anna, of_start),
        approvals=approvals,
        seen={("r1", "l1", "due"): Seen(monday, sent), ("r2", "l1", "start"): Seen(*start)},
        items={("ado", "1"): Item({}), ("ppm", "t1"): Item({})},
    )

    said = counts(found)
    assert (said["silent_overwrites"], said["unexplained_writes"]) == (silent, 0)


@pytest.mark.parametrize(("at", "broken", "windows"), [(3.97, 0, 1), (3.9, 1, 0)])
def test_what_came_in_the_window_of_an_earlier_write_is_counted_apart_when_it_is_followed_over(
    at: float, broken: int, windows: int
) -> None:
    """We wrote the due date just after Ben's edit, so that it shows as settled."""
    due = {"due": ("2026-10-05", "2026-10-06")}
    log = (
        replace(anna_edits(), changes=due),
        ben_edits(3, at, OLD, "Ben was here"),
        replace(we_write(4, 4), changes=due),
        anna_edits(6),
        we_write(old="Ben was here"),
    )
    history = (
        replace(told("due", "2026-10-05", "2026-10-06"), at=after(3.94), approval="c1-x-00000"),
        replace(told(old="Ben was here"), approval="c1-x-00000"),
    )
    looks = (Look(after(3.95), "t1"), Look(after(9.95), "t1"))
    items = {
        thing: Item({"title": NEW, "due": "2026-10-06"}) for thing in (("ado", "1"), ("ppm", "t1"))
    }
    found = followed(CHOICE, log=log, history=history, looks=looks, items=items)

    said = counts(found)
    assert (said["silent_overwrites"], said["lost_changes"]) == (broken, broken)
    assert len(verdict(found).windows) == windows


@pytest.mark.parametrize(("carried", "silent"), [("2026-11-01", 0), ("2026-10-30", 1)])
def test_a_sunday_that_was_carried_over_and_became_a_monday_may_be_followed_over(
    carried: str, silent: int
) -> None:
    """Both days stand in the base, so that whoever moves the Monday is followed."""
    was, sunday, monday, friday = "2026-10-30", "2026-11-01", "2026-11-02", "2026-11-06"
    log = (
        replace(anna_edits(), changes={"due": (was, sunday)}),
        replace(we_write(3), at=after(3), changes={"due": (was, monday)}),
        replace(ben_edits(4, 4, OLD, NEW), changes={"due": (monday, friday)}),
        replace(anna_edits(9), who="lockstep", changes={"due": (sunday, friday)}),
    )
    over = replace(told("due", was, carried), at=after(2.9))
    followed_back = replace(told("due", sunday, friday), at=after(8.9), direction="to_ado")
    approvals = {
        "r1-00000": Approved("r1-00000", "l1", "fields"),
        "c1-x-00000": Approved("c1-x-00000", "l1", "fields", standing="c1"),
    }
    found = followed(
        replace(CHOICE, direction="to_ado"),
        log=log,
        history=(over, replace(followed_back, approval="c1-x-00000")),
        approvals=approvals,
        seen={("r1", "l1", "due"): Seen(was, carried)},
        items={thing: Item({"due": friday}) for thing in (("ado", "1"), ("ppm", "t1"))},
    )

    assert counts(found)["silent_overwrites"] == silent


def parted(at: float, **changes: Any) -> Books:
    """Link 2 was let go then, and its items stay."""
    found = making(we_make(6, "t2", "l2"), we_make(7, "t3", "l3"))
    return replace(found, parted=(Parted(PARTED, after(at)),), **changes)


@pytest.mark.parametrize(("at", "doubled"), [(19, 0), (21, 1)])
def test_whoever_lets_a_new_item_go_may_have_another_one_made(at: float, doubled: int) -> None:
    assert counts(parted(at))["duplicates_created"] == doubled


def test_what_we_wrote_before_a_link_was_let_go_is_still_explained() -> None:
    write = replace(we_write(seq=9), item="t2")
    found = parted(19)
    history = (*found.history, told(link="l2"))
    seen = {**found.seen, ("r1", "l2", "title"): Seen(OLD, NEW)}

    assert counts(replace(found, log=(*found.log, write), history=history, seen=seen)) == KEPT


def test_a_line_about_a_link_explains_nothing_on_other_items() -> None:
    write = replace(we_write(seq=9), item="t9")
    found = parted(19)

    broken = counts(replace(found, log=(*found.log, write), history=(*found.history, told())))

    assert broken == KEPT | {"unexplained_writes": 1}
