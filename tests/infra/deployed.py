"""What a deployment brings about: every resource of main.bicep and of its modules, with its name
and its properties worked out for one set of parameters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from lark import Tree

from tests.infra.bicep import INFRA, Answer, Expressions, Node, parsed

MAIN = INFRA / "main.bicep"
EXAMPLE = INFRA / "tenants" / "example.parameters.json"


def parameters(path: Path = EXAMPLE) -> dict[str, Any]:
    told = json.loads(path.read_text("utf-8"))["parameters"]
    return {name: each["value"] for name, each in told.items()}


def deployed(**changed: Any) -> Deployment:
    """The example tenant, with other parameters where the test wants them."""
    return Deployment(MAIN, {**parameters(), **changed}, "/subscriptions/here")


@dataclass
class Resource:
    """One of them. `body` is all that Bicep says of it, `id` is where it is found."""

    file: Path
    symbol: str
    type: str
    version: str
    body: Mapping[str, Any]
    id: str
    exists: bool = False

    @property
    def name(self) -> str:
        return str(self.body.get("name", ""))

    @property
    def properties(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.body.get("properties", {})
        return found

    @property
    def comment(self) -> str:
        """What stands right above it."""
        before = self.file.read_text("utf-8").split(f"\nresource {self.symbol} ")[0]
        lines = []
        for line in reversed(before.split("\n")):
            if not line.startswith("//"):
                break
            lines.append(line.removeprefix("//").strip())
        return " ".join(reversed(lines))

    def __getitem__(self, key: str) -> Any:
        known = {"id": self.id, "name": self.name}
        return known[key] if key in known else Answer(f"<{self.type}.{key}>")


@dataclass
class Module:
    """A module as it is asked for; `needs` is all that it waits for."""

    symbol: str
    inside: Deployment | None
    needs: set[str] = field(default_factory=set)

    def __getitem__(self, key: str) -> Any:
        assert key == "outputs", key
        assert self.inside, f"{self.symbol} is asked and not deployed"
        return self.inside.outputs


class Deployment:
    """A file with its parameters, deployed to a scope."""

    def __init__(self, path: Path, given: Mapping[str, Any], scope: str) -> None:
        self.path, self.given, self.scope = path, given, scope
        self._said = {str(each.children[1]): each for each in self._all("param", "var")}
        self._made = {str(each.children[1]): each for each in self._all("resource", "module")}
        self._known: dict[str, Any] = {}
        self._asked: set[str] = set()
        unknown = set(given) - {str(each.children[1]) for each in self._all("param")}
        assert not unknown, f"{path.name} takes no {unknown}"
        self._work = Expressions(path.parent, self._named, {"resourceGroup": {"id": scope}})

    @cached_property
    def resources(self) -> list[Resource]:
        """All of them, those of the modules too."""
        return list(self._resources())

    @cached_property
    def outputs(self) -> Mapping[str, Any]:
        said = {str(each.children[1]): each.children[-1] for each in self._all("output")}
        return {name: self._work.value(value) for name, value in said.items()}

    @property
    def modules(self) -> Mapping[str, Module]:
        return {name: self._named(name) for name in declared(self.path, "module")}

    def of(self, kind: str) -> list[Resource]:
        return [each for each in self.resources if each.type == kind]

    def one(self, kind: str, name: str = "") -> Resource:
        (found,) = [each for each in self.of(kind) if name in ("", each.name)]
        return found

    def _resources(self) -> Iterator[Resource]:
        for name in self._made:
            made = self._named(name)
            if isinstance(made, Module):
                yield from made.inside.resources if made.inside else []
            else:
                all_ = made if isinstance(made, list) else [made]
                yield from (each for each in all_ if not each.exists)

    def _all(self, *kinds: str) -> list[Node]:
        return [each for each in parsed(self.path) if each.data in kinds]

    def _named(self, name: str) -> Any:
        self._asked.add(name)
        if name not in self._known:
            self._known[name] = self._found(name)
        return self._known[name]

    def _found(self, name: str) -> Any:
        if name in self.given:
            return self.given[name]
        if name in self._said:
            value = self._said[name].children[-1]
            assert value is not None, f"{self.path.name} was not told {name}"
            return self._work.value(value)
        made = self._made[name]
        return self._module(name, made) if made.data == "module" else self._resource(name, made)

    def _module(self, name: str, node: Node) -> Module:
        file, body = _path(node.children[2]), node.children[-1]
        assert isinstance(body, Tree)
        if body.data == "deploy_condition":
            condition, body = body.children
            if not self._work.value(condition):
                return Module(name, None)
        self._asked, before = set(), self._asked
        said = self._work.value(body)
        needs, self._asked = self._asked, before
        inside = Deployment(self.path.parent / file, said.get("params", {}), said["scope"].id)
        return Module(name, inside, needs)

    def _resource(self, symbol: str, node: Node) -> Resource | list[Resource]:
        kind, version = _path(node.children[2]).split("@")
        body, exists = node.children[-1], node.children[3] is not None
        assert isinstance(body, Tree)

        def made(said: Mapping[str, Any]) -> Resource:
            where = self._id(kind, said)
            return Resource(self.path, symbol, kind, version, said, where, exists)

        if body.data == "loop":
            return [
                made(self._work.value(body.children[-1], each))
                for each in self._work.rounds(body, {})
            ]
        return made(self._work.value(body))

    def _id(self, kind: str, said: Mapping[str, Any]) -> str:
        name = said.get("name", "")
        if "parent" in said:
            return f"{said['parent'].id}/{kind.rpartition('/')[2]}/{name}"
        if kind == "Microsoft.Resources/resourceGroups":
            return f"{self.scope}/resourceGroups/{name}"
        beside = said.get("scope")
        within = beside.id if isinstance(beside, Resource) else self.scope
        return f"{within}/providers/{kind}/{name}"


def _path(node: Any) -> str:
    return str(node.children[0]).strip("'")


def declared(path: Path, kind: str) -> list[str]:
    """The names of a file's parameters, variables, outputs and so on."""
    return [str(each.children[1]) for each in parsed(path) if each.data == kind]


def parameters_of(path: Path) -> dict[str, Any]:
    """The parameters that a file takes, each with its default; nothing where it has to be told."""
    return {
        str(each.children[1]): each.children[-1] for each in parsed(path) if each.data == "param"
    }


def allowed(path: Path) -> dict[str, list[Any]]:
    """What a parameter may be, where a file says so."""
    work = Expressions(path.parent, lambda name: name, {})
    return {
        str(each.children[1]): work.value(said.children[1])
        for each in parsed(path)
        for said in each.find_data("decorator")
        if str(said.children[0]) == "allowed"
    }


def used(path: Path, name: str) -> bool:
    """Whether a name stands anywhere but where it is declared."""
    return len(re.findall(rf"\b{name}\b", path.read_text("utf-8"))) > 1
