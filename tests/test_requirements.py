"""What is installed is what we name, and no machine takes a file of it that we have not seen."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.txt", "requirements-dev.txt")
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def named() -> dict[str, list[str]]:
    """What pyproject.toml names, by the file that is made of it."""
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    deployed = list(found["project"]["dependencies"])
    return dict(zip(LOCKS, (deployed, deployed + found["dependency-groups"]["dev"]), strict=True))


def installed(lock: str) -> list[str]:
    """Each requirement of the file, as one line."""
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", "")
    return [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]


def pinned(requirement: str) -> str:
    return requirement.split(";")[0].split("--hash")[0].strip()


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_that_is_installed_has_its_version_and_its_digest(lock: str) -> None:
    found = installed(lock)

    assert found
    assert [each for each in found if "==" not in each or "--hash=sha256:" not in each] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_what_we_name_is_installed_in_exactly_that_version(lock: str) -> None:
    wanted = {pinned(each) for each in named()[lock]}

    assert wanted <= {pinned(each) for each in installed(lock)}


def test_we_test_exactly_what_is_deployed() -> None:
    deployed, developed = ({pinned(each) for each in installed(lock)} for lock in LOCKS)

    assert deployed <= developed


def test_the_readme_defends_every_package() -> None:
    rows = re.findall(
        r"^\| `([a-z0-9-]+)`.* \| .+ \|$", (ROOT / "README.md").read_text("utf-8"), re.M
    )
    wanted = {found[0] for each in named()[LOCKS[1]] if (found := _NAME.match(each))}

    assert wanted <= set(rows)
