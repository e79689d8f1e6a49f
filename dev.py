#!/usr/bin/env python3
"""The one door to Lockstep for people: it sets itself up with the standard library alone, then
starts what was asked for. `python3 dev.py` lists what there is."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import setting_up
from setting_up import Trouble, dotted, python_of, script_of

OLDEST, NEWEST = (3, 11), (3, 13)
PYTHON_FILES = ["function_app.py", "dev.py", "setting_up.py"]
PYTHON_ROOMS = ["handlers", "core", "sandbox", "tests", "bench", "infra"]


class Command(NamedTuple):
    does: str
    run: Callable[[Sequence[str]], int]


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
        setting_up.python()
        setting_up.azurite()
        return run_python("-m", name, *arguments)

    return start


def test(arguments: Sequence[str]) -> int:
    setting_up.python()
    setting_up.azurite()
    setting_up.python_313()
    return run_python("-m", "pytest", *(arguments or EVERYTHING))


# Starting helpers costs more than one file takes: only the whole is shared out. The browser has a
# command of its own.
EVERYTHING = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--ignore", "tests/e2e")


def e2e(arguments: Sequence[str]) -> int:
    """With --size, the figures of a large project; else the tests, or those pytest is told to."""
    setting_up.python()
    setting_up.azurite()
    setting_up.web()
    os.environ["CHROMIUM"] = setting_up.browser()
    if "--size" in arguments:
        return run_python("-m", "tests.e2e.size", *arguments)
    named = any(argument.startswith("tests") for argument in arguments)
    return run_python("-m", "pytest", *([] if named else ["tests/e2e"]), *arguments)


def package(arguments: Sequence[str]) -> int:
    setting_up.python()
    return run_python("-m", "infra.deploying.package", *arguments)


def deploy(arguments: Sequence[str]) -> int:
    setting_up.python()
    if "--rehearse" not in arguments:
        return run_python("-m", "infra.deploying.deploy", *arguments)
    setting_up.azurite()
    return run_python("-m", "sandbox.azure.rehearsal", *arguments)


def smoke(arguments: Sequence[str]) -> int:
    setting_up.python()
    return run_python("-m", "infra.deploying.smoke", *arguments)


def vendor(arguments: Sequence[str]) -> int:
    refuse(arguments, "vendor", "it always makes everything")
    setting_up.python()
    setting_up.web()
    return setting_up.run([setting_up.node(), "tests/web/vendor.js"])


def lock(arguments: Sequence[str]) -> int:
    """With --upgrade, what our packages need becomes as new as it may be."""
    setting_up.python()
    makes = [script_of(setting_up.VENV, "uv"), "pip", "compile", "pyproject.toml", *LOCKED]
    deployed = [*makes, "-o", "requirements.txt", *arguments]
    developed = [*makes, "--group", "dev", "-c", "requirements.txt", "-o", "requirements-dev.txt"]
    return setting_up.run(deployed) or setting_up.run([*developed, *arguments])


# For every machine and Python we run on, with the digest of each file that pip may take.
LOCKED = (
    *("--universal", "--python-version", dotted(OLDEST), "--generate-hashes", "--quiet"),
    *("--custom-compile-command", "python3 dev.py lock"),
)


def check(arguments: Sequence[str]) -> int:
    refuse(arguments, "check", "it always checks everything")
    setting_up.python()
    setting_up.web()
    results = [(name, *timed(command)) for name, command in [*checks(), *checks_of_the_page()]]
    print(
        "\n".join(["", *(f"  {'FAILED' if c else 'ok':<8}{n} ({s:.1f} s)" for n, c, s in results)])
    )
    return 1 if any(code for _, code, _ in results) else 0


def refuse(arguments: Sequence[str], name: str, why: str) -> None:
    if arguments:
        raise Trouble(f"{name} takes no arguments: {why}.")


def checks() -> Iterator[tuple[str, list[str]]]:
    python = python_of(setting_up.VENV)
    yield "format", [python, "-m", "ruff", "format", "--check", "."]
    yield "lint", [python, "-m", "ruff", "check", "."]
    yield "types", [python, "-m", "mypy", *filled_rooms()]
    yield "contracts", [script_of(setting_up.VENV, "lint-imports"), "--no-cache"]
    yield "words", [python, "-m", "pytest", "-q", "tests/test_words.py"]


def checks_of_the_page() -> Iterator[tuple[str, list[str]]]:
    node, tools = setting_up.node(), "tests/web/node_modules"
    tests = sorted(path.name for path in setting_up.WEB.glob("*.test.js"))
    rules = ["--config", "tests/web/eslint.config.js"]
    yield "web types", [node, f"{tools}/typescript/bin/tsc", "-p", "tests/web"]
    yield "web lint", [node, f"{tools}/eslint/bin/eslint.js", *rules, "web", "tests/web"]
    yield "web tests", [node, "--test", *(f"tests/web/{name}" for name in tests)]
    yield "vendored", [node, "tests/web/vendor.js", "--check"]


def filled_rooms() -> list[str]:
    files = [name for name in PYTHON_FILES if (setting_up.ROOT / name).is_file()]
    return files + [name for name in PYTHON_ROOMS if any((setting_up.ROOT / name).rglob("*.py"))]


def timed(command: Sequence[str]) -> tuple[int, float]:
    print(f"\n$ {' '.join([Path(command[0]).name, *command[1:]])}", flush=True)
    begun = time.monotonic()
    return setting_up.run(command), time.monotonic() - begun


def run_python(*arguments: str) -> int:
    return setting_up.run([python_of(setting_up.VENV), *arguments])


COMMANDS = {
    "demo": Command("shows everything against the sandbox", module("sandbox.demo")),
    "test": Command("runs the tests: all of them, or those pytest is told to", test),
    "e2e": Command("tests the page in a browser; --size 10000 measures it with so many rows", e2e),
    "check": Command("holds the code against the house rules: format, lint, types, …", check),
    "lock": Command("pins every package with its digest, from pyproject.toml", lock),
    "vendor": Command("makes anew what the page takes from npm", vendor),
    "package": Command("makes the package that runs in Azure; --out says where to", package),
    "deploy": Command(
        "puts a tenant into Azure, step by step; --rehearse does it here, against a stand-in",
        deploy,
    ),
    "smoke": Command("tries a deployed app from outside: --url says where it is", smoke),
    "chaos": Command(
        "random people, faults and kills against it all, then checks the books from outside",
        module("sandbox.chaos"),
    ),
    "bench": Command(
        "measures how fast it is against the bare calls; --quick ends within 3 minutes",
        module("bench"),
    ),
    "contract-check": Command(
        "holds a PPM Express tenant against what we assume, reading only",
        module("sandbox.contract_check"),
    ),
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
