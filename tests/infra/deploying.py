"""A deployment with everything in place but Azure, and a package of one file in place of ours."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.deploying.az import Az
from infra.deploying.deploy import Deploying, Wanted
from infra.deploying.package import Package
from sandbox.azure.publishing import Publishing
from sandbox.azure.world import World
from sandbox.server import Server
from tests.infra.deployed import EXAMPLE

WANTED = Wanted("example", yes=True, rehearse=True)


@dataclass
class Stage:
    world: World
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    built: list[str] = field(default_factory=list)
    answer: str = "y"

    def deploying(self, wanted: Wanted = WANTED) -> Deploying:
        az = Az(str(self.world.program()))
        return Deploying(wanted, az, self.said.append, self._ask, lambda _: None, self._build)

    @property
    def words(self) -> str:
        return "\n".join(self.said)

    @property
    def is_untouched(self) -> bool:
        return not self.world.know()["deployments"]

    def _ask(self, question: str) -> str:
        self.asked.append(question)
        return self.answer

    def _build(self, to: Path, python: str) -> Package:
        self.built.append(python)
        file = self.world.folder / to.name
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr("function_app.py", "")
        return Package(file, file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest())


@contextmanager
def a_stage(folder: Path) -> Iterator[Stage]:
    """With a place where packages go, and no Python to run them."""
    world = World.made(folder)
    with Server(Publishing(world)) as site:
        world.change(publishing=f"127.0.0.1:{site.port}")
        yield Stage(world)


def tenant_file(
    folder: Path, change: Callable[[dict[str, Any]], object], name: str = "north"
) -> Path:
    """The example, filled in for another tenant and changed."""
    told = json.loads(EXAMPLE.read_text("utf-8"))
    values = told["parameters"]
    values["tenant"] = {"value": name}
    values["ppmUrl"] = {"value": "https://api-us.ppm.express/@north/v1.0"}
    values["alertEmails"] = {"value": ["pmo@north.test"]}
    change(values)
    file = folder / f"{name}.parameters.json"
    file.write_text(json.dumps(told), "utf-8")
    return file
