"""Every file of infra can be read, leads somewhere, and is told what it asks for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.infra.bicep import INFRA, parsed
from tests.infra.deployed import MAIN, allowed, declared, deployed, parameters, parameters_of, used

FILES = sorted(INFRA.rglob("*.bicep"))
OURS = sorted((INFRA / "tenants").glob("*.json"))
TOLD = [*OURS, INFRA / "main.parameters.json"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_can_be_read(path: Path) -> None:
    assert parsed(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_is_declared_in_vain(path: Path) -> None:
    said = [*declared(path, "param"), *declared(path, "var")]

    assert [name for name in said if not used(path, name)] == []


def test_every_module_is_part_of_the_list() -> None:
    modules = {f"modules/{path.name}" for path in FILES if path != MAIN}

    assert set(re.findall(r"^module \w+ '(.+)'", MAIN.read_text("utf-8"), re.M)) == modules


def test_the_readme_tells_of_every_module() -> None:
    rows = re.findall(r"^\| (`.+?) \|", (INFRA / "README.md").read_text("utf-8"), re.M)

    told = {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)}
    assert told == {path.stem for path in FILES if path != MAIN}


@pytest.mark.parametrize("path", TOLD, ids=lambda path: path.name)
def test_a_file_of_parameters_tells_only_what_there_is_and_all_that_has_to_be_told(
    path: Path,
) -> None:
    known = parameters_of(MAIN)
    needed = {name for name, usual in known.items() if usual is None}

    assert needed <= set(parameters(path)) <= set(known)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_a_file_of_parameters_tells_what_may_be_told(path: Path) -> None:
    told, may = parameters(path), allowed(MAIN)

    assert "storageRedundancy" in may
    assert [name for name in told if name in may and told[name] not in may[name]] == []


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_a_tenant_is_called_as_its_file_is(path: Path) -> None:
    name = parameters(path)["tenant"]

    assert path.name == f"{name}.parameters.json"
    assert re.fullmatch(r"[a-z][a-z0-9-]{0,18}[a-z0-9]", name)


def test_every_parameter_says_what_it_is_for() -> None:
    text = MAIN.read_text("utf-8")
    more = r"(?:@.+\n|  .+\n|\]\)\n)*"

    assert [
        name
        for name in parameters_of(MAIN)
        if not re.search(rf"^@description\(.+\)\n{more}param {name} ", text, re.M)
    ] == []


def test_azd_finds_the_app_by_its_tag() -> None:
    service = re.search(
        r"^services:\n  (\w+):", (INFRA.parent / "azure.yaml").read_text("utf-8"), re.M
    )

    assert service
    assert deployed().one("Microsoft.Web/sites").body["tags"]["azd-service-name"] == service[1]


def test_the_extension_for_entra_is_pinned_and_known_by_the_name_that_is_used() -> None:
    known = json.loads((INFRA / "bicepconfig.json").read_text("utf-8"))["extensions"]

    assert declared_extensions() == list(known)
    assert all(re.search(r":\d+\.\d+\.\d+$", each) for each in known.values())


def declared_extensions() -> list[str]:
    return [
        str(each.children[0]) for path in FILES for each in parsed(path) if each.data == "extension"
    ]
