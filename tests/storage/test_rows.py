"""Keys, sizes and versions: what every row has in common."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.model.errors import Rejected, TryLater
from core.storage.rows import (
    MOST_BYTES,
    cut,
    escape,
    key,
    read,
    reversed_time,
    size,
    unescape,
    weight,
    with_copies,
    written,
)
from tests.storage.stories import HOSTILE

PARTS = st.lists(st.text(max_size=20), min_size=2, max_size=2)
FORBIDDEN = set("/\\#?%:'\t\n\r") | {chr(n) for n in (*range(32), *range(127, 160))}


@given(st.text())
@example(HOSTILE)
@example("")
@example("!")
@example("!0021")
def test_any_text_comes_back_from_a_key(text: str) -> None:
    assert unescape(escape(text)) == text


@given(st.text())
@example(HOSTILE)
def test_a_key_holds_nothing_that_azure_refuses(text: str) -> None:
    made = escape(text)

    assert made
    assert made.isascii()
    assert not set(made) & FORBIDDEN


@given(PARTS, PARTS)
def test_different_parts_make_different_keys(one: list[str], other: list[str]) -> None:
    assert (key(*one) == key(*other)) == (one == other)


def test_a_key_that_azure_would_refuse_for_its_length_is_refused_in_words() -> None:
    assert key("x" * 512)
    with pytest.raises(Rejected, match=r"makes a key of over 512 characters"):
        key("ü" * 200)


@given(st.text())
@example("\ud800 lone")
@example("\uffff\ufffe\u2028\x00\x7f\x85")
@example("🧾" * 40_000)
@example("x" * 100_000)
def test_any_text_comes_back_from_a_row(text: str) -> None:
    entity = written("p", "r", {"text": text})

    assert read(entity) == {"text": text}


@pytest.mark.parametrize("text", ["x" * 200_000, "発" * 200_000, "🧾" * 100_000])
def test_no_property_is_longer_than_azure_allows(text: str) -> None:
    parts = [v for n, v in written("p", "r", {"text": text}).items() if n.startswith("json")]

    assert max(len(part.encode("utf-16-le")) for part in parts) <= 64_000


def test_a_row_that_azure_would_refuse_for_its_size_is_refused_in_words() -> None:
    with pytest.raises(Rejected, match=r"p / r makes a row of [\d,]+ bytes"):
        written("p", "r", {"text": "x" * 524_288})


def test_the_size_of_a_row_is_counted_as_azure_counts() -> None:
    assert size({"PartitionKey": "ab", "RowKey": "c", "v": 1, "n": "ü🧾"}) == (
        4 + 2 * 3 + (8 + 2 + 8) + (8 + 2 + 4 + 2 * 3)
    )


def test_a_row_of_a_newer_version_is_refused_in_words() -> None:
    row = {**written("links", "link-1", {}), "v": 3}

    with pytest.raises(TryLater, match="row links / link-1 was written by schema version 3"):
        read(row)


def test_a_transaction_holds_a_hundred_rows_at_most() -> None:
    small = [written("p", f"{n}", {}) for n in range(250)]

    assert [len(portion) for portion in cut(small)] == [100, 100, 50]


@pytest.mark.parametrize("text", ["x", '"', "\\", "\n", "\x00", "\x7f", "発", "🧾"])
def test_no_transaction_is_larger_than_three_mebibytes_as_it_is_sent(text: str) -> None:
    within = [written("p", f"{n}", {"text": text * 80_000}) for n in range(50)]
    plain = [{"PartitionKey": "p", "RowKey": f"{n}", "words": text * 15_000} for n in range(99)]

    for rows in (within, plain):
        portions = list(cut(rows))

        assert [row for portion in portions for row in portion] == rows
        assert all(len(json.dumps(portion)) <= MOST_BYTES for portion in portions)


@given(st.dictionaries(st.text(), st.text() | st.integers()))
def test_a_row_never_weighs_less_than_it_does_on_its_way(row: dict[str, str | int]) -> None:
    assert weight(row) >= len(json.dumps(row))


@given(st.lists(st.datetimes(), min_size=2, max_size=2))
def test_reversed_times_sort_the_newest_first(times: list[object]) -> None:
    first, last = sorted(times)  # type: ignore[type-var]

    newest = reversed_time(last.isoformat())  # type: ignore[attr-defined]
    assert newest <= reversed_time(first.isoformat())  # type: ignore[attr-defined]


def test_reversed_times_know_zones() -> None:
    assert reversed_time("2026-03-02T13:00:00+01:00") == reversed_time("2026-03-02T12:00:00Z")


def test_copies_that_make_a_row_too_large_are_left_out() -> None:
    entity = written("partition", "row", {"text": "x" * 520_000})

    assert with_copies(entity, {"glance": "y" * 10_000}) == entity
    assert with_copies(entity, {"glance": "y"}) == {**entity, "glance": "y"}
