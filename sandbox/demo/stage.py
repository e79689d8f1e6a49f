"""Everything that a demo needs, running: storage, both stand-ins, and the app on a host."""

import json
import os
import secrets
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

import httpx

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
TRIGGERS = ("workitem.created", "workitem.updated", "workitem.deleted", "workitem.restored")
EVENTS = ("Task:Created", "Task:Updated", "Task:Deleted")


@dataclass
class Wanted:
    """What is to be shown: a backlog file, or a backlog of our own making."""

    file: str = ""
    project: str = ""
    links: int = 40
    port: int = 0
    func: bool = False

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
        keys = {"hook-ado": secrets.token_urlsafe(32), "hook-ppm": secrets.token_urlsafe(32)}
        settings = self._settings(storage, folder, keys)
        self.app_url = self._start_app(settings, opening)
        self._subscribe(keys)

    def _settings(self, storage: str, folder: Path, keys: Mapping[str, str]) -> dict[str, str]:
        sample = json.loads((PROJECT_ROOT / "local.settings.sample.json").read_text("utf-8"))
        kept = folder / "secrets.json"
        tokens = {"ado-token": "pat-lockstep", "ppm-token": "ppm-lockstep", **keys}
        kept.write_text(json.dumps(tokens), "utf-8")
        values: dict[str, str] = sample["Values"]
        return values | {
            "AzureWebJobsStorage": storage,
            "PPM_URL": self.ppm_url,
            "ADO_HOSTS": self.ado_url.split("/")[2],
            "ADO_PLAIN_HTTP": "true",
            "SECRETS_FILE": str(kept),
            "TENANT_ID": DEMO_TENANT,
            "AzureWebJobs.apply_timer.Disabled": "false",
        }

    def _start_app(self, settings: Mapping[str, str], opening: ExitStack) -> str:
        if self.wanted.func:
            return opening.enter_context(CoreTools(settings, self.wanted.port)).url
        self.host = opening.enter_context(Host(PROJECT_ROOT, settings, port=self.wanted.port))
        return self.host.url

    def _subscribe(self, keys: Mapping[str, str]) -> None:
        """What an administrator does once: hooks on both sides, each with its secret."""
        ado = httpx.Client(auth=("", "pat-lockstep"), trust_env=False)
        express = httpx.Client(headers={"Authorization": "Bearer ppm-lockstep"}, trust_env=False)
        with ado, express:
            for event in TRIGGERS:
                told = self._subscription(event, keys["hook-ado"])
                where = f"{self.ado_url}/_apis/hooks/subscriptions?api-version=7.1"
                ado.post(where, json=told).raise_for_status()
            for event in EVENTS:
                webhook = {
                    "eventTypes": [event],
                    "headers": [{"name": "X-Lockstep-Key", "value": keys["hook-ppm"]}],
                    "httpVerb": "POST",
                    "url": f"{self.app_url}/api/hooks/ppm/ppm",
                }
                express.post(f"{self.ppm_url}/Webhooks", json=webhook).raise_for_status()

    def _subscription(self, event: str, key: str) -> dict[str, object]:
        return {
            "publisherId": "tfs",
            "eventType": event,
            "resourceVersion": "5.1-preview.3",
            "consumerId": "webHooks",
            "consumerActionId": "httpRequest",
            "publisherInputs": {"projectId": ""},
            "consumerInputs": {
                "url": f"{self.app_url}/api/hooks/ado/ado",
                "httpHeaders": f"X-Lockstep-Key:{key}",
            },
        }


class CoreTools:
    """The real Functions host, where `func` is on the PATH."""

    def __init__(self, settings: Mapping[str, str], port: int) -> None:
        tool = shutil.which("func")
        if tool is None:
            sys.exit("There is no `func` on the PATH: leave out --host func.")
        self._port = port or _free_port()
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
