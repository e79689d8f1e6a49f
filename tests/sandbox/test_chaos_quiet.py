"""When `dev.py chaos` takes it that all is quiet, and reads the books."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from sandbox.chaos import quiet


class App:
    """Its first sweep finds nothing, its second is not noted, as something moved beside it, and
    its third opens an approval."""

    def __init__(self) -> None:
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
        if self.sweeps != 2:
            self.swept_at = self.now().isoformat()

    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)


def test_it_is_not_quiet_while_a_sweep_is_not_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiet, "_A_SWEEP", 0.1)
    app = App()
    nothing: Any = SimpleNamespace(
        now=app.now,
        kill=lambda: None,
        restart=lambda _later: None,
        control=lambda *_: None,
        put_right=lambda: None,
        door=app,
        kept=SimpleNamespace(unanswered=[]),
    )

    quiet.settle(stage=nothing, manager=nothing, keeper=nothing)

    assert (app.open, app.closed) == (False, 1)
