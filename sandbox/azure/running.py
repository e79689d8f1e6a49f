"""An app as it was packaged: unpacked into an empty folder and started there on the local host,
with the packages that came with it and none of this machine's."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import time
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from setting_up import ROOT

from .world import World

READY = "Functions are served at"
STARTS_WITHIN = 120.0
# What the host itself stands on beyond what any app of functions brings.
_OF_THE_HOST = ("croniter", "dateutil")
_TIMER = re.compile(r"@app\.timer_trigger\(.*\)\s+def (\w+)\(")
# In the tenant's file, and what the app calls it.
_TOLD = {"ppmUrl": "PPM_URL", "ppmHierarchy": "PPM_HIERARCHY", "frameAncestors": "FRAME_ANCESTORS"}


class NoStart(Exception):
    """The app did not start; its own last words."""


def run_package(
    world: World, package: Path, outputs: Mapping[str, str], told: Mapping[str, Any]
) -> None:
    """Returns once it answers. Raises NoStart. A world without a Python runs nothing."""
    name, known = outputs["app"], world.know()
    stop(known["apps"].get(name, 0))
    home = world.folder / "apps" / name
    shutil.rmtree(home, ignore_errors=True)
    with zipfile.ZipFile(package) as packed:
        packed.extractall(home / "wwwroot")
    if not known["python"]:
        return
    _write_settings(home, outputs, told, known["settings"])
    started = _start(world.folder, home, outputs["address"].rpartition(":")[2], known)
    world.change(apps={**world.know()["apps"], name: started.pid})
    _wait(started, home / "said.txt")


def _write_settings(
    home: Path, outputs: Mapping[str, str], told: Mapping[str, Any], more: Mapping[str, str]
) -> None:
    sample = json.loads((ROOT / "local.settings.sample.json").read_text("utf-8"))["Values"]
    asked = {setting: str(told[name]) for name, setting in _TOLD.items() if name in told}
    ours = {
        "PUBLIC_URL": outputs["address"],
        "PAGE_CLIENT_ID": outputs["clientId"],
        "SECRETS_FILE": str(home / "secrets.json"),
    }
    # No timer may wake it: it would ask PPM Express.
    code = (home / "wwwroot" / "function_app.py").read_text("utf-8")
    still = {f"AzureWebJobs.{name}.Disabled": "true" for name in _TIMER.findall(code)}
    values = {**sample, **asked, **ours, **still, **more}
    (home / "settings.json").write_text(json.dumps({"Values": values}), "utf-8")
    (home / "secrets.json").write_text("{}", "utf-8")


def _start(
    folder: Path, home: Path, port: str, known: Mapping[str, Any]
) -> subprocess.Popen[bytes]:
    starter = Path(__file__).with_name("packaged.py")
    where = [str(home / "wwwroot"), str(_tools(folder)), str(home / "settings.json")]
    with (home / "said.txt").open("wb") as said:
        return subprocess.Popen(
            # Neither this machine's packages nor its settings are seen.
            [known["python"], "-I", "-S", str(starter), *where, port, str(known["keeper"])],
            cwd=home / "wwwroot",
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            env={"PATH": os.environ.get("PATH", "")},
            start_new_session=True,
        )


def _tools(folder: Path) -> Path:
    """The local host, and nothing else of this repository."""
    tools = folder / "host"
    if not tools.exists():
        ours = tools / "sandbox"
        shutil.copytree(ROOT / "sandbox" / "host", ours / "host")
        for name in ("__init__.py", "server.py", "bodies.py"):
            shutil.copy(ROOT / "sandbox" / name, ours / name)
        for name in _OF_THE_HOST:
            _copy_library(name, tools)
    return tools


def _copy_library(name: str, to: Path) -> None:
    spec = importlib.util.find_spec(name)
    assert spec is not None, name
    assert spec.origin is not None, name
    origin = Path(spec.origin)
    if origin.name == "__init__.py":
        shutil.copytree(origin.parent, to / name)
    else:
        shutil.copy(origin, to / origin.name)


def _wait(started: subprocess.Popen[bytes], said: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while READY not in said.read_text("utf-8", "replace"):
        if started.poll() is not None or time.monotonic() > until:
            raise NoStart("\n".join(last_words(said)))
        time.sleep(0.1)


def last_words(said: Path, lines: int = 30) -> Iterator[str]:
    if said.is_file():
        yield from said.read_text("utf-8", "replace").splitlines()[-lines:]


def stop(pid: int, patience: float = 10.0) -> None:
    """Returns once it has ended, by force after so many seconds."""
    if not pid:
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        for _ in range(int(patience * 10)):
            if not _runs(pid):
                return
            time.sleep(0.1)
        os.kill(pid, signal.SIGKILL)


def _runs(pid: int) -> bool:
    """A process that has ended and that nobody has asked about yet runs no more."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state != "Z"
