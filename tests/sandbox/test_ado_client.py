"""The vendor's own Python client works against the stand-in, from discovery to moving items."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from azure.core.exceptions import DeserializationError

from sandbox.ado.discovery import resource_locations
from sandbox.ado.routes.table import all_routes
from tests.sandbox.ado_sdk import batch, clients, operation, query, refused, relates, sets
from tests.sandbox.ado_world import (
    CHILD,
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


@pytest.fixture
def office() -> Office:
    return an_office()


@pytest.fixture
def connection(office: Office, tmp_path: Path) -> Iterator[Any]:
    with clients(office, tmp_path) as found:
        yield found


@pytest.fixture
def items(connection: Any) -> Any:
    return connection.get_work_item_tracking_client()


def test_it_connects_and_learns_who_it_is_and_where(office: Office, connection: Any) -> None:
    found = connection.get_location_client().get_connection_data()

    assert found.instance_id == office.world.collection_id
    assert found.authenticated_user.provider_display_name == "Anna Keller"


def test_it_takes_the_page_to_sign_in_for_an_error(office: Office, tmp_path: Path) -> None:
    with (
        clients(office, tmp_path, "pat-nobody") as stranger,
        pytest.raises(DeserializationError, match="text/html"),
    ):
        stranger.get_location_client().get_connection_data()


def test_it_is_turned_away_where_the_service_says_401(office: Office, tmp_path: Path) -> None:
    from azure.devops.exceptions import AzureDevOpsAuthenticationError  # type: ignore[import-untyped]

    office.switch(bad_token_status=401)

    with (
        clients(office, tmp_path, "pat-nobody") as stranger,
        pytest.raises(AzureDevOpsAuthenticationError),
    ):
        stranger.get_location_client().get_connection_data()


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


def test_it_runs_a_flat_query_and_reads_what_was_found(items: Any) -> None:
    text = "SELECT [System.Id] FROM WorkItems WHERE [System.Tags] CONTAINS 'beta'"

    found = [one.id for one in items.query_by_wiql(query(text)).work_items]

    told = items.get_work_items_batch(batch(found, TITLE))
    assert [one.fields[TITLE] for one in told] == ["Pay by invoice"]


def test_it_runs_a_tree_query_and_gets_each_item_with_its_parent(items: Any) -> None:
    text = (
        "SELECT [System.Id] FROM WorkItemLinks WHERE [Source].[System.Id] = 1"
        f" AND [System.Links.LinkType] = '{CHILD}' MODE (Recursive)"
    )

    found = items.query_by_wiql(query(text))

    assert found.query_type == "tree"
    pairs = [(one.source and one.source.id, one.target.id) for one in found.work_item_relations]
    assert pairs == [(None, EPIC), (EPIC, FEATURE), (FEATURE, STORY), (STORY, TASK)]


def test_it_reads_two_hundred_items_at_once_and_no_more(items: Any) -> None:
    made = [items.create_work_item([sets(TITLE, f"Step {n}")], SHOP, "Task").id for n in range(201)]

    told = items.get_work_items_batch(batch(made[:200], TITLE))

    assert [one.fields[TITLE] for one in told] == [f"Step {n}" for n in range(200)]
    with refused("200"):
        items.get_work_items_batch(batch(made, TITLE))


def test_it_reads_nothing_where_an_item_is_not_there(items: Any) -> None:
    first, second = items.get_work_items_batch(batch([STORY, 4711], TITLE))

    assert (first.id, second) == (STORY, None)


def test_it_creates_and_updates_an_item(items: Any) -> None:
    made = items.create_work_item([sets(TITLE, "Fold it")], SHOP, "Task")
    changed = items.update_work_item([sets(TITLE, "Fold")], made.id)

    assert (made.rev, changed.rev, changed.fields[TITLE]) == (1, 2, "Fold")


def test_it_creates_an_item_below_another_with_a_way_back(items: Any) -> None:
    back = "https://lockstep.example/l/01"
    above = items.get_work_item(STORY).url
    document = [
        sets(TITLE, "Fold it"),
        relates(PARENT, above),
        relates("Hyperlink", back),
    ]

    made = items.create_work_item(document, SHOP, "Task")

    told = items.get_work_item(made.id, expand="All")
    assert told.fields["System.Parent"] == STORY
    assert {(one.rel, one.url) for one in told.relations} == {(PARENT, above), ("Hyperlink", back)}


def test_it_is_told_beforehand_what_would_be_refused(office: Office, items: Any) -> None:
    document = [sets(TITLE, "Fold it"), sets("System.State", "No such state")]

    with refused("Rule Error for field State"):
        items.create_work_item(document, SHOP, "Task", validate_only=True)
    assert office.found("[System.Title] = 'Fold it'") == []


def test_it_raises_the_services_error_on_a_stale_revision(items: Any) -> None:
    document = [operation("test", "/rev", 99), sets(TITLE, "x")]

    with refused("VS403351") as caught:
        items.update_work_item(document, OTHER_STORY)
    assert caught.value.type_key == "TestPatchOperationFailedException"
    assert items.get_work_item(OTHER_STORY).fields[TITLE] == "Pay by card"


def test_it_takes_an_item_out_from_under_its_parent_and_puts_it_back(items: Any) -> None:
    place = items.get_work_item(TASK, expand="Relations").relations[0]

    items.update_work_item([operation("remove", "/relations/0")], TASK)
    out = items.get_work_item(TASK)
    items.update_work_item([relates(place.rel, place.url)], TASK)

    assert "System.Parent" not in out.fields
    assert items.get_work_item(TASK).fields["System.Parent"] == STORY


def test_it_moves_an_item_under_another_parent_in_one_update(items: Any) -> None:
    task = items.get_work_item(TASK, expand="Relations")
    index = next(n for n, one in enumerate(task.relations) if one.rel == PARENT)

    document = [
        operation("remove", f"/relations/{index}"),
        relates(PARENT, items.get_work_item(EPIC).url),
    ]
    items.update_work_item(document, TASK)

    assert items.get_work_item(TASK).fields["System.Parent"] == EPIC


def test_it_cannot_give_an_item_a_second_parent(items: Any) -> None:
    with refused("parent|Parent"):
        items.update_work_item([relates(PARENT, items.get_work_item(EPIC).url)], TASK)

    assert items.get_work_item(TASK).fields["System.Parent"] == STORY


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
