"""What every store promises about the tree as it was last told: whole, or not at all."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from core.model.tree import KeptTree
from core.sync.stores import Store
from tests.storage.stories import HOSTILE, PROJECT
from tests.worlds import NOON, Stopped


@dataclass
class Meanwhile:
    """What happens, once, before the header of a tree is written: its parts are by then."""

    happens: Callable[[], None] | None = None

    def __call__(self, step: str) -> None:
        happens = self.happens
        if step == "trees.header" and happens is not None:
            self.happens = None
            happens()


def a_tree(digest: str = "d-1", size: int = 1000, at: str = NOON.isoformat()) -> KeptTree:
    return KeptTree(at, digest, random.Random(digest).randbytes(size))


def killed() -> None:
    raise Stopped


class TreesContract:
    def test_a_tree_comes_back_as_it_was_kept(self, store: Store) -> None:
        store.trees.keep(HOSTILE, a_tree())

        assert store.trees.last(HOSTILE) == a_tree()

    def test_a_tree_nobody_kept_is_nothing(self, store: Store) -> None:
        store.trees.keep("shipping", a_tree())

        assert store.trees.last(PROJECT) is None

    @pytest.mark.parametrize("size", [0, 65_536, 65_537, 11 * 65_536, 11 * 65_536 + 1, 2_500_000])
    def test_a_tree_may_be_of_any_size(self, store: Store, size: int) -> None:
        store.trees.keep(PROJECT, a_tree(size=size))

        assert store.trees.last(PROJECT) == a_tree(size=size)

    @pytest.mark.parametrize(("before", "after"), [(2_500_000, 1000), (1000, 2_500_000)])
    def test_another_tree_takes_the_place_of_the_one_before(
        self, store: Store, before: int, after: int
    ) -> None:
        store.trees.keep(PROJECT, a_tree("d-1", before))
        store.trees.keep(PROJECT, a_tree("d-2", after))

        assert store.trees.last(PROJECT) == a_tree("d-2", after)

    def test_what_says_the_same_is_kept_as_it_was_told_first(self, store: Store) -> None:
        store.trees.keep(PROJECT, a_tree())
        store.trees.keep(PROJECT, a_tree(at="2026-03-02T13:00:00+00:00"))

        assert store.trees.last(PROJECT) == a_tree()

    def test_a_worker_killed_before_the_header_leaves_the_tree_that_was_there(
        self, store: Store, meanwhile: Meanwhile
    ) -> None:
        store.trees.keep(PROJECT, a_tree("d-1"))
        meanwhile.happens = killed

        with pytest.raises(Stopped):
            store.trees.keep(PROJECT, a_tree("d-2", 2_500_000))

        assert store.trees.last(PROJECT) == a_tree("d-1")

    def test_half_a_tree_is_none_until_somebody_keeps_it_whole(
        self, store: Store, meanwhile: Meanwhile
    ) -> None:
        meanwhile.happens = killed
        with pytest.raises(Stopped):
            store.trees.keep(PROJECT, a_tree())
        assert store.trees.last(PROJECT) is None

        store.trees.keep(PROJECT, a_tree())

        assert store.trees.last(PROJECT) == a_tree()

    @pytest.mark.parametrize("first", [True, False])
    def test_whoever_is_overtaken_gives_way(
        self, store: Store, meanwhile: Meanwhile, first: bool
    ) -> None:
        if not first:
            store.trees.keep(PROJECT, a_tree("d-0"))
        meanwhile.happens = lambda: store.trees.keep(PROJECT, a_tree("d-2", 2_500_000))

        store.trees.keep(PROJECT, a_tree("d-1", 100_000))

        assert store.trees.last(PROJECT) == a_tree("d-2", 2_500_000)

    def test_of_many_at_once_one_is_kept_whole(self, store: Store) -> None:
        trees = [a_tree(f"d-{number}", 200_000 * number) for number in range(6)]

        with ThreadPoolExecutor(6) as people:
            list(people.map(lambda tree: store.trees.keep(PROJECT, tree), trees))

        assert store.trees.last(PROJECT) in trees
