"""Webhooks: at most fifty, each told of its kinds of event by one POST per event.

There is no retry: what the public record does not promise, nobody should lean on.
"""

from __future__ import annotations

import json
from typing import Any

from sandbox.courier import Delivery
from sandbox.ppm import wire
from sandbox.ppm.projects import Project, Task
from sandbox.ppm.refusals import Refused, not_found
from sandbox.ppm.switches import HookShape
from sandbox.ppm.world import Webhook, World

MOST = 50
EVENTS = frozenset(
    f"{entity}:{what}"
    for entity in ("Task", "Project", "Idea", "KeyDate")
    for what in ("Created", "Updated", "Deleted")
)


def register(world: World, sent: Any) -> Webhook:
    wrong = _wrong(sent)
    if wrong:
        raise Refused(400, "The webhook is not valid", wrong)
    if len(world.webhooks) >= MOST:
        raise Refused(400, f"A tenant has at most {MOST} webhooks")
    headers = tuple((one["name"], one["value"]) for one in sent["headers"])
    events = tuple(sent["eventTypes"])
    made = Webhook(world.new_id("webhook"), events, headers, sent["httpVerb"], sent["url"])
    world.webhooks[made.id] = made
    return made


def find(world: World, key: str) -> Webhook:
    found = world.webhooks.get(key)
    if found is None:
        raise not_found(f"Webhook {key}")
    return found


def remove(world: World, key: str) -> None:
    del world.webhooks[find(world, key).id]


def announce_task(world: World, what: str, task: Task) -> None:
    entity = wire.task(world, task)
    _announce(world, f"Task:{what}", {"ProjectId": task.project, "TaskId": task.id}, entity)


def announce_project(world: World, what: str, project: Project) -> None:
    entity = wire.project(world, project)
    _announce(world, f"Project:{what}", {"ProjectId": project.id}, entity)


def _announce(world: World, event: str, ids: dict[str, str], entity: dict[str, Any]) -> None:
    told = _data(world.switches.webhook_data, ids, entity)
    for webhook in world.webhooks.values():
        if event in webhook.events:
            world.send(_delivery(world, webhook, told))


def _data(shape: HookShape, ids: dict[str, str], entity: dict[str, Any]) -> Any:
    shapes: dict[HookShape, Any] = {
        HookShape.PROJECT_AND_TASK: ids,
        HookShape.ID: {"Id": entity["id"]},
        HookShape.FULL: entity,
        HookShape.ARRAY: [ids],
        HookShape.EMPTY: {},
        HookShape.CAMEL: {key[0].lower() + key[1:]: one for key, one in ids.items()},
    }
    return shapes[shape]


def _delivery(world: World, webhook: Webhook, told: Any) -> Delivery:
    message = world.new_id("message")
    body = {"WebhookId": webhook.id, "MessageId": message, "Data": told}
    headers = {"Content-Type": "application/json", **dict(webhook.headers)}
    return Delivery(webhook.url, json.dumps(body).encode(), headers, _never_again)


def _never_again(attempts: int, status: int | None) -> float | None:
    return None


def _wrong(sent: Any) -> dict[str, str]:
    if not isinstance(sent, dict):
        return {"body": "an object is expected"}
    checks = {
        "eventTypes": _are_events(sent.get("eventTypes")),
        "headers": _are_headers(sent.get("headers")),
        "httpVerb": sent.get("httpVerb") == "POST",
        "url": str(sent.get("url")).startswith(("http://", "https://")),
    }
    return {name: "is missing or not valid" for name, right in checks.items() if not right}


def _are_events(sent: Any) -> bool:
    return isinstance(sent, list) and bool(sent) and all(one in EVENTS for one in sent)


def _are_headers(sent: Any) -> bool:
    return isinstance(sent, list) and all(
        isinstance(one, dict)
        and isinstance(one.get("name"), str)
        and isinstance(one.get("value"), str)
        for one in sent
    )
