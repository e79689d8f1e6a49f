"""What is deployed is what runs, and nothing else."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest

from handlers.files import files
from handlers.page import WEB

ROOT = Path(__file__).parents[1]
DEPLOYED = {
    "LICENSE",
    "core",
    "function_app.py",
    "handlers",
    "host.json",
    "requirements.txt",
    "web",
}


def is_left(path: str) -> bool:
    """Whether it stays here: itself, or a folder that it lies in."""
    parts = path.split("/")
    above = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    return any(
        fnmatch(each, pattern) or ("/" not in pattern and fnmatch(each.split("/")[-1], pattern))
        for each in above
        for pattern in patterns()
    )


def patterns() -> list[str]:
    lines = (ROOT / ".funcignore").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_what_runs_is_deployed_and_everything_else_stays_here() -> None:
    assert {path.name for path in ROOT.iterdir() if not is_left(path.name)} == DEPLOYED


def test_every_file_of_the_page_is_deployed() -> None:
    assert [name for name in files(WEB) if is_left(f"web/{name}")] == []


@pytest.mark.parametrize(
    "path",
    [
        ".git/config",
        "tests/handlers/desks.py",
        "sandbox/azurite/node_modules/azurite/index.js",
        "core/__pycache__/wiring.pyc",
        "local.secrets.json",
        "local.settings.json",
        "web/package.json",
        "docs/house.md",
    ],
)
def test_proofs_tools_and_secrets_stay_here(path: str) -> None:
    assert is_left(path)
