"""Values as they are written down and read back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.items import LongText, Person, State, Value, plain, valued

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
OURS = st.builds(Person, st.text(), st.text(), st.text()) | st.builds(State, st.text(), st.text())
LONG = st.builds(LongText, st.text(), st.text(), st.text(), st.text())
VALUES = st.recursive(SCALARS | OURS | LONG, lambda some: st.lists(some).map(tuple))


@given(VALUES)
def test_every_value_is_read_back_as_it_was(value: Value) -> None:
    assert valued(json.loads(json.dumps(plain(value)))) == value


@pytest.mark.parametrize(
    "found",
    [
        {},
        {"person": ["a@b.example", "Anna"]},
        {"state": ["New", 1]},
        {"long": "a text"},
        {"odd": ["New", "Proposed"]},
        {"state": ["New", "Proposed"], "person": ["a@b.example", "Anna", "1"]},
        [{"state": ["New"]}],
    ],
)
def test_what_is_no_value_is_refused(found: object) -> None:
    with pytest.raises(ValueError, match="not a stored value: dict"):
        valued(found)
