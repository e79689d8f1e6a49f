"""What every store promises about letters: none gets lost, and what was dismissed stays so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.model.approvals import Approval, Aspect, Direction
from core.model.errors import Conflict
from core.model.letters import Kind, Letter
from core.sync.stores import Store
from tests.worlds import NOON, PROJECT

APPROVAL = Approval(
    "r-00001", PROJECT, "link-1", Direction.TO_ADO, Aspect.FIELDS, {"title": "d"}, "Mara", "now"
)
LETTER = Letter(
    "letter-1", Kind.REFUSED, "TF401320", "Pay: #1/2", 1, NOON.isoformat(), "r-00001", "", APPROVAL
)


def open_one(store: Store) -> Letter:
    [found] = store.letters.open(PROJECT)
    return found


class LettersContract:
    def test_a_letter_comes_back_as_it_was_added_once(self, store: Store) -> None:
        store.letters.add(LETTER)
        store.letters.add(replace(LETTER, words="again"))

        assert replace(open_one(store), etag="") == LETTER
        assert store.letters.get(PROJECT, "letter-1") == open_one(store)
        assert list(store.letters.open("shipping")) == []

    def test_of_two_who_save_a_letter_the_second_is_told(self, store: Store) -> None:
        store.letters.add(LETTER)
        read = open_one(store)

        saved = store.letters.save(replace(read, retry="again-1"))

        assert open_one(store) == saved
        with pytest.raises(Conflict):
            store.letters.save(replace(read, retry="again-2"))

    def test_what_came_true_is_no_letter_any_more(self, store: Store) -> None:
        store.letters.add(LETTER)

        store.letters.remove(LETTER)
        store.letters.remove(LETTER)

        assert list(store.letters.open(PROJECT)) == []
        with pytest.raises(Conflict):
            store.letters.save(replace(LETTER, etag='W/"gone"'))

    def test_what_was_dismissed_keeps_its_note_and_never_comes_again(self, store: Store) -> None:
        store.letters.add(LETTER)
        gone = replace(open_one(store), dismissed_by="Mara", dismissed_at="now", note="not needed")

        store.letters.dismiss(gone)
        store.letters.dismiss(replace(gone, note="another"))
        store.letters.add(LETTER)

        kept = store.letters.dismissed(PROJECT, "letter-1")
        assert kept is not None
        assert (kept.dismissed_by, kept.note) == ("Mara", "not needed")
        assert list(store.letters.open(PROJECT)) == []
