"""What a client does around each of its calls: it asks its budget before, and tells it after."""

from collections.abc import Callable, Mapping
from typing import Protocol

import httpx

from core.model.costs import kind_of


class Pace(Protocol):
    """The budget behind a client, as its caller may use it."""

    def take(self, kind: str) -> None:
        """Raises TryLater where such a call may not be made now."""

    def hear(self, kind: str, status: int, headers: Mapping[str, str]) -> None:
        """What came with the answer; names are in lower case. Never raises."""


def before(pace: Pace) -> Callable[[httpx.Request], None]:
    return lambda request: pace.take(kind_of(request.method, request.url.path))


def after(pace: Pace) -> Callable[[httpx.Response], None]:
    def hear(answer: httpx.Response) -> None:
        kind = kind_of(answer.request.method, answer.request.url.path)
        told = {name.lower(): value for name, value in answer.headers.items()}
        pace.hear(kind, answer.status_code, told)

    return hear
