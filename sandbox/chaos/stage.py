"""Everything that runs: storage with its rows on disk, both stand-ins and the app. Each is a
process of its own on a port that stays, so each can be ended and started by itself."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import httpx

from sandbox import ppm
from sandbox.azurite import Azurite
from sandbox.backlog import Backlog
from sandbox.clock import Clock
from sandbox.host.sign_in import DEMO_TENANT, PEOPLE
from sandbox.seed import seed

ROOT = Path(__file__).parents[2]
SIZE = 60
_READY = 90.0
_SETTLED = 1.0
"""Longer than a stand-in works on a call whose caller was killed."""
_NEVER = "0 0 0 1 1 *"


class Stage:
    """`number` is that of the backlog both sides begin with."""

    def __init__(self, number: int) -> None:
        self.backlog: Backlog = seed(number, SIZE, 1)
        self.name = self.backlog.projects[0].name
        self.project = ppm.project_id(self.name)
        self._number = number
        self._ports = _free_ports(6)
        ado, express, app = self._ports[:3]
        self.ado_root, self.ppm_root = f"http://127.0.0.1:{ado}", f"http://127.0.0.1:{express}"
        self.ado_url, self.ppm_url = f"{self.ado_root}/contoso", f"{self.ppm_root}/@contoso/v1.0"
        self.app_url = f"http://127.0.0.1:{app}"
        self.ahead = 0.0
        self.kills = self.azurite_restarts = 0
        self.turn = threading.RLock()
        self._open = ExitStack()
        self._app: subprocess.Popen[bytes] | None = None
        self.http = httpx.Client(timeout=30, trust_env=False)

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            folder = Path(
                opening.enter_context(tempfile.TemporaryDirectory(prefix="lockstep-chaos-"))
            )
            self._start_all(folder, opening)
            self._open = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _start_all(self, folder: Path, opening: ExitStack) -> None:
        self.folder = folder
        opening.callback(self.http.close)
        rows = folder / "rows"
        rows.mkdir()
        self._azurite = Azurite(rows, self._ports[3:])
        opening.callback(self._azurite.stop)
        self._azurite.start()
        backlog = ["--seed", str(self._number), "--size", str(SIZE), "--projects", "1"]
        ado, express = (str(port) for port in self._ports[:2])
        self._stand_in("sandbox.ado", [*backlog, "--port", ado, "--hook-scale", "0.05"], opening)
        self._stand_in("sandbox.ppm", [*backlog, "--port", express, "--scale", "0.05"], opening)
        self._settings = folder / "settings.json"
        self._settings.write_text(json.dumps({"Values": self._values(folder)}), "utf-8")
        opening.callback(self._end_app)
        self.start_app()

    def _stand_in(self, module: str, arguments: list[str], opening: ExitStack) -> None:
        process = self._process([module, *arguments], module)
        opening.callback(_end, process)
        self._wait_for(f"{self._root(module)}/_sandbox/clock", process)

    def _root(self, module: str) -> str:
        return self.ado_root if module == "sandbox.ado" else self.ppm_root

    def _process(self, module: list[str], name: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as said:
            return subprocess.Popen(
                [sys.executable, "-m", *module],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                # Ctrl-C is for us: we end them, in order.
                start_new_session=True,
            )

    def _values(self, folder: Path) -> dict[str, str]:
        sample = json.loads((ROOT / "local.settings.sample.json").read_text("utf-8"))
        kept = folder / "secrets.json"
        kept.write_text(json.dumps({"ppm-token": "ppm-lockstep"}), "utf-8")
        values: dict[str, str] = sample["Values"]
        return values | {
            "AzureWebJobsStorage": self._azurite.connection_string,
            "PPM_URL": self.ppm_url,
            "PPM_CALLS_PER_MINUTE": "0",
            "ADO_HOSTS": self.ado_root.removeprefix("http://"),
            "ADO_PLAIN_HTTP": "true",
            "SECRETS_FILE": str(kept),
            "TENANT_ID": DEMO_TENANT,
            "PUBLIC_URL": self.app_url,
            # Nobody but us wakes a timer, through the host's own door.
            "APPLY_SCHEDULE": _NEVER,
            "SWEEP_SCHEDULE": _NEVER,
            "HOOKS_SCHEDULE": _NEVER,
        }

    def now(self) -> datetime:
        """On everybody's clock."""
        return Clock(self.ahead)()

    # What happens to it

    def start_app(self) -> None:
        port = self.app_url.rpartition(":")[2]
        wanted = ["--port", port, "--settings", str(self._settings), "--ahead", str(self.ahead)]
        self._app = self._process(["sandbox.chaos.app", *wanted], "app")
        self._wait_for(f"{self.app_url}/api/me", self._app)

    def kill(self) -> None:
        """The app is gone in the middle of whatever it does."""
        with self.turn:
            if self._app is not None:
                self._app.kill()
                self._app.wait()
                self._app = None
                self.kills += 1

    def restart(self, later: float = 0.0) -> None:
        """The app comes back, `later` by so many seconds on everybody's clock."""
        with self.turn:
            if self._app is not None:
                return
            if later:
                time.sleep(_SETTLED)
                self.ahead += later
                for root in (self.ado_root, self.ppm_root):
                    self.http.put(f"{root}/_sandbox/clock", json={"ahead": self.ahead})
            self.start_app()

    def restart_azurite(self, pause: float) -> None:
        with self.turn:
            self._azurite.stop()
            time.sleep(pause)
            self._azurite.start()
            self.azurite_restarts += 1

    def control(self, side: str, method: str, name: str, body: object = None) -> Any:
        root = self.ado_root if side == "ado" else self.ppm_root
        answer = self.http.request(method, f"{root}/_sandbox/{name}", json=body)
        return answer.raise_for_status().json() if answer.content else None

    def said(self, name: str, most: int = 4000) -> str:
        """The end of what a process has told."""
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")[-most:]

    def _end_app(self) -> None:
        if self._app is not None:
            _end(self._app)

    def _wait_for(self, url: str, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + _READY
        while time.monotonic() < until and process.poll() is None:
            try:
                self.http.get(url, timeout=5)
            except httpx.HTTPError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"{url} did not answer; see {self.folder}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def members() -> list[str]:
    return [PEOPLE[name].oid for name in ("viewer", "approver", "admin")]


def _free_ports(count: int) -> list[int]:
    with ExitStack() as probes:
        found = [probes.enter_context(socket.socket()) for _ in range(count)]
        for probe in found:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in found]
