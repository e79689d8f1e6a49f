"""Single work items that are asked for together are read in one call, each as it is by then."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier, Event, Lock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.connectors.ado.joining import ENOUGH, FEW, Joining
from core.connectors.ado.work_items import Unreadable, WorkItem
from core.model.errors import Rejected, TryLater

FOR_EVER = 3600.0
NAMES = ("System.Title",)


class Vendor:
    """Work items whose revision grows with each edit. It answers once it is let to."""

    def __init__(self) -> None:
        self.rev = 1
        self.calls: list[tuple[list[int], list[str]]] = []
        self.bad: dict[int, Exception] = {}
        self.begun, self.lets = Event(), Event()
        self.lets.set()
        self.takes = 0.0

    def read(self, ids: Sequence[int], names: Collection[str]) -> Sequence[WorkItem]:
        self.calls.append((list(ids), list(names)))
        rev = self.rev
        self.begun.set()
        assert self.lets.wait(30)
        time.sleep(self.takes)
        for each in ids:
            if each in self.bad:
                raise self.bad[each]
        return [WorkItem(each, rev, {}) for each in ids if each < 100]


@dataclass
class Told:
    """By whom was asked for which: the items that each was told, or what it met with."""

    found: dict[int, list[int]] = field(default_factory=dict)
    failed: dict[int, BaseException] = field(default_factory=dict)


class Hall:
    """Some who look at one item each, all at the same time, just after an earlier look."""

    def __init__(self, vendor: Vendor, pause: float = FOR_EVER) -> None:
        self.vendor = vendor
        self.joining = Joining(lambda: 0.0, pause)
        self.joining.read([1], NAMES, vendor.read)
        vendor.calls.clear()

    def ask(self, ids: Collection[int]) -> Told:
        together = Barrier(len(ids))

        def one(id_: int) -> Sequence[WorkItem]:
            together.wait(30)
            return self.joining.read([id_], NAMES, self.vendor.read)

        told = Told()
        with ThreadPoolExecutor(len(ids)) as threads:
            asked = {each: threads.submit(one, each) for each in ids}
            for each, future in asked.items():
                if failure := future.exception(30):
                    told.failed[each] = failure
                else:
                    told.found[each] = [item.id for item in future.result(30)]
        return told


def each_its_own(ids: Iterable[int]) -> dict[int, list[int]]:
    return {each: [each] for each in ids}


def test_the_first_after_a_pause_goes_at_once() -> None:
    vendor = Vendor()
    joining = Joining(lambda: 0.0, FOR_EVER)

    [found] = joining.read([7], NAMES, vendor.read)

    assert found.id == 7


def test_one_whose_pause_is_over_waits_for_nobody() -> None:
    vendor, now = Vendor(), [0.0]
    joining = Joining(lambda: now[0], FOR_EVER)
    joining.read([7], NAMES, vendor.read)
    now[0] = FOR_EVER

    joining.read([8], NAMES, vendor.read)

    assert [ids for ids, _ in vendor.calls] == [[7], [8]]


def test_as_many_as_are_enough_go_together_and_each_is_told_its_own() -> None:
    vendor = Vendor()

    told = Hall(vendor).ask(range(10, 10 + ENOUGH))

    assert [ids for ids, _ in vendor.calls] == [list(range(10, 10 + ENOUGH))]
    assert told.found == each_its_own(range(10, 10 + ENOUGH))


def test_fewer_go_once_the_pause_is_over() -> None:
    vendor = Vendor()

    told = Hall(vendor, pause=0.01).ask([10, 11, 12])

    assert sorted(each for ids, _ in vendor.calls for each in ids) == [10, 11, 12]
    assert told.found == each_its_own([10, 11, 12])


def test_an_item_that_cannot_be_found_is_absent_for_whoever_asked_for_it() -> None:
    told = Hall(Vendor()).ask([*range(10, 9 + ENOUGH), 404])

    assert told.found == {**each_its_own(range(10, 9 + ENOUGH)), 404: []}


@pytest.mark.parametrize("trouble", [Rejected("no such field"), Unreadable("no work item")])
def test_what_one_item_spoils_fails_for_that_one_alone(trouble: Exception) -> None:
    vendor = Vendor()
    vendor.bad[10] = trouble

    told = Hall(vendor).ask(range(10, 10 + ENOUGH))

    assert told.failed == {10: trouble}
    assert told.found == each_its_own(range(11, 10 + ENOUGH))


def test_what_nobody_expected_rises_once_and_the_others_ask_alone() -> None:
    vendor = Vendor()
    vendor.bad[10] = ZeroDivisionError("a fault of ours")

    told = Hall(vendor).ask(range(10, 10 + ENOUGH))

    assert 10 in told.failed
    assert len(told.failed) <= 2, "it also fails for whoever made the call for all"


def test_a_vendor_that_is_away_is_away_for_all_and_asked_once() -> None:
    vendor = Vendor()
    vendor.bad[10] = TryLater("busy", 30)

    told = Hall(vendor).ask(range(10, 10 + ENOUGH))

    assert set(told.failed.values()) == {vendor.bad[10]}
    assert len(told.failed) == ENOUGH
    assert len(vendor.calls) == 1


def test_nobody_joins_a_call_that_has_begun() -> None:
    vendor = Vendor()
    vendor.lets.clear()
    joining = Joining(lambda: 0.0, pause=0.0)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(joining.read, [7], NAMES, vendor.read)
        assert vendor.begun.wait(30)
        vendor.rev = 2
        second = threads.submit(joining.read, [7], NAMES, vendor.read)
        vendor.lets.set()

        assert [item.rev for item in first.result(30)] == [1]
        assert [item.rev for item in second.result(30)] == [2]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(2, 9), min_size=2, max_size=12), st.sampled_from((0.0, 0.001)))
def test_each_is_told_what_a_read_after_it_asked_would_have_told(
    ids: list[int], pause: float
) -> None:
    vendor = Vendor()
    vendor.takes = 0.001
    joining, edits = Joining(time.monotonic, pause), Lock()

    def edited_and_read(id_: int) -> bool:
        with edits:
            vendor.rev += 1
            rev = vendor.rev
        [found] = joining.read([id_], NAMES, vendor.read)
        return found.id == id_ and found.rev >= rev

    with ThreadPoolExecutor(len(ids)) as threads:
        assert all(threads.map(edited_and_read, ids * 5, timeout=30))


def test_the_fields_of_all_are_asked_for() -> None:
    vendor, joining = Vendor(), Joining(lambda: 0.0, FOR_EVER)
    joining.read([1], NAMES, vendor.read)
    vendor.calls.clear()
    with ThreadPoolExecutor(ENOUGH) as threads:
        asked = [
            threads.submit(joining.read, [number], [f"Field {number}"], vendor.read)
            for number in range(ENOUGH)
        ]
        for each in asked:
            each.result(30)

    [(_, names)] = vendor.calls
    assert names == [f"Field {number}" for number in range(ENOUGH)]


def test_whoever_asks_for_many_shares_no_call() -> None:
    hall = Hall(Vendor())

    hall.joining.read(range(FEW + 1), NAMES, hall.vendor.read)

    assert len(hall.vendor.calls) == 1
