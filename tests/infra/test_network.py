"""Where storage and vault are reached from: anywhere with the right identity, or one network."""

from __future__ import annotations

import ipaddress

import pytest

from tests.infra.deployed import deployed

OPEN, PRIVATE = deployed(), deployed(privateNetwork=True)
KEPT = ["Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults"]


def test_without_a_network_of_its_own_none_is_paid_for() -> None:
    assert [each for each in OPEN.resources if each.type.startswith("Microsoft.Network/")] == []
    assert OPEN.one("Microsoft.Web/sites").properties["virtualNetworkSubnetId"] is None


@pytest.mark.parametrize("kind", KEPT)
def test_in_a_network_of_its_own_the_world_reaches_neither(kind: str) -> None:
    kept = PRIVATE.one(kind).properties

    assert kept["publicNetworkAccess"] == "Disabled"
    assert kept["networkAcls"] == {"bypass": "None", "defaultAction": "Deny"}


def test_the_app_lives_in_a_part_of_the_network_that_is_its_own() -> None:
    network = PRIVATE.one("Microsoft.Network/virtualNetworks")
    app, endpoints = network.properties["subnets"]

    assert PRIVATE.one("Microsoft.Web/sites").properties["virtualNetworkSubnetId"] == (
        f"{network.id}/subnets/{app['name']}"
    )
    (delegated,) = app["properties"]["delegations"]
    assert delegated["properties"]["serviceName"] == "Microsoft.App/environments"
    here, there = (
        ipaddress.ip_network(each["properties"]["addressPrefix"]) for each in (app, endpoints)
    )
    assert not here.overlaps(there)


def test_the_app_still_reaches_both_vendors() -> None:
    (app, _) = PRIVATE.one("Microsoft.Network/virtualNetworks").properties["subnets"]
    way = PRIVATE.one("Microsoft.Network/natGateways")

    assert app["properties"]["natGateway"] == {"id": way.id}
    outside = PRIVATE.one("Microsoft.Network/publicIPAddresses")
    assert way.properties["publicIpAddresses"] == [{"id": outside.id}]


@pytest.mark.parametrize(
    ("part", "kind", "zone"),
    [
        ("blob", KEPT[0], "privatelink.blob.core.windows.net"),
        ("queue", KEPT[0], "privatelink.queue.core.windows.net"),
        ("table", KEPT[0], "privatelink.table.core.windows.net"),
        ("vault", KEPT[1], "privatelink.vaultcore.azure.net"),
    ],
)
def test_each_part_is_found_by_its_name_from_within(part: str, kind: str, zone: str) -> None:
    (way,) = PRIVATE.one("Microsoft.Network/privateEndpoints", f"pep-{part}").properties[
        "privateLinkServiceConnections"
    ]
    named = PRIVATE.one("Microsoft.Network/privateDnsZones", zone)
    groups = PRIVATE.of("Microsoft.Network/privateEndpoints/privateDnsZoneGroups")
    known = [each.body["parent"].id for each in PRIVATE.of(f"{named.type}/virtualNetworkLinks")]

    assert way["properties"] == {"privateLinkServiceId": PRIVATE.one(kind).id, "groupIds": [part]}
    assert named.id in known
    assert [
        each.properties["privateDnsZoneConfigs"][0]["properties"]["privateDnsZoneId"]
        for each in groups
        if each.body["parent"].name == f"pep-{part}"
    ] == [named.id]


def test_the_app_starts_when_its_ways_are_there() -> None:
    assert "endpoints" in PRIVATE.modules["settings"].needs
