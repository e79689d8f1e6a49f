"""Which look found a mismatch: the first that saw these values, whoever looks again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.model.compare import Link, reconcile
from core.model.items import ItemRef, Side, Snapshot
from core.model.rules import FieldRule, Kind, Terms
from core.model.traces import ids, opened, traced

FIRST = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
LATER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
TITLE = FieldRule("title", ("System.Title",), ("Name",), Kind.TEXT)


def a_link(ado: str, ppm: str = "Pay by invoice") -> Link:
    return Link(
        "link-1",
        "billing",
        Snapshot(
            ItemRef(Side.ADO, "a1"), values={"System.Title": ado}, told=frozenset({"System.Title"})
        ),
        Snapshot(ItemRef(Side.PPM, "p1"), values={"Name": ppm}, told=frozenset({"Name"})),
    )


def looked(link: Link, trace: str) -> Link:
    return traced(reconcile(link, [TITLE], Terms(), {}), trace)


def found_in(link: Link) -> list[str]:
    return [each.found_in for each in link.mismatches]


def test_the_look_that_first_sees_two_values_is_the_one_that_found_them() -> None:
    first = looked(a_link("Pay later"), FIRST)

    assert found_in(first) == [FIRST]
    assert found_in(looked(first, LATER)) == [FIRST]


def test_other_values_were_found_by_the_look_that_saw_them() -> None:
    first = looked(a_link("Pay later"), FIRST)
    edited = replace(first, ado=a_link("Pay at once").ado)

    assert found_in(looked(edited, LATER)) == [LATER]


def test_a_look_of_which_nobody_hears_has_found_nothing() -> None:
    unheard = looked(a_link("Pay later"), "")

    assert found_in(unheard) == [""]
    assert found_in(looked(unheard, LATER)) == [LATER]


def test_who_found_it_is_no_part_of_what_differs() -> None:
    assert looked(a_link("Pay later"), FIRST) == looked(a_link("Pay later"), LATER)


def test_a_mismatch_opens_where_there_was_none() -> None:
    agreed = looked(a_link("Pay by invoice"), FIRST)
    differs = looked(a_link("Pay later"), FIRST)

    assert opened(agreed, differs) == ["title"]
    assert opened(differs, looked(replace(differs, ado=a_link("At once").ado), LATER)) == []
    assert opened(differs, agreed) == []


def test_a_trace_has_the_id_of_all_of_it_and_of_the_span() -> None:
    assert ids(FIRST) == ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331")


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "elsewhere",
        FIRST[:-1],
        FIRST.upper(),
        f"{FIRST}-more",
        f"{FIRST}\n",
        f"00-{'0' * 32}-b7ad6b7169203331-01",
        f"00-0af7651916cd43dd8448eb211c80319c-{'0' * 16}-01",
    ],
)
def test_what_is_no_trace_has_no_ids(odd: str) -> None:
    assert ids(odd) is None
