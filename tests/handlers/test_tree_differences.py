"""Differences as the page reads them: both values, what was agreed, who moved, and where to."""

from __future__ import annotations

from core.model.items import ItemRef, Side
from tests.handlers.desks import a_desk
from tests.handlers.tree_desk import DESCRIPTION, a_pair, seen, tree
from tests.worlds import DUE, TITLE


def test_a_difference_tells_both_values_what_was_agreed_who_moved_and_where_to() -> None:
    desk = a_desk()
    a_pair(desk, 2)
    seen(desk, "link-1", Side.ADO, changed_by="Anna Keller", changed_at="2026-03-02T11:00:00Z")
    desk.world.ppm.edit(ItemRef(Side.PPM, "p1"), {"Name": "Pay later"})
    seen(desk, "link-1", Side.PPM, changed_by="Ben", changed_at="2026-03-02T11:30:00Z")
    desk.world.ppm.edit(ItemRef(Side.PPM, "p2"), {"DueDate": "2026-05-12"})
    desk.world.sweep()

    one, other = tree(desk)["mismatches"]

    agreed = ["Pay by invoice", "Pay by invoice", True]
    assert one[:7] == [0, "title", "Pay by invoice", "Pay later", *agreed]
    assert (one[7], one[10]) == ("ppm", "to_ado")
    assert other[:8] == [1, "due", None, "2026-05-12", None, None, True, "ppm"]


def test_a_difference_that_was_never_agreed_suggests_nothing() -> None:
    desk = a_desk()
    desk.world.a_pair("2", {"System.Title": "Pay by card"}, {"Name": "Pay in cash"})

    [found] = tree(desk)["mismatches"]

    assert found[:7] == [1, "title", "Pay by card", "Pay in cash", None, None, False]
    assert found[7:] == ["unknown", "", "", ""]


def test_days_that_differ_are_days_on_both_sides() -> None:
    desk = a_desk()
    due = {"TargetDate": "2026-05-12T00:00:00Z"}
    desk.world.a_pair("2", {"System.Title": "Pay", **due}, {"Name": "Pay", "DueDate": "2026-05-19"})

    [found] = tree(desk)["mismatches"]

    assert found[1:4] == [DUE.id, "2026-05-12", "2026-05-19"]


def test_rich_texts_that_differ_are_told_whole_as_what_they_say() -> None:
    desk = a_desk()
    desk.world.agree(rules=(TITLE, DESCRIPTION))
    text = "We agreed to pay by invoice and never in cash"
    ado = {"System.Title": "Pay", "System.Description": f"<div>{text}</div>"}
    desk.world.a_pair("2", ado, {"Name": "Pay", "Description": "<b>Cash</b>"})

    [found] = tree(desk)["mismatches"]

    assert found[1:4] == ["text", text, "Cash"]


def test_a_parent_that_differs_names_both_parents_and_their_links() -> None:
    desk = a_desk()
    a_pair(desk, 2, below="link-1")
    a_pair(desk, 3)
    desk.world.ado.move(ItemRef(Side.ADO, "a2"), ItemRef(Side.ADO, "a3"))
    desk.world.sweep()

    [found] = tree(desk)["mismatches"]

    here = {"link": "link-3", "title": "Story 3"}
    there = {"link": "link-1", "title": "Pay by invoice"}
    row = tree(desk)["ids"].index("link-2")
    assert found[:8] == [row, "parent", here, there, there, there, True, "ado"]
    assert found[10] == "to_ppm"


def test_a_parent_may_be_the_root_or_outside() -> None:
    desk = a_desk()
    a_pair(desk, 2, below="link-1")
    a_pair(desk, 3, below="link-1")
    desk.world.ado.move(ItemRef(Side.ADO, "a2"), None)
    desk.world.ado.put("a9", {"System.Title": "Nobody's"})
    desk.world.ado.move(ItemRef(Side.ADO, "a3"), ItemRef(Side.ADO, "a9"))
    desk.world.sweep()

    found = {each[0]: each[2] for each in tree(desk)["mismatches"]}

    rows = tree(desk)["ids"]
    assert found[rows.index("link-2")] == {"link": "root", "title": None}
    assert found[rows.index("link-3")] == {"link": "outside", "title": None}
