"""What goes out: each thing in the world as the JSON of the vendor's contract."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sandbox.ppm.fields import PROJECT_FIELDS, RESOURCE_FIELDS, Field, task_fields
from sandbox.ppm.ids import stable_id
from sandbox.ppm.people import Account, Resource, Token
from sandbox.ppm.projects import Project, Task
from sandbox.ppm.switches import Hierarchy
from sandbox.ppm.values import show, shown_options
from sandbox.ppm.workdays import DAY, HOURS_A_DAY
from sandbox.ppm.world import Webhook, World

# Made once: json.dumps would make one for each of ten thousand tasks.
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def task(world: World, shown: Task) -> dict[str, Any]:
    fields = task_fields(world.switches)
    values = {**shown.values, **_place(world, shown)}
    found = {"attributes": attributes(world, fields, values), "sourceType": shown.source}
    baseline = {"baseline": shown.baseline} if shown.baseline else {}
    return {"id": shown.id, **found, **baseline}


def tasks(world: World, project: Project) -> bytes:
    """The whole list, each task serialised once until it changes: 10,000 of them take no time."""
    return b'{"data":[' + b",".join(_wire(world, one) for one in _in_order(world, project)) + b"]}"


def _in_order(world: World, project: Project) -> Iterable[Task]:
    foreign = [t for t in project.tasks.values() if not t.native and world.switches.foreign_tasks]
    if world.switches.hierarchy is Hierarchy.OUTLINE:
        return [project.tasks[key] for key in project.wbs()] + foreign
    return [t for t in project.tasks.values() if t.native] + foreign


def _wire(world: World, shown: Task) -> bytes:
    if shown.wire is None:
        shown.wire = _ENCODE(task(world, shown)).encode()
    return shown.wire


def _place(world: World, shown: Task) -> dict[str, Any]:
    """Where in the tree it stands, in the words the hierarchy switch allows."""
    hierarchy = world.switches.hierarchy
    if hierarchy is Hierarchy.REFERENCE:
        return {"ParentId": shown.parent}
    if hierarchy is Hierarchy.REFERENCE_OBJECT:
        return {"ParentTask": shown.parent}
    if hierarchy is Hierarchy.OUTLINE and shown.native:
        wbs = world.projects[shown.project].wbs()[shown.id]
        return {"OutlineLevel": wbs.count(".") + 1, "WBS": wbs}
    return {}


def attributes(
    world: World, fields: Mapping[str, Field], values: Mapping[str, Any]
) -> dict[str, Any]:
    omit = world.switches.omit_empty
    return {
        key: show(field, value, world)
        for key, field in fields.items()
        if (value := values.get(key)) is not None or not omit
    }


def project(world: World, shown: Project) -> dict[str, Any]:
    return {"id": shown.id, "attributes": attributes(world, PROJECT_FIELDS, shown.values)}


def resource(world: World, shown: Resource) -> dict[str, Any]:
    return {"id": shown.id, "attributes": attributes(world, RESOURCE_FIELDS, shown.values)}


def field(world: World, shown: Field) -> dict[str, Any]:
    settings: dict[str, Any] = {"isRichText": True} if shown.rich else {}
    if shown.options:
        settings["options"] = shown_options(shown, world)
    if shown.most is not None:
        settings |= {"minimum": 0, "maximum": shown.most}
    return {
        "key": shown.key,
        "label": shown.label,
        "type": shown.type.value,
        "isMultiChoice": shown.multi,
        "isReadonly": shown.readonly,
        "settings": settings,
    }


def me(token: Token) -> dict[str, Any]:
    made = {
        "id": token.id,
        "name": token.secret.removeprefix("ppm-"),
        "expirationDate": token.expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "scopes": list(token.scopes),
    }
    account = token.account
    return {"id": account.id, "logonAccount": account.mail, "email": account.mail, "token": made}


def user(world: World, account: Account) -> dict[str, Any]:
    linked = world.resource_of(account.mail)
    return {
        "id": account.id,
        "logonAccount": account.mail,
        "email": account.mail,
        "fullName": account.full_name,
        "resourceId": linked.id if linked else None,
    }


def webhook(shown: Webhook) -> dict[str, Any]:
    return {
        "id": shown.id,
        "eventTypes": list(shown.events),
        "headers": [{"name": name, "value": value} for name, value in shown.headers],
        "httpVerb": shown.verb,
        "url": shown.url,
    }


def work_week() -> dict[str, Any]:
    monday = date(2024, 1, 1)
    week = (monday + n * DAY for n in range(7))
    return {day.strftime("%A").lower(): HOURS_A_DAY * (day.weekday() < 5) for day in week}


def exceptions(world: World) -> list[dict[str, Any]]:
    days = sorted(world.calendar.exceptions)
    return [{"id": stable_id("exception", day), "date": str(day), "hours": 0} for day in days]
