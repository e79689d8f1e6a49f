"""When `dev.py chaos` takes it that all is quiet, and reads the books."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from sandbox.chaos import quiet


class App:
    """Its first sweep opens nothing, `second` is when its second is said to have begun, and its
    third opens an approval."""

    def __init__(self, second: str) -> None:
        self._second = second
        self.sweeps = 0
        self.swept_at = ""
        self.open = False
        self.closed = 0

    def call(self, _method: str, path: str, _body: object = None) -> Any:
        rows = [{"id": "a1", "open": True}] if self.open else []
        answers = {"": {"swept_at": self.swept_at}, "/brakes": {"brakes": []}}
        return answers.get(path, {"approvals": rows})

    def rows(self) -> list[Any]:
        return [{"id": "l1", "gone": [], "mismatches": ["title"]}]

    def wake(self, timer: str) -> None:
        if timer == "apply_timer":
            self.closed += self.open
            self.open = False
            return
        self.sweeps += 1
        self.open = self.sweeps == 3
        second = self._second or self.swept_at
        self.swept_at = second if self.sweeps == 2 else self.now().isoformat()

    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)


@pytest.mark.parametrize(
    "second",
    [
        pytest.param("", id="something moved beside it, and it is not noted"),
        pytest.param(
            (datetime.now(UTC) - timedelta(minutes=1)).isoformat(),
            id="it began before it was asked",
        ),
    ],
)
def test_quiet_are_two_sweeps_in_a_row_that_began_in_it_and_were_noted(
    second: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quiet, "_A_SWEEP", 0.1)
    app = App(second)
    everybody: Any = SimpleNamespace(
        now=app.now,
        kill=lambda: None,
        restart=lambda _later: None,
        control=lambda *_: None,
        put_right=lambda: None,
        door=app,
        kept=SimpleNamespace(unanswered=[]),
    )

    quiet.settle(stage=everybody, manager=everybody, keeper=everybody)

    assert (app.open, app.closed) == (False, 1)
