"""The vendor's own Python client works against the stand-in, from discovery to subscriptions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.ado.discovery import resource_locations
from sandbox.ado.routes.table import all_routes
from sandbox.server import Server
from tests.sandbox.ado_world import (
    EPIC,
    FEATURE,
    OTHER_STORY,
    PARENT,
    SHOP,
    STORY,
    TASK,
    Office,
    an_office,
)

TITLE = "System.Title"


@pytest.fixture(scope="module")
def office() -> Office:
    return an_office()


@pytest.fixture(scope="module")
def connection(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The client remembers what it discovered on disk, so it must do so in a fresh place."""
    with pytest.MonkeyPatch.context() as patch, Server(office.app) as server:
        patch.setenv("AZURE_DEVOPS_CACHE_DIR", str(tmp_path_factory.mktemp("discovered")))
        from azure.devops.connection import Connection  # type: ignore[import-untyped]
        from msrest.authentication import BasicAuthentication

        credentials = BasicAuthentication("", "pat-anna")
        yield Connection(base_url=f"{server.url}/Contoso", creds=credentials).clients_v7_1


@pytest.fixture
def items(connection: Any) -> Any:
    return connection.get_work_item_tracking_client()


def operation(op: str, path: str, value: Any = None) -> Any:
    from azure.devops.v7_1.work_item_tracking.models import JsonPatchOperation  # type: ignore[import-untyped]

    return JsonPatchOperation(op=op, path=path, value=value)


def test_it_lists_projects_teams_and_settings(connection: Any) -> None:
    from azure.devops.v7_1.work.models import TeamContext  # type: ignore[import-untyped]

    core, work = connection.get_core_client(), connection.get_work_client()
    place = TeamContext(project=SHOP, team="Web")

    assert [one.name for one in core.get_projects()] == ["Attic", SHOP]
    assert core.get_project(SHOP, include_capabilities=True).capabilities
    assert [one.name for one in core.get_teams(SHOP)] == ["Shop Team", "Web"]
    assert work.get_team_field_values(place).default_value == "Shop\\Web"
    assert len(work.get_team_iterations(place)) == 3
    assert work.get_backlog_configurations(place).task_backlog.rank == 1


def test_it_runs_a_query_and_reads_what_was_found(items: Any) -> None:
    from azure.devops.v7_1.work_item_tracking.models import Wiql, WorkItemBatchGetRequest

    text = "SELECT [System.Id] FROM WorkItems WHERE [System.Tags] CONTAINS 'beta'"
    found = items.query_by_wiql(Wiql(query=text)).work_items
    wish = WorkItemBatchGetRequest(ids=[one.id for one in found], fields=[TITLE])

    assert [one.fields[TITLE] for one in items.get_work_items_batch(wish)] == ["Pay by invoice"]


def test_it_creates_and_updates_an_item(items: Any) -> None:
    made = items.create_work_item([operation("add", f"/fields/{TITLE}", "Fold it")], SHOP, "Task")
    changed = items.update_work_item([operation("add", f"/fields/{TITLE}", "Fold")], made.id)

    assert (made.rev, changed.rev, changed.fields[TITLE]) == (1, 2, "Fold")


def test_it_raises_the_services_error_on_a_stale_revision(items: Any) -> None:
    from azure.devops.exceptions import AzureDevOpsServiceError  # type: ignore[import-untyped]

    document = [operation("test", "/rev", 99), operation("add", f"/fields/{TITLE}", "x")]

    with pytest.raises(AzureDevOpsServiceError, match="VS403351") as caught:
        items.update_work_item(document, OTHER_STORY)
    assert caught.value.type_key == "TestPatchOperationFailedException"


def test_it_moves_an_item_under_another_parent(items: Any) -> None:
    task = items.get_work_item(TASK, expand="Relations")
    index = next(n for n, one in enumerate(task.relations) if one.rel == PARENT)
    value = {"rel": PARENT, "url": items.get_work_item(EPIC).url}

    document = [
        operation("remove", f"/relations/{index}"),
        operation("add", "/relations/-", value),
    ]
    items.update_work_item(document, TASK)

    assert items.get_work_item(TASK).fields["System.Parent"] == EPIC


def test_it_reads_history_feeds_and_trees(items: Any) -> None:
    assert items.get_updates(FEATURE)[0].rev == 1
    assert items.get_revisions(FEATURE)[0].id == FEATURE
    assert items.read_reporting_revisions_get(SHOP)
    assert len(items.get_root_nodes(SHOP, depth=2)) == 2
    assert items.get_queries(SHOP, depth=1)[1].children
    assert items.get_comments(SHOP, STORY).total_count == 0


def test_it_reads_types_and_fields(items: Any) -> None:
    names = [one.name for one in items.get_work_item_types(SHOP)]

    assert "User Story" in names
    assert items.get_work_item_type_states(SHOP, "Task")[0].category == "Proposed"
    assert items.get_work_item_type_fields_with_references(SHOP, "Task", expand="all")
    assert items.get_work_item_field(TITLE).reference_name == TITLE


def test_it_finds_people(connection: Any) -> None:
    graph, identity = connection.get_graph_client(), connection.get_identity_client()

    assert len(graph.list_users().graph_users) > 3
    found = identity.read_identities(search_filter="General", filter_value="ben@contoso.example")
    assert found[0].provider_display_name == "Ben Okafor"


def test_it_subscribes_and_unsubscribes(connection: Any) -> None:
    from azure.devops.v7_1.service_hooks.models import Subscription  # type: ignore[import-untyped]

    hooks = connection.get_service_hooks_client()
    wish = Subscription(
        publisher_id="tfs",
        event_type="workitem.updated",
        consumer_id="webHooks",
        consumer_action_id="httpRequest",
        publisher_inputs={"projectId": ""},
        consumer_inputs={"url": "http://127.0.0.1:9/"},
    )

    made = hooks.create_subscription(wish)

    assert hooks.get_subscription(made.id).status == "enabled"
    hooks.delete_subscription(made.id)
    assert hooks.list_subscriptions() == []


def test_resource_locations_are_those_the_service_told_in_a_recording() -> None:
    place = Path(__file__).parents[3] / "shared/contracts/azure-devops/sdk-discovery"
    if not place.is_dir():
        pytest.skip(f"no recordings at {place}")
    told: dict[str, Any] = {}
    for path in place.glob("options_apis.*.json"):
        values = json.loads(path.read_text(encoding="utf-8-sig"))["value"]
        told |= {one["id"]: one for one in values}

    for one in resource_locations(all_routes())["value"]:
        recorded = told[one["id"]]
        same = ("area", "resourceName", "routeTemplate", "resourceVersion")
        assert {name: str(one[name]) for name in same} == {
            name: str(recorded[name]) for name in same
        }
