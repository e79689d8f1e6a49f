"""A clock that can be put forward, so that minutes in which nothing happens go by at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from werkzeug.wrappers import Request

from sandbox.control import Controls


class Clock:
    """Now, and `ahead` of it by as much as was said. It never goes back."""

    def __init__(self, ahead: float = 0.0) -> None:
        self._ahead = timedelta(seconds=ahead)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def put(self, ahead: float) -> None:
        self._ahead = max(self._ahead, timedelta(seconds=ahead))

    def controls(self) -> Controls:
        def show(_: Request) -> Any:
            return {"ahead": self._ahead.total_seconds(), "now": self().isoformat()}

        def put(request: Request) -> Any:
            self.put(float(request.get_json(force=True)["ahead"]))
            return show(request)

        return {"GET clock": show, "PUT clock": put}
