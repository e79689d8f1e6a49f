"""What lives as long as its process, made anew for a test."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.wiring import Wiring, clock, framing, services
from sandbox.memory.store import MemoryStore, memory_store


def kept_in_memory(patch: pytest.MonkeyPatch) -> MemoryStore:
    """Whatever is wired from here on remembers in this one store, as if there were an account."""
    store = memory_store(clock)
    patch.setattr(Wiring, "_store", lambda _: store)
    return store


@contextmanager
def wired_anew() -> Iterator[None]:
    """What is wired lives as long as its process, so nobody closes it: here it is let go, sockets
    and all, before a test is blamed for them."""
    _forget()
    try:
        yield
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            _forget()
            gc.collect()


def _forget() -> None:
    services.cache_clear()
    framing.cache_clear()
