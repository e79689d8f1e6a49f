"""Who may do what: the app no more than it needs, each right for a reason."""

from __future__ import annotations

import pytest

from tests.infra.deployed import Resource, deployed

ASSIGNED = "Microsoft.Authorization/roleAssignments"
MAY = {
    ("Microsoft.Storage/storageAccounts", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"),
    ("Microsoft.Storage/storageAccounts", "974c5e8b-45b9-4653-ba55-5f855dd0fb88"),
    ("Microsoft.Storage/storageAccounts", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"),
    ("Microsoft.Insights/components", "3913510d-42f4-4e42-8a64-420c390055eb"),
    ("Microsoft.KeyVault/vaults", "the role of our own"),
}
"""Storage Blob Data Owner, Storage Queue Data Contributor, Storage Table Data Contributor,
Monitoring Metrics Publisher, and ours."""

FOUND = deployed(privateNetwork=True)
OURS = FOUND.one("Microsoft.Authorization/roleDefinitions")


def role(assigned: Resource) -> str:
    named = str(assigned.properties["roleDefinitionId"]).rpartition("/")[2]
    return "the role of our own" if named == OURS.name else named


def test_the_app_has_these_rights_and_no_other() -> None:
    found = [(each.body["scope"].type, role(each)) for each in FOUND.of(ASSIGNED)]

    assert len(found) == len(MAY)
    assert set(found) == MAY


@pytest.mark.parametrize("assigned", FOUND.of(ASSIGNED), ids=lambda each: each.symbol)
def test_each_right_is_the_apps_on_one_thing_and_says_why(assigned: Resource) -> None:
    assert assigned.properties["principalId"] == FOUND.outputs["identityPrincipalId"]
    assert assigned.properties["principalType"] == "ServicePrincipal"
    assert assigned.id.startswith(assigned.body["scope"].id)
    assert ": the " in assigned.comment


def test_the_role_of_our_own_gets_and_sets_secrets_and_that_is_all() -> None:
    (allowed,) = OURS.properties["permissions"]

    assert allowed == {
        "actions": [],
        "notActions": [],
        "dataActions": [
            "Microsoft.KeyVault/vaults/secrets/getSecret/action",
            "Microsoft.KeyVault/vaults/secrets/setSecret/action",
        ],
        "notDataActions": [],
    }


def test_the_role_of_our_own_can_be_given_in_this_group_only() -> None:
    group = FOUND.one("Microsoft.Resources/resourceGroups")

    assert OURS.properties["assignableScopes"] == [group.id]


def test_the_history_goes_to_a_log_that_keeps_it_and_that_the_app_may_only_add_to() -> None:
    log = FOUND.one("Microsoft.OperationalInsights/workspaces")
    rights = [
        each
        for each in FOUND.of(ASSIGNED)
        if each.body["scope"].type.startswith("Microsoft.Insights")
    ]

    assert FOUND.one("Microsoft.Insights/components").properties["WorkspaceResourceId"] == log.id
    assert [role(each) for each in rights] == ["3913510d-42f4-4e42-8a64-420c390055eb"]
    assert not [each for each in FOUND.of(ASSIGNED) if each.body["scope"].id == log.id]
    assert "workspaceCapping" not in log.properties
    assert FOUND.one(f"{log.type}/tables", "AppTraces").properties["totalRetentionInDays"] >= 365


def test_what_is_done_to_vault_storage_log_and_app_is_told_to_the_log() -> None:
    log = FOUND.one("Microsoft.OperationalInsights/workspaces")
    told = FOUND.of("Microsoft.Insights/diagnosticSettings")

    assert {each.properties["workspaceId"] for each in told} == {log.id}
    assert sorted(
        (each.body["scope"].type, each.properties["logs"][0]["category"]) for each in told
    ) == [
        ("Microsoft.KeyVault/vaults", "AuditEvent"),
        ("Microsoft.OperationalInsights/workspaces", "Audit"),
        ("Microsoft.Storage/storageAccounts/blobServices", "StorageDelete"),
        ("Microsoft.Storage/storageAccounts/tableServices", "StorageDelete"),
        ("Microsoft.Web/sites", "FunctionAppLogs"),
    ]
    assert all(log["enabled"] for each in told for log in each.properties["logs"])
