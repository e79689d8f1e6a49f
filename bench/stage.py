"""One row's world: storage in memory and the stand-ins, where it asks for them, each a process of
its own on a free port of this machine. All of them end with it, however it ends."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx

from core.model.addresses import secret_name
from core.model.projects import AdoPlace, Project
from core.sync.ports import Services
from core.wiring import Wiring, look_for_circles_seldom
from sandbox import ppm
from sandbox.ado.people import guid
from sandbox.azurite import Azurite
from sandbox.backlog import Backlog
from sandbox.seed import seed

World = TypeVar("World")

ROOT = Path(__file__).parents[1]
HOOK, HOOK_SECRET = "bench", "a-secret-of-the-bench"
_PATIENCE = 5


class Stage:
    """`seed` makes the same backlog and the same edits every time. What several rows only look at
    stands in the `house` that all of them are in."""

    def __init__(self, seed: int, house: Stage | None = None) -> None:
        self.seed = seed
        self._house = house or self
        self._worlds: dict[object, tuple[Stage, Any]] = {}
        self.ado_url = "http://127.0.0.1:9/contoso"
        self.ppm_url = "http://127.0.0.1:9/@contoso/v1.0"
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            folder = tempfile.TemporaryDirectory(prefix="lockstep-bench-")
            self.folder = Path(opening.enter_context(folder))
            self._open = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def world(self, make: Callable[[Stage, int], World], size: int) -> tuple[Stage, World]:
        """A world on a stage of its own, made once and kept as long as the house."""
        return self._house._kept(make, size)

    def _kept(self, make: Callable[[Stage, int], World], size: int) -> tuple[Stage, World]:
        wanted = make, size
        if wanted not in self._worlds:
            stage = self._open.enter_context(Stage(self.seed))
            self._worlds[wanted] = stage, make(stage, size)
        return self._worlds[wanted]

    @cached_property
    def storage(self) -> str:
        """The connection string of the storage account, which begins empty."""
        return self._open.enter_context(Azurite()).connection_string

    def backlog(self, size: int) -> Backlog:
        """What both stand-ins hold, all in one project."""
        return seed(self.seed, size, 1)

    def start_ado(self, size: int) -> None:
        self.ado_url = self._started("sandbox.ado", *self._of(size))

    def start_ppm(self, size: int, latency_ms: int = 0) -> None:
        slow = ("--latency-ms", str(latency_ms))
        self.ppm_url = self._started("sandbox.ppm", *self._of(size), *slow)

    def control(self, url: str, method: str, name: str, body: object = None) -> Any:
        """Steers the stand-in that `url` leads to, by its `/_sandbox/` routes."""
        root = "/".join(url.split("/")[:3])
        with httpx.Client(timeout=30, trust_env=False) as http:
            answer = http.request(method, f"{root}/_sandbox/{name}", json=body)
        return answer.raise_for_status().json() if answer.content else None

    def project(self, size: int) -> Project:
        """The project of that backlog, connected to both stand-ins; nobody has stored it yet."""
        name = self.backlog(size).projects[0].name
        secret, collection = secret_name(self.ado_url, "bench"), guid("collection", "contoso")
        place = AdoPlace(self.ado_url, name, collection, secret, guid("project", name))
        return Project(ppm.project_id(name), name, ado=(place,))

    def services(self) -> Services:
        """The app's own services, wired as its settings would wire them, in a process that is set
        up like the app's."""
        look_for_circles_seldom()
        return Wiring(self.settings()).services()

    def settings(self) -> dict[str, str]:
        secrets = {
            "ppm-token": "ppm-lockstep",
            secret_name(self.ado_url, "bench"): "pat-lockstep",
            f"hook-{HOOK}": HOOK_SECRET,
        }
        kept = self.folder / "secrets.json"
        kept.write_text(json.dumps(secrets), "utf-8")
        sample = json.loads((ROOT / "local.settings.sample.json").read_text("utf-8"))
        values: dict[str, str] = sample["Values"]
        return values | {
            "AzureWebJobsStorage": self.storage,
            "PPM_URL": self.ppm_url,
            "PPM_CALLS_PER_MINUTE": "0",
            "ADO_HOSTS": self.ado_url.split("/")[2],
            "ADO_PLAIN_HTTP": "true",
            "SECRETS_FILE": str(kept),
        }

    def _of(self, size: int) -> tuple[str, ...]:
        return "--seed", str(self.seed), "--size", str(size), "--projects", "1"

    def _started(self, module: str, *arguments: str) -> str:
        """The address that a stand-in tells once it answers."""
        process = self._open.enter_context(
            subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                text=True,
                # Ctrl-C is for us: we end them, in order.
                start_new_session=True,
            )
        )
        self._open.callback(_end, process)
        assert process.stdout is not None
        told = process.stdout.readline().split()
        if not told:
            raise RuntimeError(f"{module} did not start; see what it said above")
        return told[-1]


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_PATIENCE)
    if process.poll() is None:
        process.kill()
