"""Everything that a demo needs, running: storage, both stand-ins, and the app on a host."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from sandbox import backlog, ppm
from sandbox.ado.app import create_app as ado_app
from sandbox.ado.filling import fill
from sandbox.ado.world import World as AdoWorld
from sandbox.azurite import Azurite
from sandbox.backlog import Backlog
from sandbox.courier import Courier
from sandbox.host import DEMO_TENANT, Host
from sandbox.seed import seed
from sandbox.server import Server

PROJECT_ROOT = Path(__file__).parents[2]


@dataclass
class Wanted:
    """What is to be shown: a backlog file, or a backlog of our own making. `person` sits in front
    of it where nothing says who does; `settings` count more than ours."""

    file: str = ""
    project: str = ""
    links: int = 40
    port: int = 0
    func: bool = False
    person: str = "approver"
    settings: Mapping[str, str] = field(default_factory=dict)

    def backlog(self) -> Backlog:
        return backlog.load(self.file, self.project or None) if self.file else seed(1, 120)


@dataclass
class Stage:
    """The running demo. `tasks` tells which task stands for which seed item."""

    wanted: Wanted
    ado: AdoWorld
    ppm: ppm.World
    tasks: Mapping[int, str]
    project: str
    ado_project: str
    couriers: dict[str, Courier] = field(default_factory=dict)
    app_url: str = ""
    ado_url: str = ""
    ppm_url: str = ""
    host: Host | None = None
    _open: ExitStack = field(default_factory=ExitStack)

    @classmethod
    def made(cls, wanted: Wanted) -> Self:
        found = wanted.backlog()
        name = wanted.project if wanted.project and not wanted.file else found.projects[0].name
        world = ppm.World()
        tasks = ppm.load(world, found, lambda item: item.project == name)
        return cls(wanted, fill(AdoWorld(), found), world, tasks, ppm.project_id(name), name)

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            self._open_all(opening)
            self._open = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _open_all(self, opening: ExitStack) -> None:
        for side in ("ado", "ppm"):
            self.couriers[side] = opening.enter_context(Courier())
        ado = opening.enter_context(Server(ado_app(self.ado, courier=self.couriers["ado"])))
        express = ppm.create_app(self.ppm, courier=self.couriers["ppm"])
        vendor = opening.enter_context(Server(express))
        self.ado_url, self.ppm_url = f"{ado.url}/contoso", f"{vendor.url}/@contoso/v1.0"
        storage = opening.enter_context(Azurite()).connection_string
        folder = Path(opening.enter_context(tempfile.TemporaryDirectory(prefix="lockstep-")))
        port = self.wanted.port or _free_port()
        self.app_url = self._start_app(self._settings(storage, folder, port), port, opening)

    def _settings(self, storage: str, folder: Path, port: int) -> dict[str, str]:
        sample = json.loads((PROJECT_ROOT / "local.settings.sample.json").read_text("utf-8"))
        kept = folder / "secrets.json"
        kept.write_text(json.dumps({"ppm-token": "ppm-lockstep"}), "utf-8")
        values: dict[str, str] = sample["Values"]
        return values | {
            "AzureWebJobsStorage": storage,
            "PPM_URL": self.ppm_url,
            "PPM_CALLS_PER_MINUTE": "0",
            "ADO_HOSTS": self.ado_url.split("/")[2],
            "ADO_PLAIN_HTTP": "true",
            "SECRETS_FILE": str(kept),
            "TENANT_ID": DEMO_TENANT,
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "AzureWebJobs.apply_timer.Disabled": "false",
            **self.wanted.settings,
        }

    def _start_app(self, settings: Mapping[str, str], port: int, opening: ExitStack) -> str:
        if self.wanted.func:
            return opening.enter_context(CoreTools(settings, port)).url
        host = Host(PROJECT_ROOT, settings, port=port, person=self.wanted.person)
        self.host = opening.enter_context(host)
        return self.host.url


class CoreTools:
    """The real Functions host, where `func` is on the PATH."""

    def __init__(self, settings: Mapping[str, str], port: int) -> None:
        tool = shutil.which("func")
        if tool is None:
            sys.exit("There is no `func` on the PATH: leave out --host func.")
        self._port = port
        self.url = f"http://127.0.0.1:{self._port}"
        self._command = [tool, "start", "--port", str(self._port)]
        self._settings = settings

    def __enter__(self) -> Self:
        environment = {**os.environ, **self._settings}
        self._process = subprocess.Popen(self._command, cwd=PROJECT_ROOT, env=environment)
        for _ in range(240):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return self
            time.sleep(0.5)
        self.__exit__()
        sys.exit("Core Tools did not start within two minutes.")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
