"""Whoever hears of the work while it goes on, for those who watch over a tenant. Nobody who hears
of it makes the work fail, or holds it up.
"""

from collections.abc import Collection
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from core.model.telemetry import Act, Fact, Figure


class Span(Protocol):
    """An act that goes on. `trace` is where it stands; empty where nobody listens."""

    @property
    def trace(self) -> str: ...

    def tell(self, **facts: Fact) -> None: ...


class Telemetry(Protocol):
    """Whoever hears of it. Nothing here raises, and nothing waits for anybody."""

    def span(
        self, act: Act, found_in: Collection[str] = (), **facts: Fact
    ) -> AbstractContextManager[Span]:
        """An act for as long as the block runs; it failed where the block raises. `found_in` are
        the traces it goes back to."""

    def within(self, trace: str) -> "Telemetry":
        """The same, for acts that belong to what stands there."""

    def figure(self, figure: Figure, value: float = 1, **facts: Fact) -> None:
        """So many more of it, or as much of it just now."""


class _Unheard:
    """A span of which nobody hears."""

    trace = ""

    def tell(self, **facts: Fact) -> None:
        """Nobody is told."""


class _Nobody:
    """Telemetry where nobody listens."""

    def span(
        self, act: Act, found_in: Collection[str] = (), **facts: Fact
    ) -> AbstractContextManager[Span]:
        return nullcontext(_Unheard())

    def within(self, trace: str) -> Telemetry:
        return self

    def figure(self, figure: Figure, value: float = 1, **facts: Fact) -> None:
        """Nobody counts."""


NOBODY: Telemetry = _Nobody()
