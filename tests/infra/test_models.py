"""What is deployed, held against Azure's own models of it."""

from __future__ import annotations

import pytest

from tests.infra import models
from tests.infra.deployed import Resource, deployed

ALL = [
    each
    for each in deployed(privateNetwork=True, alwaysReady=1).resources
    # Entra's own types stand in no package for Python.
    if not each.type.startswith("Microsoft.Graph/")
]


@pytest.mark.parametrize("resource", ALL, ids=lambda each: f"{each.symbol}-{each.name[:40]}")
def test_azure_knows_every_key(resource: Resource) -> None:
    assert models.slips(resource) == []


@pytest.mark.parametrize("resource", ALL, ids=lambda each: f"{each.symbol}-{each.name[:40]}")
def test_the_model_is_that_of_the_version_that_is_asked(resource: Resource) -> None:
    assert models.MODELS[models.kind(resource)][0] == resource.version


@pytest.mark.parametrize(
    ("kind", "slip"),
    [
        ("Microsoft.Insights/scheduledQueryRules", {"sverity": 1}),
        ("Microsoft.Insights/scheduledQueryRules", {"criteria": {"allOf": [{"querry": ""}]}}),
        ("Microsoft.Web/sites", {"httpOnly": True}),
        ("Microsoft.Web/sites", {"functionAppConfig": {"runtime": {"name": "cobol"}}}),
        ("Microsoft.KeyVault/vaults", {"networkAcls": {"bypas": "None"}}),
        ("Microsoft.Insights/components", {"DisableLocalauth": True}),
        ("Microsoft.Authorization/roleAssignments", {"principal": ""}),
        ("Microsoft.Consumption/budgets", {"notifications": {"x": {"operater": ""}}}),
    ],
)
def test_a_slip_is_found_however_deep_it_lies(kind: str, slip: dict[str, object]) -> None:
    said = next(each for each in ALL if each.type == kind)
    spoilt = Resource(said.file, said.symbol, kind, said.version, {"properties": slip}, said.id)

    assert len(models.slips(spoilt)) == 1
