"""Who comes in: people of our tenant with a role, and to a few addresses everybody."""

from __future__ import annotations

import fnmatch
from typing import Any

import pytest

from core.model.projects import Role
from handlers.api.table import TABLE
from handlers.files import files
from handlers.page import WEB, anonymous_paths
from tests.infra.deployed import Deployment, deployed

FOUND = deployed()


def signing_in(found: Deployment = FOUND) -> Any:
    return found.one("Microsoft.Web/sites/config", "authsettingsV2").properties


def test_everything_asks_for_a_sign_in() -> None:
    asked = signing_in()

    assert asked["platform"]["enabled"] is True
    assert asked["globalValidation"]["requireAuthentication"] is True
    assert asked["globalValidation"]["unauthenticatedClientAction"] == "Return401"
    assert asked["httpSettings"]["requireHttps"] is True


def test_open_to_all_is_exactly_what_the_code_serves_to_all() -> None:
    assert sorted(signing_in()["globalValidation"]["excludedPaths"]) == sorted(anonymous_paths())


def test_the_page_loads_before_anybody_has_signed_in() -> None:
    every = ["/", "/aggregator", "/create-item", *(f"/web/{name}" for name in files(WEB))]

    assert [path for path in every if not is_open(path)] == []


def test_nothing_of_the_api_but_the_hooks_is_open() -> None:
    paths = [f"/{route.path}" for route in TABLE]

    assert [path for path in paths if is_open(path)] == []
    assert is_open("/api/hooks/ado/name")


def is_open(path: str) -> bool:
    allowed = signing_in()["globalValidation"]["excludedPaths"]
    return any(fnmatch.fnmatchcase(path, each) for each in allowed)


AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"


def test_only_our_own_entra_app_and_tenant_are_believed() -> None:
    entra = signing_in()["identityProviders"]["azureActiveDirectory"]
    client = FOUND.outputs["clientId"]

    assert (
        entra["registration"]["openIdIssuer"] == "https://login.microsoftonline.com/our-tenant/v2.0"
    )
    assert entra["validation"]["allowedAudiences"] == [client, f"api://{client}"]
    allowed = [client, AZURE_CLI]
    assert entra["validation"]["defaultAuthorizationPolicy"] == {"allowedApplications": allowed}
    assert list(signing_in()["identityProviders"]) == ["azureActiveDirectory"]


def test_who_has_a_role_is_given_a_token_by_az_without_being_asked_for_consent() -> None:
    api = FOUND.one("Microsoft.Graph/applications").body["api"]
    (scope,) = api["oauth2PermissionScopes"]

    assert scope["value"] == "user_impersonation"
    assert scope["isEnabled"] is True
    assert api["preAuthorizedApplications"] == [
        {"appId": AZURE_CLI, "delegatedPermissionIds": [scope["id"]]}
    ]


def test_no_other_app_asks_as_oneself_unless_an_administrator_lets_it() -> None:
    (scope,) = FOUND.one("Microsoft.Graph/applications").body["api"]["oauth2PermissionScopes"]

    assert scope["type"] == "Admin"


def test_instead_of_a_client_secret_the_setting_names_the_identity() -> None:
    named = signing_in()["identityProviders"]["azureActiveDirectory"]["registration"]
    settings = FOUND.one("Microsoft.Web/sites/config", "appsettings").properties

    assert settings[named["clientSecretSettingName"]] == FOUND.outputs["identityClientId"]


def test_no_tokens_of_people_are_kept() -> None:
    assert signing_in()["login"]["tokenStore"]["enabled"] is False


def test_nobody_is_believed_before_the_platform_takes_forged_principals_away() -> None:
    settings = FOUND.one("Microsoft.Web/sites/config", "appsettings").properties

    assert settings["TENANT_ID"] == "our-tenant"
    assert "signIn" in FOUND.modules["settings"].needs


def test_the_roles_are_those_that_the_code_knows() -> None:
    roles = FOUND.one("Microsoft.Graph/applications").body["appRoles"]

    assert [each["value"] for each in roles] == [role.value for role in Role]
    assert len({each["id"] for each in roles}) == len(roles)
    assert all(each["isEnabled"] and each["allowedMemberTypes"] == ["User"] for each in roles)


def test_who_was_given_no_role_does_not_get_in() -> None:
    found = FOUND.one("Microsoft.Graph/servicePrincipals")

    assert found.body["appRoleAssignmentRequired"] is True


@pytest.mark.parametrize("address", ["", "https://lockstep.contoso.com"])
def test_people_come_back_to_where_the_page_is(address: str) -> None:
    found = deployed(publicUrl=address)
    entra, home = found.one("Microsoft.Graph/applications").body, found.outputs["address"]

    assert entra["web"]["redirectUris"] == [f"{home}/.auth/login/aad/callback"]
    assert entra["spa"]["redirectUris"] == [f"{home}/signed-in"]
    assert home == (address or f"https://{found.outputs['app']}.azurewebsites.net")


def test_whoever_brings_an_entra_app_needs_no_rights_in_entra() -> None:
    found = deployed(clientId="theirs")

    assert [each for each in found.resources if each.type.startswith("Microsoft.Graph/")] == []
    assert found.outputs["clientId"] == "theirs"
    settings = found.one("Microsoft.Web/sites/config", "appsettings").properties
    assert settings["PAGE_CLIENT_ID"] == "theirs"
