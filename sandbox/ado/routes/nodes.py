"""The trees of areas and iterations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.ado.calls import Answer, Call, listed
from sandbox.ado.errors import Refusal, bad_argument
from sandbox.ado.filling import add_node
from sandbox.ado.places import AREA, ITERATION, Node
from sandbox.ado.routing import Route

_KINDS = {"areas": AREA, "iterations": ITERATION}


def node_roots(call: Call) -> Any:
    depth = call.number("$depth", 0)
    wanted = {int(part) for part in call.arg("ids").split(",") if part.strip().isdigit()}
    nodes = [call.project.areas, call.project.iterations]
    if wanted:
        nodes = [one for root in nodes for one in root.walk() if one.id in wanted]
    return listed(one.as_json(call.world.base, call.project.id, depth) for one in nodes)


def one_node(call: Call) -> Any:
    return _told(call, _node(call))


def _told(call: Call, node: Node) -> dict[str, Any]:
    return node.as_json(call.world.base, call.project.id, call.number("$depth", 0))


def _node(call: Call) -> Node:
    kind, path = _KINDS.get(call.values["group"].lower()), call.values.get("path", "")
    if kind is None:
        raise bad_argument(f"There is no structure group {call.values['group']}.")
    found = call.project.root(kind).find([part for part in path.split("/") if part])
    if found is None:
        raise Refusal(
            404,
            "ClassificationNodeNotFoundException",
            f"VS402485: The {kind} node '{path}' does not exist, or you may not read it.",
        )
    return found


def add_or_move_node(call: Call) -> Any:
    """With an `id` an existing node moves here (200), without one a new node is made (201)."""
    call.need("work_write")
    above, body = _node(call), call.document
    if "id" in body:
        return _move_node(call, above, int(body["id"]))
    name = str(body.get("name") or "").strip()
    if not name or above.child(name):
        words = f"VS402371: Classification node name {name} is already in use or not valid."
        raise Refusal(409, "ClassificationNodeDuplicateNameException", words)
    node = add_node(call.world, above, [name])
    _set_dates(node, body.get("attributes") or {})
    return Answer(201, _told(call, node))


def _move_node(call: Call, above: Node, key: int) -> dict[str, Any]:
    node = call.world.nodes.get(key)
    if node is None or node.parent is None or above.is_under(node):
        raise bad_argument(f"VS402485: The node {key} cannot be moved there.")
    node.parent.children.remove(node)
    node.parent = above
    above.children.append(node)
    node.settle()
    return _told(call, node)


def change_node(call: Call) -> Any:
    """A renamed node changes the path of every item in it, without any revision."""
    call.need("work_write")
    node = _node(call)
    if name := call.document.get("name"):
        node.name = str(name)
        node.settle()
    _set_dates(node, call.document.get("attributes") or {})
    return _told(call, node)


def _set_dates(node: Node, attributes: Mapping[str, Any]) -> None:
    node.start = attributes.get("startDate", node.start)
    node.finish = attributes.get("finishDate", node.finish)


def delete_node(call: Call) -> Any:
    call.need("work_write")
    node, heir = _node(call), call.world.nodes.get(call.number("$reclassifyId", 0))
    if node.parent is None or heir is None or heir.is_under(node):
        raise bad_argument("VS402486: A node needs another one to take over its work items.")
    ref = "System.AreaPath" if node.kind == AREA else "System.IterationPath"
    for item in call.world.items.values():
        if item.fields[ref].is_under(node):
            item.revisions[-1] = {**item.fields, ref: heir}
    node.parent.children.remove(node)
    return Answer(204)


_NODES = "wit/classificationNodes/{group}/{*path}"

ROUTES = (
    Route("GET", "wit/classificationNodes", node_roots, 2),
    Route("GET", _NODES, one_node, 2),
    Route("POST", _NODES, add_or_move_node, 2),
    Route("PATCH", _NODES, change_node, 2),
    Route("DELETE", _NODES, delete_node, 2),
)
