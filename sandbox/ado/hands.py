"""What people do in the browser, done in the same process: for tests and demos."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.ado import binning, saving
from sandbox.ado.items import PARENT, Item
from sandbox.ado.people import Person
from sandbox.ado.rendering import seen_relations
from sandbox.ado.saving import How
from sandbox.ado.world import World

_HOW = How("hands")


class Hands:
    """One person at work; what they do is logged, told to hooks, and refused as over HTTP."""

    def __init__(self, world: World, token: str = "pat-anna") -> None:
        self._world = world
        found = world.people.of_token(token)
        if found is None:
            raise LookupError(f"nobody has the token {token}")
        self.who: Person = found

    def create(
        self, project: str, kind: str, fields: Mapping[str, Any], parent: int | None = None
    ) -> int:
        document = [*_sets(fields), *([] if parent is None else [_link(parent)])]
        with self._world.change():
            place = self._world.find_project(project)
            return saving.create(self._world, self.who, place, kind, document, _HOW).id

    def edit(self, key: int, fields: Mapping[str, Any]) -> int:
        """The revision the item has afterwards."""
        return self._patch(key, _sets(fields)).rev

    def move(self, key: int, parent: int | None) -> None:
        """Under another parent, or to the top."""
        with self._world.change():
            relations = seen_relations(self._world, self._world.item(key))
            document: list[dict[str, Any]] = [
                {"op": "remove", "path": f"/relations/{index}"}
                for index, one in enumerate(relations)
                if one.rel == PARENT
            ]
            if parent is not None:
                document.append(_link(parent))
            if document:
                self._patch(key, document)

    def delete(self, key: int) -> None:
        with self._world.change():
            binning.delete(self._world, self.who, self._world.item(key), "hands")

    def restore(self, key: int) -> None:
        with self._world.change():
            binning.restore(self._world, self.who, binning.in_bin(self._world, key), "hands")

    def destroy(self, key: int) -> None:
        """For good, out of the recycle bin."""
        with self._world.change():
            binning.destroy(self._world, self.who, binning.in_bin(self._world, key), "hands")

    def _patch(self, key: int, document: list[dict[str, Any]]) -> Item:
        with self._world.change():
            return saving.update(self._world, self.who, self._world.item(key), document, _HOW)


def _sets(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"op": "add", "path": f"/fields/{ref}", "value": value} for ref, value in fields.items()
    ]


def _link(parent: int) -> dict[str, Any]:
    value = {"rel": PARENT, "url": f"/_apis/wit/workItems/{parent}"}
    return {"op": "add", "path": "/relations/-", "value": value}
