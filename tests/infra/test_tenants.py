"""Two tenants in one subscription never touch each other."""

from __future__ import annotations

import re

import pytest

from tests.infra.bicep import INFRA
from tests.infra.deployed import Deployment, Resource, deployed

OF_THE_GROUP = "/subscriptions/here/resourceGroups/rg-lockstep-"
# Their names are the same everywhere, below something whose name is not.
UNTAGGED = (
    "Microsoft.Authorization/",
    "Microsoft.Consumption/",
    "Microsoft.Graph/",
    "Microsoft.Insights/diagnosticSettings",
)


def tenant(name: str) -> Deployment:
    return deployed(tenant=name, privateNetwork=True)


def test_what_one_tenant_owns_the_other_does_not() -> None:
    one, other = ({each.id for each in owned(name)} for name in ("north", "south"))

    assert len(one) > 40
    assert one & other == set()


def owned(name: str) -> list[Resource]:
    """All but what stands in Entra."""
    every = tenant(name).resources
    return [each for each in every if not each.type.startswith("Microsoft.Graph/")]


def test_all_that_a_tenant_owns_lies_in_its_own_group() -> None:
    group = f"{OF_THE_GROUP}north/"

    assert [each.id for each in owned("north") if not f"{each.id}/".startswith(group)] == []


@pytest.mark.parametrize(
    ("kind", "legal"),
    [
        ("Microsoft.Storage/storageAccounts", r"[a-z0-9]{3,24}"),
        ("Microsoft.KeyVault/vaults", r"[a-z][a-z0-9-]{1,22}[a-z0-9]"),
        ("Microsoft.Web/sites", r"[a-z0-9][a-z0-9-]{0,58}[a-z0-9]"),
    ],
)
def test_what_the_whole_world_knows_by_name_is_named_for_one_tenant(kind: str, legal: str) -> None:
    names = {
        tenant(name).one(kind).name
        for name in ("a1", "a2", "a-very-long-name-x1", "a-very-long-name-x2")
    }

    assert len(names) == 4
    assert [name for name in names if not re.fullmatch(legal, name)] == []


def test_what_entra_knows_by_name_is_named_for_one_tenant() -> None:
    def names(of: str) -> set[str]:
        found = tenant(of)
        entra = found.one("Microsoft.Graph/applications").body["uniqueName"]
        return {entra, found.one("Microsoft.Authorization/roleDefinitions").properties["roleName"]}

    assert names("north") & names("south") == set()


def test_names_are_made_in_one_place() -> None:
    modules = list((INFRA / "modules").glob("*.bicep"))

    assert [path.name for path in modules if "uniqueString" in path.read_text("utf-8")] == []


def test_all_that_can_carry_a_tag_says_whose_it_is() -> None:
    bare = {
        each.type
        for each in tenant("north").resources
        if each.body.get("tags", {}).get("tenant") != "north" and not each.type.startswith(UNTAGGED)
    }

    assert {kind for kind in bare if kind.count("/") == 1} == set()


def test_tags_of_ones_own_go_to_all_of_it() -> None:
    found = deployed(tags={"costs": "4711"})

    assert found.one("Microsoft.Resources/resourceGroups").body["tags"]["costs"] == "4711"
    assert found.one("Microsoft.Storage/storageAccounts").body["tags"]["costs"] == "4711"
