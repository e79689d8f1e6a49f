"""What a look has brought is held small, and comes out as it was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.model.glances import glimpse
from core.model.items import ItemRef, LongText, Side, Snapshot
from core.model.rich_text import LONG, fold
from core.model.sightings import Sightings
from tests.storage.test_codec import snapshots

STORY = Snapshot(ItemRef(Side.ADO, "1"), title="Pay by invoice", type="User Story", home="Shop")


@given(st.lists(snapshots(Side.ADO), unique_by=lambda item: item.ref))
def test_news_comes_out_as_it_was_told_with_long_texts_folded(items: Sequence[Snapshot]) -> None:
    found = Sightings({}, items)

    folded = [replace(each, values={n: fold(v) for n, v in each.values.items()}) for each in items]
    assert [found[each.ref] for each in items] == folded
    assert [told.heard for told in found.values() if told] == [each.heard for each in items]
    assert [found.home(each.ref) for each in items] == [each.home for each in items]


def test_what_tells_the_same_is_not_held() -> None:
    changed = replace(STORY, title="Pay at once")
    other = replace(STORY, ref=ItemRef(Side.ADO, "2"))
    known = {STORY.ref: glimpse(STORY), other.ref: glimpse(other)}

    found = Sightings(known, [changed, other])

    assert found[STORY.ref] == changed
    assert found[other.ref] is None
    assert found.tells_the_same(other.ref)


def test_items_far_longer_than_the_first_come_out_whole_too() -> None:
    told = ("few", *(f"{'Tag ' * 200}{number}" for number in range(100)))
    items = [
        replace(STORY, ref=ItemRef(Side.ADO, str(n)), values={"Tags": told[: n * 50 + 1]})
        for n in range(3)
    ]

    found = Sightings({}, items)

    assert [found[each.ref] for each in items] == items


def test_a_long_text_is_held_folded() -> None:
    text = "Pay by invoice. " * LONG

    told = Sightings({}, [replace(STORY, values={"System.Description": text})])[STORY.ref]

    assert told is not None
    assert isinstance(told.value("System.Description"), LongText)
