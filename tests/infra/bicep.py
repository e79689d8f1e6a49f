"""Bicep, read by pycep and worked out as far as that goes without Azure: names, conditions, loops
come true, and what only Azure can tell stands as an `Answer` that says what it is."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from lark import Token, Tree
from pycep import BicepParser

INFRA = Path(__file__).parents[2] / "infra"
_INTERPOLATED = re.compile(r"\$\{((?:[^{}']|'(?:\\'|[^'])*')*)\}")
_PARSER = BicepParser(cache=False)

Names = Mapping[str, Any]
Node = Tree[Token]


class Answer(str):
    """What Azure tells once something is deployed, such as the client id of an identity."""

    def __getitem__(self, key: Any) -> Any:
        return Answer(f"{self[:-1]}.{key}>") if isinstance(key, str) else str.__getitem__(self, key)


class Unreadable(Exception):
    """Bicep that this reads nothing into: it is taught the rest, or the file is written plainer."""


@cache
def parsed(path: Path) -> tuple[Node, ...]:
    """The declarations of a file, in their order."""
    return _elements(path.read_text("utf-8"))


def _elements(text: str) -> tuple[Node, ...]:
    return tuple(
        each for each in _PARSER.lark_parser.parse(text).children if isinstance(each, Tree)
    )


@cache
def _expression(text: str) -> Node:
    found = _elements(f"var it = {text}\n")[0].children[-1]
    assert isinstance(found, Tree)
    return found


class Expressions:
    """Works expressions out. `names` says what an identifier is, worked out already."""

    def __init__(self, folder: Path, names: Callable[[str], Any], scope: Names) -> None:
        self._folder, self._names, self._scope = folder, names, scope

    def value(self, node: Any, local: Names | None = None) -> Any:
        local = local or {}
        assert isinstance(node, Tree), node
        match node.data:
            case "null":
                return None
            case "true" | "false":
                return node.data == "true"
            case "int_type":
                return int(str(node.children[0]))
            case "string":
                return self._word(str(node.children[0]), local)
            case "multi_line_string":
                return str(node.children[0])[3:-3].removeprefix("\n")
            case "array":
                return [self.value(each, local) for each in node.children]
            case "object":
                return dict(self.pairs(node, local))
            case "loop":
                return [self.value(node.children[-1], each) for each in self.rounds(node, local)]
            case "function":
                return self._call(node, local)
            case "operator":
                return self._solved(_flat(node), local)
            case "lambda_expression":
                return self._function(node, local)
        raise Unreadable(f"{node.data}: {node}")

    def pairs(self, node: Node, local: Names) -> Iterator[tuple[str, Any]]:
        for pair in node.children:
            assert isinstance(pair, Tree)
            key, value = pair.children
            assert isinstance(key, Tree)
            yield self._key(str(key.children[0]), local), self.value(value, local)

    def rounds(self, node: Node, local: Names) -> list[Names]:
        """What the names of a loop are in each of its rounds."""
        head = node.children[0]
        assert isinstance(head, Tree)
        *names, of = head.children
        each = [str(name) for name in names]
        return [
            {**local, **dict(zip(each, (item, index), strict=False))}
            for index, item in enumerate(self.value(of, local))
        ]

    def _key(self, key: str, local: Names) -> str:
        return str(self._text(key[1:-1], local)) if key.startswith("'") else key

    def _word(self, word: str, local: Names) -> Any:
        if word.startswith("'"):
            return self._text(word[1:-1], local)
        return local[word] if word in local else self._names(word)

    def _text(self, text: str, local: Names) -> str:
        whole = _INTERPOLATED.fullmatch(text)
        if whole:
            return str(self.value(_expression(whole[1]), local))
        told = _INTERPOLATED.sub(lambda each: str(self.value(_expression(each[1]), local)), text)
        return told.replace("\\'", "'")

    def _function(self, node: Node, local: Names) -> Callable[[Any], Any]:
        name, body = node.children
        assert isinstance(name, Tree)
        return lambda given: self.value(body, {**local, str(name.children[0]): given})

    def _call(self, node: Node, local: Names) -> Any:
        name = str(node.children[0]).rstrip("(")
        given = [self.value(each, local) for each in node.children[1:]]
        if name in self._scope:
            return self._scope[name]
        if name in ("loadTextContent", "loadJsonContent"):
            text = (self._folder / given[0]).read_text("utf-8")
            return text if name == "loadTextContent" else json.loads(text)
        if name not in FUNCTIONS:
            raise Unreadable(f"the function {name}")
        return FUNCTIONS[name](*given)

    def _solved(self, items: Sequence[Any], local: Names) -> Any:
        """In Bicep's order, the loosest first; pycep itself knows no order."""
        for at, each in enumerate(items):
            if isinstance(each, tuple):
                chosen = each[1] if self._solved(items[:at], local) else each[2]
                return self.value(chosen, local)
        for operator in ("||", "&&", "=="):
            if operator in items:
                return self._joined(operator, items, local)
        if items[0] == "!":
            return not self._solved(items[1:], local)
        return self._reached(items, local)

    def _joined(self, operator: str, items: Sequence[Any], local: Names) -> Any:
        at = items.index(operator)
        left = self._solved(items[:at], local)
        if (operator == "||" and left) or (operator == "&&" and not left):
            return left
        right = self._solved(items[at + 1 :], local)
        return left == right if operator == "==" else right

    def _reached(self, items: Sequence[Any], local: Names) -> Any:
        found, rest = self.value(items[0], local), list(items[1:])
        while rest:
            how, what = rest.pop(0), rest.pop(0)
            key = str(what.children[0]) if how == "." else self.value(what, local)
            found = found[key]
        return found


_OPERATORS = {"or_op": "||", "and_op": "&&", "equals": "=="}


def _flat(node: Any) -> list[Any]:
    """An operator and all that stands right of it, as one row of operands and operators."""
    if not isinstance(node, Tree) or node.data != "operator":
        return [node]
    inner = node.children[0]
    assert isinstance(inner, Tree)
    match inner.data, inner.children:
        case "property_accessor", [left, right]:
            return [left, ".", *_flat(right)]
        case "index_accessor", [left, right]:
            return [left, "[", right]
        case "not_op", [right]:
            return ["!", *_flat(right)]
        case "conditional", [left, yes, no]:
            return [left, ("?", yes, no)]
        case kind, [left, right] if kind in _OPERATORS:
            return [left, _OPERATORS[kind], *_flat(right)]
    raise Unreadable(f"the operator {inner.data}")


def _digest(*given: Any) -> str:
    return hashlib.sha256("|".join(map(str, given)).encode()).hexdigest()[:13]


def _united(*given: dict[str, Any]) -> dict[str, Any]:
    return {key: value for each in given for key, value in each.items()}


def _subnet(space: str, size: int, number: int) -> str:
    return str(list(ipaddress.ip_network(space).subnets(new_prefix=size))[number])


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "uniqueString": _digest,
    "guid": lambda *given: str(uuid5(NAMESPACE_URL, "|".join(map(str, given)))),
    "take": lambda text, most: text[:most],
    "replace": lambda text, old, new: text.replace(old, new),
    "empty": lambda value: not value,
    "string": str,
    "union": _united,
    "map": lambda values, change: [change(each) for each in values],
    "cidrSubnet": _subnet,
    "subscriptionResourceId": lambda kind, name: f"/subscriptions/here/providers/{kind}/{name}",
    "environment": lambda: {
        "authentication": {"loginEndpoint": "https://login.microsoftonline.com/"},
        "suffixes": {"storage": "core.windows.net", "keyvaultDns": ".vault.azure.net"},
    },
    "subscription": lambda: {"subscriptionId": "here", "tenantId": "our-tenant"},
    "deployment": lambda: {"location": "westeurope"},
}
