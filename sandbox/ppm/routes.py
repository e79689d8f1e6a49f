"""The routes of the public API, one line each, and what each of them answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Response

from sandbox.ppm import answers, hooks, tasks, tenant, wire
from sandbox.ppm.fields import catalogue
from sandbox.ppm.people import Token
from sandbox.ppm.projects import Project
from sandbox.ppm.refusals import Refused, not_found
from sandbox.ppm.switches import UnknownProject
from sandbox.ppm.world import World


@dataclass(frozen=True)
class Call:
    world: World
    token: Token
    ids: Mapping[str, str]
    body: Any

    @property
    def author(self) -> tasks.Author:
        return tasks.Author(self.token.account.name)

    def project(self) -> Project:
        return self.world.project(self.ids["id"])

    def open_map(self, name: str) -> dict[str, Any]:
        """`attributes` for something new, `updates` for a change; the other one is a mistake."""
        found = self.body.get(name) if isinstance(self.body, dict) else None
        if not isinstance(found, dict):
            raise Refused(400, f"The body must be an object with {name!r}", {name: "is missing"})
        return found


def _me(call: Call) -> Response:
    return answers.enveloped(wire.me(call.token))


def _fields(call: Call) -> Response:
    found = catalogue(call.ids["entity"], call.world.switches)
    if found is None:
        raise Refused(400, f"The entity {call.ids['entity']} is not supported")
    return answers.enveloped([wire.field(call.world, one) for one in found.values()])


def _projects(call: Call) -> Response:
    shown = (one for one in call.world.projects.values() if not one.archived)
    return answers.enveloped([wire.project(call.world, one) for one in shown])


def _project(call: Call) -> Response:
    return answers.enveloped(wire.project(call.world, call.project()))


def _new_project(call: Call) -> Response:
    made = tenant.create_project(call.world, call.open_map("attributes"), call.author)
    return answers.enveloped(wire.project(call.world, made), 201)


def _changed_project(call: Call) -> Response:
    updates = call.open_map("updates")
    changed = tenant.update_project(call.world, call.project(), updates, call.author)
    return answers.enveloped(wire.project(call.world, changed))


def _tasks(call: Call) -> Response:
    found = call.world.projects.get(call.ids["id"])
    if found is None:
        return _unknown_list(call)
    if found.archived:
        raise not_found(f"Project {found.id}")
    return answers.raw(wire.tasks(call.world, found))


def _unknown_list(call: Call) -> Response:
    how = call.world.switches.unknown_project_list
    if how is UnknownProject.EMPTY:
        return answers.enveloped([])
    raise Refused(int(how), f"Project {call.ids['id']} is not there for you")


def _task(call: Call) -> Response:
    found = call.world.task(call.ids["task"], call.ids["id"])
    return answers.enveloped(wire.task(call.world, found))


def _new_task(call: Call) -> Response:
    made = tasks.create(call.world, call.project(), call.open_map("attributes"), call.author)
    if call.world.switches.post_timeout_but_created:
        raise ConnectionResetError("the task was made, and its answer lost")
    return answers.enveloped(wire.task(call.world, made), 201)


def _changed_task(call: Call) -> Response:
    found = call.world.task(call.ids["task"], call.ids["id"])
    changed = tasks.update(call.world, found, call.open_map("updates"), call.author)
    return answers.enveloped(wire.task(call.world, changed))


def _resources(call: Call) -> Response:
    return answers.enveloped([wire.resource(call.world, r) for r in call.world.resources.values()])


def _resource(call: Call) -> Response:
    return answers.enveloped(
        wire.resource(call.world, tenant.find_resource(call.world, call.ids["id"]))
    )


def _new_resource(call: Call) -> Response:
    made = tenant.create_resource(call.world, call.open_map("attributes"), call.author)
    return answers.enveloped(wire.resource(call.world, made), 201)


def _changed_resource(call: Call) -> Response:
    found = tenant.find_resource(call.world, call.ids["id"])
    changed = tenant.update_resource(call.world, found, call.open_map("updates"), call.author)
    return answers.enveloped(wire.resource(call.world, changed))


def _users(call: Call) -> Response:
    return answers.enveloped([wire.user(call.world, one) for one in call.world.accounts.values()])


def _user(call: Call) -> Response:
    found = call.world.accounts.get(call.ids["id"])
    if found is None:
        raise not_found(f"User {call.ids['id']}")
    return answers.enveloped(wire.user(call.world, found))


def _settings(call: Call) -> Response:
    return answers.enveloped({"timeZone": "UTC", "currency": "EUR", "dateFormat": "YYYY-MM-DD"})


def _work_week(call: Call) -> Response:
    return answers.enveloped(wire.work_week())


def _exceptions(call: Call) -> Response:
    return answers.enveloped(wire.exceptions(call.world))


def _webhooks(call: Call) -> Response:
    return answers.enveloped([wire.webhook(one) for one in call.world.webhooks.values()])


def _webhook(call: Call) -> Response:
    return answers.enveloped(wire.webhook(hooks.find(call.world, call.ids["id"])))


def _new_webhook(call: Call) -> Response:
    made = hooks.register(call.world, call.body)
    answer = answers.enveloped(wire.webhook(made), 201)
    answer.headers["Location"] = f"/v1.0/Webhooks/{made.id}"
    return answer


def _removed_webhook(call: Call) -> Response:
    hooks.remove(call.world, call.ids["id"])
    return Response(status=204)


def _removed_webhooks(call: Call) -> Response:
    """No id means everybody's, as documented: this is why a client must never send none."""
    call.world.webhooks.clear()
    return Response(status=204)


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    answer: Callable[[Call], Response]
    scope: str | None = None
    administrators_only: bool = False


ROUTES = (
    Route("GET", "/Me", _me),
    Route("GET", "/Fields/<entity>", _fields, "Read Fields"),
    Route("GET", "/Projects", _projects, "Read Projects"),
    Route("POST", "/Projects", _new_project, "Write Projects"),
    Route("GET", "/Projects/<id>", _project, "Read Projects"),
    Route("PATCH", "/Projects/<id>", _changed_project, "Write Projects"),
    Route("GET", "/projects/<id>/tasks", _tasks, "Read Tasks"),
    Route("POST", "/projects/<id>/tasks", _new_task, "Write Tasks"),
    Route("GET", "/projects/<id>/tasks/<task>", _task, "Read Tasks"),
    Route("PATCH", "/projects/<id>/tasks/<task>", _changed_task, "Write Tasks"),
    Route("GET", "/Resources", _resources, "Read Resources"),
    Route("POST", "/Resources", _new_resource, "Write Resources"),
    Route("GET", "/Resources/<id>", _resource, "Read Resources"),
    Route("PATCH", "/Resources/<id>", _changed_resource, "Write Resources"),
    Route("GET", "/users", _users, "Read Settings"),
    Route("GET", "/users/<id>", _user, "Read Settings"),
    Route("GET", "/settings", _settings, "Read Settings"),
    Route("GET", "/calendar/workweekhours", _work_week, "Read Settings"),
    Route("GET", "/calendar/exceptions", _exceptions, "Read Settings"),
    Route("GET", "/Webhooks", _webhooks, administrators_only=True),
    Route("POST", "/Webhooks", _new_webhook, administrators_only=True),
    Route("DELETE", "/Webhooks", _removed_webhooks, administrators_only=True),
    Route("GET", "/Webhooks/<id>", _webhook, administrators_only=True),
    Route("DELETE", "/Webhooks/<id>", _removed_webhook, administrators_only=True),
)
