"""A list is read the same however it comes in pieces, and kept to be read once more."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.connectors.ppm.lists import Envelope, Kept

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


def in_pieces(text: str, size: int) -> Iterator[bytes]:
    told = text.encode("utf-8", "surrogatepass")
    return (told[at : at + size] for at in range(0, len(told), size))


@given(
    st.lists(JSON, max_size=4),
    st.dictionaries(st.text(max_size=4).filter(lambda name: name != "data"), JSON, max_size=2),
    st.booleans(),
    st.integers(1, 9),
    st.sampled_from([None, 1]),
)
@example([1, 22, 333], {"nextLink": 4567}, True, 1, None)
def test_a_list_is_read_the_same_in_whatever_pieces_it_comes(
    items: list[object],
    others: dict[str, object],
    first: bool,
    size: int,
    indent: int | None,
) -> None:
    told = {"data": items, **others} if first else {**others, "data": items}
    envelope = Envelope(in_pieces(json.dumps(told, indent=indent), size))

    assert list(envelope) == items
    assert (envelope.others, envelope.is_list) == (others, True)


@given(st.lists(st.lists(JSON, max_size=3), max_size=3), st.integers(1, 9))
def test_what_was_kept_of_several_pages_is_read_once_more(
    pages: list[list[object]], size: int
) -> None:
    kept = Kept()
    for page in pages:
        list(Envelope(kept.keeping(in_pieces(json.dumps({"data": page}), size))))

    assert list(kept) == list(kept) == [item for page in pages for item in page]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"data": [1, 2',
        '{"data": [1 2]}',
        '{"data": [1], "nextLink"',
        '{"data": [1,, 2]}',
        '{"data" [1]}',
        '{"data": ' + "[" * 100_000,
        "<html>",
    ],
)
def test_what_is_no_such_list_is_told_as_that(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its words are for nobody
        list(Envelope(in_pieces(text, 7)))


def test_a_list_that_is_none_is_told_as_none() -> None:
    envelope = Envelope(in_pieces('{"data": null, "more": 1}', 4))

    assert list(envelope) == []
    assert (envelope.is_list, envelope.others) == (False, {"data": None, "more": 1})


def test_a_number_that_is_none_is_kept_as_text() -> None:
    assert list(Envelope([b'{"data": [NaN]}'])) == ["NaN"]
