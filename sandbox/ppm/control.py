"""Steering the stand-in from outside: switches, the log, and what only people in the app can do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from werkzeug.wrappers import Request

from sandbox.control import Controls
from sandbox.ppm import tasks, tenant
from sandbox.ppm.world import World


def controls(world: World) -> Controls:
    steering = _Steering(world)
    return {
        "GET switches": steering.switches,
        "PUT switches": steering.turn,
        "GET log": steering.log,
        "GET looks": steering.looks,
        "GET calls": steering.calls,
        "DELETE calls": steering.forget_calls,
        "GET tree": steering.tree,
        "PUT parent": steering.move,
        "DELETE task": steering.delete_task,
        "DELETE project": steering.delete_project,
        "PUT archived": steering.archive,
        "DELETE archived": steering.bring_back,
        "PUT token": steering.change_token,
    }


class _Steering:
    """Each route takes the lock itself: control stands in front of everything that would."""

    def __init__(self, world: World) -> None:
        self._world = world

    def switches(self, request: Request) -> Any:
        return self._world.switches.as_json()

    def turn(self, request: Request) -> Any:
        return self._world.turn(**request.get_json(force=True)).as_json()

    def log(self, request: Request) -> Any:
        return self._world.written(request.args.get("after", 0, type=int))

    def looks(self, request: Request) -> Any:
        """When tasks were read and by whom; null for a whole list."""
        with self._world.lock:
            return list(self._world.looks)

    def calls(self, request: Request) -> Any:
        with self._world.lock:
            return dict(self._world.calls)

    def forget_calls(self, request: Request) -> None:
        with self._world.lock:
            self._world.calls.clear()

    def tree(self, request: Request) -> Any:
        """?project= : the parent of each native task, whatever the API can tell of it."""
        with self._world.lock:
            held = self._world.project(request.args["project"]).tasks.values()
            return {task.id: task.parent for task in held if task.native}

    def move(self, request: Request) -> None:
        """{"task", "parent"}: drag a task, null to the root."""
        told = request.get_json(force=True)
        with self._world.lock:
            task = self._world.task(told["task"])
            tasks.move(self._world, task, told["parent"], self._author(request))

    def delete_task(self, request: Request) -> None:
        """?id= : with everything below it."""
        with self._world.lock:
            task = self._world.task(request.args["id"])
            tasks.delete(self._world, task, self._author(request))

    def delete_project(self, request: Request) -> None:
        with self._world.lock:
            project = self._world.project(request.args["id"])
            tenant.delete_project(self._world, project, self._author(request))

    def archive(self, request: Request) -> None:
        """?id= of a project."""
        with self._world.lock:
            project = self._world.project(request.args["id"])
            tenant.archive_project(self._world, project, self._author(request))

    def bring_back(self, request: Request) -> None:
        """?id= of a project that our token may see again: nobody in the product can do it."""
        with self._world.lock:
            self._world.project(request.args["id"]).archived = False

    def change_token(self, request: Request) -> None:
        """{"token", "expires"?, "scopes"?}: as if it had been made that way."""
        told = request.get_json(force=True)
        with self._world.lock:
            token = self._world.tokens[told["token"]]
            expires = datetime.fromisoformat(told.get("expires", token.expires.isoformat()))
            expires = expires.astimezone(UTC)
            scopes = tuple(told.get("scopes", token.scopes))
            changed = replace(token, expires=expires, scopes=scopes)
            self._world.tokens[token.secret] = changed

    def _author(self, request: Request) -> tasks.Author:
        """Whose token is sent along; without one it was Anna, in the app."""
        secret = request.headers.get("Authorization", "").removeprefix("Bearer ")
        token = self._world.tokens.get(secret)
        return tasks.Author(token.account.name if token else "anna", "app")
