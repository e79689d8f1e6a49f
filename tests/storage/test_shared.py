"""Who wants the same row at the same time shares one read, which begins after all have asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event, Lock, Semaphore

import pytest

from core.storage.together import Shared

_LONG = 30.0


class Row:
    """A row that is edited while it is read. A read goes on once it is let to."""

    def __init__(self) -> None:
        self.value, self.reads = 1, 0
        self.begun, self.lets = Event(), Semaphore(0)
        self.trouble: Exception | None = None

    def read(self, name: str) -> str:
        self.reads += 1
        found = f"{name} {self.value}"
        trouble = self.trouble
        self.begun.set()
        assert self.lets.acquire(timeout=_LONG)
        if trouble:
            raise trouble
        return found

    def let(self, reads: int) -> None:
        for _ in range(reads):
            self.lets.release()


def test_who_asks_while_a_read_is_out_shares_the_next_one_and_sees_what_was_written_since() -> None:
    row = Row()
    shared, door = a_shared(row)
    with ThreadPoolExecutor(5) as threads:
        first = threads.submit(shared, "billing")
        door.wait(2)
        assert row.begun.wait(_LONG)
        row.value = 2
        others = [threads.submit(shared, "billing") for _ in range(4)]
        door.wait(4)
        row.let(2)

        assert first.result(_LONG) == "billing 1"
        assert [each.result(_LONG) for each in others] == ["billing 2"] * 4
    assert row.reads == 2


def test_who_wants_another_row_waits_for_nobody() -> None:
    row = Row()
    shared = Shared(row.read)
    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(shared, name) for name in ("billing", "shipping")]
        row.let(2)

        assert [each.result(_LONG) for each in asked] == ["billing 1", "shipping 1"]


def test_a_read_that_failed_is_done_again_by_each_who_shared_it() -> None:
    row = Row()
    shared, door = a_shared(row)
    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(shared, "billing")
        assert row.begun.wait(_LONG)
        door.wait(2)
        row.begun.clear()
        row.trouble = ConnectionError("it broke off")
        others = [threads.submit(shared, "billing") for _ in range(2)]
        door.wait(2)
        row.let(1)
        assert row.begun.wait(_LONG)
        row.trouble = None
        row.let(2)
        wait(others, _LONG)

        assert first.result(_LONG) == "billing 1"
        assert sorted(_told(each.exception(_LONG)) for each in others) == ["", "it broke off"]


def test_who_asks_alone_is_told_what_went_wrong() -> None:
    row = Row()
    row.trouble = ConnectionError("it broke off")
    row.let(1)

    with pytest.raises(ConnectionError):
        Shared(row.read)("billing")


class Door:
    """The lock of those who ask: it counts who went through."""

    def __init__(self) -> None:
        self._lock, self._through = Lock(), Semaphore(0)

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()
        self._through.release()

    def wait(self, times: int) -> None:
        for _ in range(times):
            assert self._through.acquire(timeout=_LONG)


def a_shared(row: Row) -> tuple[Shared[str, str], Door]:
    shared, door = Shared(row.read), Door()
    shared._lock = door  # type: ignore[assignment]
    return shared, door


def _told(trouble: BaseException | None) -> str:
    return "" if trouble is None else str(trouble)
