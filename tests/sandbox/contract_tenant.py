"""A PPM Express over a real socket for the contract check, and what it says of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from werkzeug.wrappers import Response

from sandbox.contract_check.__main__ import main
from sandbox.ppm import Switches, World, create_app, load
from sandbox.seed import seed
from sandbox.server import Server

TOKEN = "ppm-lockstep"
Change = Callable[[Any], None]


def a_world(**switches: Any) -> World:
    world = World(Switches().turned(switches))
    load(world, seed(1, 60, 2))
    return world


@dataclass
class Said:
    code: int
    out: str
    err: str

    def row(self, what: str) -> str:
        """A row of the table on one line, however it is wrapped."""
        lines = self.out.splitlines()
        start = next(n for n, line in enumerate(lines) if line.startswith(what))
        rows = [lines[start]]
        for line in lines[start + 1 :]:
            if not line or not line.startswith("  "):
                break
            rows.append(line)
        ends = [(each.start(), each.end()) for each in re.finditer("-+", lines[1])]
        cells = [[line[a:b].strip() for line in rows] for a, b in ends]
        return " | ".join(" ".join(filter(None, cell)) for cell in cells)

    def verdict(self, what: str) -> str:
        return self.row(what).rpartition(" | ")[2]

    def setting(self, name: str) -> str:
        lines = (line.strip() for line in self.out.splitlines())
        return next(line[len(name) + 1 :].strip() for line in lines if line.startswith(name))


@dataclass
class Desk:
    """Where an administrator runs the check. `altered` changes answers by path, `headers` stand
    on all of them."""

    capsys: pytest.CaptureFixture[str]
    altered: dict[str, Change] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    spec: Path | None = None

    def check(self, world: World, *more: str, token: str = TOKEN) -> Said:
        app = create_app(world, spec=self.spec)
        with Server(_Altered(app, self.altered, self.headers)) as server:
            return self.run("--url", f"{server.url}/@contoso/v1.0", "--token", token, *more)

    def run(self, *arguments: str) -> Said:
        code = main(arguments)
        return Said(code, *self.capsys.readouterr())


class _Altered:
    """An app with some answers changed on their way; the path's end says which."""

    def __init__(self, app: Any, changes: Mapping[str, Change], headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers
        self._changes = changes

    def __call__(self, environ: Any, start: Any) -> Any:
        end = environ["PATH_INFO"].rpartition("v1.0/")[2]
        answer = Response.from_app(self._app, environ)
        answer.headers.update(self._headers)
        if end in self._changes:
            told = json.loads(answer.get_data())
            self._changes[end](told)
            answer.set_data(json.dumps(told))
        return answer(environ, start)
