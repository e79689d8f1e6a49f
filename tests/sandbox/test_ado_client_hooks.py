"""The vendor's own Python client keeps its service hooks in the stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.ado_sdk import clients, refused
from tests.sandbox.ado_world import SHOP, Office, an_office

ADDRESS = "https://lockstep.example/hooks/ado"


@pytest.fixture
def office() -> Office:
    return an_office()


@pytest.fixture
def hooks(office: Office, tmp_path: Path) -> Iterator[Any]:
    with clients(office, tmp_path) as found:
        yield found.get_service_hooks_client()


def wish(event: str = "workitem.updated", **inputs: str) -> Any:
    from azure.devops.v7_1.service_hooks.models import Subscription  # type: ignore[import-untyped]

    return Subscription(
        publisher_id="tfs",
        event_type=event,
        resource_version="1.0",
        consumer_id="webHooks",
        consumer_action_id="httpRequest",
        publisher_inputs={"projectId": "", **inputs},
        consumer_inputs={"url": ADDRESS, "httpHeaders": "X-Lockstep-Key:secret"},
    )


def test_a_subscription_that_was_made_is_found_by_its_id_and_in_the_list(hooks: Any) -> None:
    made = hooks.create_subscription(wish())

    found = hooks.get_subscription(made.id)
    assert (found.status, found.event_type) == ("enabled", "workitem.updated")
    assert [one.id for one in hooks.list_subscriptions()] == [made.id]


def test_the_list_can_be_narrowed_to_an_event(hooks: Any) -> None:
    hooks.create_subscription(wish())
    wanted = hooks.create_subscription(wish("workitem.created"))

    found = hooks.list_subscriptions(event_type="workitem.created", consumer_id="webHooks")

    assert [one.id for one in found] == [wanted.id]


def test_a_subscription_never_tells_its_secret(hooks: Any) -> None:
    made = hooks.create_subscription(wish())

    assert "secret" not in hooks.get_subscription(made.id).consumer_inputs["httpHeaders"]


def test_a_subscription_is_replaced_as_a_whole_and_keeps_its_id(office: Office, hooks: Any) -> None:
    made = hooks.create_subscription(wish())
    shop = next(one.id for one in office.world.projects.values() if one.name == SHOP)

    changed = hooks.replace_subscription(wish("workitem.deleted", projectId=shop), made.id)

    assert changed.id == made.id
    found = hooks.get_subscription(made.id)
    assert (found.event_type, found.publisher_inputs["projectId"]) == ("workitem.deleted", shop)


def test_a_subscription_that_was_deleted_is_gone(hooks: Any) -> None:
    made = hooks.create_subscription(wish())

    hooks.delete_subscription(made.id)

    assert hooks.list_subscriptions() == []
    with refused("could not be found"):
        hooks.get_subscription(made.id)


def test_a_test_notification_is_sent_to_a_subscription_and_listed(hooks: Any) -> None:
    from azure.devops.v7_1.service_hooks.models import Notification

    made = hooks.create_subscription(wish())

    sent = hooks.create_test_notification(Notification(subscription_id=made.id))

    assert sent.details.event.resource["revision"]["id"] == 5
    assert [one.id for one in hooks.get_notifications(made.id)] == [sent.id]


def test_whoever_may_not_edit_subscriptions_is_refused(office: Office, tmp_path: Path) -> None:
    with clients(office, tmp_path, "pat-nohooks") as found:
        hooks = found.get_service_hooks_client()

        with refused("Edit Subscription") as caught:
            hooks.create_subscription(wish())
    assert caught.value.type_key == "AccessCheckException"


def test_an_event_that_does_not_exist_is_refused(hooks: Any) -> None:
    with refused("no such event type"):
        hooks.create_subscription(wish("workitem.forgotten"))
