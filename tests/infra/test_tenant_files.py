"""The file of a tenant, read before Azure is asked: what is wrong with it is said all at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.deploying import tenants
from setting_up import Trouble
from tests.infra.deploying import tenant_file

Change = Callable[[dict[str, Any]], object]


def test_a_filled_in_file_is_ready(tmp_path: Path) -> None:
    tenant_file(tmp_path, lambda values: None)

    found = tenants.read("north", tmp_path)

    assert (found.location, found.python) == ("westeurope", "3.13")


def put(name: str, value: Any) -> Change:
    return lambda values: values.update({name: {"value": value}})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (put("ppmUrl", "https://api-us.ppm.express/@contoso/v1.0"), "ppmUrl still says"),
        (put("alertEmails", ["project-office@example.com"]), "alertEmails still says"),
        (lambda values: values.pop("location"), "location is missing"),
        (lambda values: values.pop("ppmUrl"), "ppmUrl is missing"),
        (put("alertEmails", []), "alertEmails is missing"),
        (put("ppmurl", "https://there"), "ppmurl is nothing that infra/main.bicep takes"),
        (put("tenant", "south"), "tenant is 'south', and the file is called north"),
        (put("budgetStart", "2026-12-02"), "budgetStart is '2026-12-02'"),
    ],
)
def test_what_is_not_filled_in_is_named(tmp_path: Path, change: Change, says: str) -> None:
    tenant_file(tmp_path, change)

    with pytest.raises(Trouble, match=f"north.parameters.json is not ready:\n  {says}"):
        tenants.read("north", tmp_path)


def test_all_slips_are_told_at_once(tmp_path: Path) -> None:
    tenant_file(tmp_path, lambda values: (values.pop("location"), values.pop("budgetStart")))

    with pytest.raises(Trouble, match=r"(?s)location is missing.*budgetStart is missing"):
        tenants.read("north", tmp_path)


def test_a_missing_file_is_to_be_copied(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"copy example\.parameters\.json there"):
        tenants.read("north", tmp_path)


@pytest.mark.parametrize("text", ["{", "[]", '{"parameters": {"tenant": "north"}}'])
def test_a_file_of_another_kind_is_said_to_be_one(tmp_path: Path, text: str) -> None:
    (tmp_path / "north.parameters.json").write_text(text)

    with pytest.raises(Trouble, match="is no "):
        tenants.read("north", tmp_path)


@pytest.mark.parametrize("name", ["", "North", "../secret", "a", "x" * 21])
def test_a_name_that_azure_would_not_take_is_refused(name: str) -> None:
    with pytest.raises(Trouble, match="no tenant's name"):
        tenants.read(name)


def test_the_example_is_deployed_in_a_rehearsal_only() -> None:
    assert tenants.read("example", rehearsed=True).name == "example"
    with pytest.raises(Trouble, match="still says what the example says"):
        tenants.read("example")
