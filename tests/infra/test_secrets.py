"""Identities open everything, and no secret is told to anything that is deployed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.infra.bicep import INFRA
from tests.infra.deployed import deployed

FILES = sorted(INFRA.rglob("*.bicep"))
SECRET = re.compile(r"password|secret|token|credential|accountkey|sas", re.IGNORECASE)
# Names that speak of secrets and hold none.
HARMLESS = {
    "PPM_SECRET": "the name of a secret",
    "AzureWebJobsStorage__credential": "says that there is an identity instead",
    "credentialIssuer": "who vouches for the identity",
}


@pytest.mark.parametrize("private", [False, True])
def test_storage_is_opened_by_identities_only(private: bool) -> None:
    account = deployed(privateNetwork=private).one("Microsoft.Storage/storageAccounts").properties

    assert account["allowSharedKeyAccess"] is False
    assert account["allowBlobPublicAccess"] is False
    assert account["allowCrossTenantReplication"] is False
    assert account["supportsHttpsTrafficOnly"] is True
    assert account["minimumTlsVersion"] == "TLS1_2"


def test_no_container_is_public() -> None:
    containers = deployed().of("Microsoft.Storage/storageAccounts/blobServices/containers")

    assert [each.properties["publicAccess"] for each in containers] == ["None"]


def test_the_package_is_fetched_by_the_identity_of_the_app() -> None:
    found = deployed()
    stored = found.one("Microsoft.Web/sites").properties["functionAppConfig"]["deployment"][
        "storage"
    ]
    identity = found.one("Microsoft.ManagedIdentity/userAssignedIdentities")

    assert stored["authentication"] == {
        "type": "UserAssignedIdentity",
        "userAssignedIdentityResourceId": identity.id,
    }


def test_the_vault_goes_by_roles_and_what_it_held_is_gone_only_after_months() -> None:
    vault = deployed().one("Microsoft.KeyVault/vaults").properties

    assert vault["enableRbacAuthorization"] is True
    assert vault["enablePurgeProtection"] is True
    assert vault["softDeleteRetentionInDays"] == 90


def test_nobody_tells_the_log_anything_by_a_key() -> None:
    found = deployed()

    assert found.one("Microsoft.Insights/components").properties["DisableLocalAuth"] is True
    features = found.one("Microsoft.OperationalInsights/workspaces").properties["features"]
    assert features["disableLocalAuth"] is True


def test_nobody_publishes_a_package_by_a_password() -> None:
    ways = deployed().of("Microsoft.Web/sites/basicPublishingCredentialsPolicies")

    assert {each.name: each.properties["allow"] for each in ways} == {"scm": False, "ftp": False}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_asks_azure_for_a_key_or_takes_a_secret(path: Path) -> None:
    text = path.read_text("utf-8")

    assert re.findall(r"\blist\w*\(|getSecret\(|@secure|InstrumentationKey", text) == []


def test_no_parameter_output_or_setting_holds_a_secret() -> None:
    found = deployed()
    told = [*found.given, *found.outputs, *settings()]

    assert [name for name in told if SECRET.search(name) and name not in HARMLESS] == []
    values = [
        str(value) for each in (found.given, found.outputs, settings()) for value in each.values()
    ]
    assert [
        each for each in values if re.search(r"AccountKey=|sig=|@Microsoft\.KeyVault", each)
    ] == []


def settings() -> dict[str, str]:
    return dict(deployed().one("Microsoft.Web/sites/config", "appsettings").properties)


def test_the_entra_app_has_no_secret_the_identity_vouches_for_it() -> None:
    found = deployed()
    entra = found.one("Microsoft.Graph/applications").body
    credential = found.one("Microsoft.Graph/applications/federatedIdentityCredentials").body

    assert not {"passwordCredentials", "keyCredentials"} & set(entra)
    assert credential["subject"] == found.outputs["identityPrincipalId"]
    assert credential["issuer"] == found.outputs["credentialIssuer"]
    assert credential["audiences"] == ["api://AzureADTokenExchange"]
