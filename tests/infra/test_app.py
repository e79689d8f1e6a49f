"""The app, its plan, and what it costs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.infra.bicep import INFRA
from tests.infra.deployed import MAIN, deployed, parameters_of

HOST = json.loads((INFRA.parent / "host.json").read_text("utf-8"))


def running(**changed: Any) -> Any:
    return deployed(**changed).one("Microsoft.Web/sites").properties["functionAppConfig"]


def test_the_plan_is_flex_consumption_and_the_app_is_alone_on_it() -> None:
    found = deployed()
    plan = found.one("Microsoft.Web/serverfarms")

    assert plan.body["sku"] == {"name": "FC1", "tier": "FlexConsumption"}
    assert plan.properties["reserved"] is True
    assert found.one("Microsoft.Web/sites").properties["serverFarmId"] == plan.id


def test_everybody_comes_by_https() -> None:
    assert deployed().one("Microsoft.Web/sites").properties["httpsOnly"] is True


def test_python_is_the_newest_that_we_test_with_unless_told_otherwise() -> None:
    assert running()["runtime"] == {"name": "python", "version": "3.13"}
    assert running(pythonVersion="3.12")["runtime"]["version"] == "3.12"


def test_the_library_that_runs_python_3_13_is_pinned() -> None:
    assert "azure-functions-runtime==" in (INFRA.parent / "requirements.txt").read_text("utf-8")


def test_an_instance_has_a_thread_for_all_that_it_is_given_at_once() -> None:
    settings = deployed().one("Microsoft.Web/sites/config", "appsettings").properties
    threads = int(settings["PYTHON_THREADPOOL_THREAD_COUNT"])
    requests = running()["scaleAndConcurrency"]["triggers"]["http"]["perInstanceConcurrency"]
    queues = HOST["extensions"]["queues"]

    assert 1 < requests <= threads
    assert queues["batchSize"] + queues["newBatchThreshold"] <= threads


@pytest.mark.parametrize(
    ("count", "groups"), [(0, []), (2, [{"name": "http", "instanceCount": 2}])]
)
def test_instances_wait_for_people_where_that_is_wanted(count: int, groups: list[Any]) -> None:
    assert running(alwaysReady=count)["scaleAndConcurrency"]["alwaysReady"] == groups


def test_the_app_is_the_identity_that_has_the_rights() -> None:
    found = deployed()
    identity = found.one("Microsoft.ManagedIdentity/userAssignedIdentities")

    assert found.one("Microsoft.Web/sites").body["identity"] == {
        "type": "UserAssigned",
        "userAssignedIdentities": {identity.id: {}},
    }


def test_a_budget_tells_people_before_it_is_spent_and_moves_its_first_month_never() -> None:
    found = deployed(monthlyBudget=80, budgetStart="2026-12-01")
    budget, people = (
        found.one("Microsoft.Consumption/budgets"),
        found.one("Microsoft.Insights/actionGroups"),
    )

    assert budget.properties["amount"] == 80
    assert budget.properties["timePeriod"] == {"startDate": "2026-12-01T00:00:00Z"}
    assert parameters_of(MAIN)["budgetStart"] is None
    for told in budget.properties["notifications"].values():
        assert told["enabled"]
        assert told["threshold"] <= 100
        assert told["contactGroups"] == [people.id]


def test_the_workbook_is_the_file_beside_the_list() -> None:
    found = deployed()
    shown = found.one("Microsoft.Insights/workbooks").properties

    assert json.loads(shown["serializedData"])["items"]
    assert shown["sourceId"] == found.one("Microsoft.Insights/components").id
