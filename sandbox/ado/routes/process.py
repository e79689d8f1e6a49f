"""What work looks like here: types, states, fields, categories, kinds of link."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.ado.calls import Call, listed
from sandbox.ado.errors import Refusal, no_type
from sandbox.ado.fields import Field
from sandbox.ado.items import LINK_KINDS, RESOURCE_KINDS
from sandbox.ado.processes import CATEGORY_NAMES, ItemType, State
from sandbox.ado.routing import Route

_ACTIONS = "Microsoft.VSTS.Actions.Checkin"


def types(call: Call) -> Any:
    return listed(_type(call, kind) for kind in call.project.process.types)


def one_type(call: Call) -> Any:
    return _type(call, _kind(call))


def _kind(call: Call) -> ItemType:
    found = call.project.process.type_named(call.values["type"])
    if found is None:
        raise no_type(call.values["type"], call.project.name)
    return found


def _url(call: Call, tail: str) -> str:
    return f"{call.world.base}/{call.project.id}/_apis/wit/{tail}"


def _type(call: Call, kind: ItemType) -> dict[str, Any]:
    url = _url(call, f"workItemTypes/{kind.name}")
    icon = f"{call.world.base}/_apis/wit/workItemIcons/icon_clipboard?color={kind.colour}"
    instances = [_type_field(call, kind, field, full=False) for field in _fields(call, kind)]
    return {
        "name": kind.name,
        "referenceName": kind.ref,
        "description": kind.description,
        "color": kind.colour,
        "icon": {"id": "icon_clipboard", "url": icon},
        "isDisabled": kind.is_disabled,
        "xmlForm": "<FORM></FORM>",
        "fields": instances,
        "fieldInstances": instances,
        "transitions": _transitions(kind),
        "states": [_state(state) for state in kind.states],
        "_links": {"self": {"href": url}},
        "url": url,
    }


def _transitions(kind: ItemType) -> dict[str, Any]:
    """The single entry under the empty name is the initial state."""
    moves: dict[str, Any] = {"": [{"to": kind.initial, "actions": None}]}
    for state in kind.states:
        moves[state.name] = [
            {"to": name, "actions": [_ACTIONS] if name == "Resolved" else None}
            for name in kind.next_states(state.name)
        ]
    return moves


def _state(state: State) -> dict[str, str]:
    return {"name": state.name, "color": state.colour, "category": state.category}


def states(call: Call) -> Any:
    return listed(_state(state) for state in _kind(call).states)


def type_fields(call: Call) -> Any:
    kind = _kind(call)
    full = call.arg("$expand").lower() in ("all", "allowedvalues")
    return listed(_type_field(call, kind, field, full) for field in _fields(call, kind))


def one_type_field(call: Call) -> Any:
    kind, field = _kind(call), call.world.catalogue.find(call.values["field"])
    full = call.arg("$expand").lower() in ("all", "allowedvalues")
    return _type_field(call, kind, field, full)


def _fields(call: Call, kind: ItemType) -> Iterator[Field]:
    catalogue = call.world.catalogue
    return (catalogue.find(ref) for ref in kind.fields if ref not in catalogue.deleted)


def _type_field(call: Call, kind: ItemType, field: Field, full: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "defaultValue": None,
        "helpText": f"{field.name} of the work item",
        "alwaysRequired": field.ref in kind.required[:1],
        "dependentFields": [],
        "referenceName": field.ref,
        "name": field.name,
        "url": f"{call.world.base}/_apis/wit/fields/{field.ref}",
    }
    if full:
        told["allowedValues"] = _allowed(call, kind, field)
    return told


def _allowed(call: Call, kind: ItemType, field: Field) -> list[Any]:
    """People are not listed, though their fields hold nothing else."""
    if field.ref == "System.State":
        return [state.name for state in kind.states]
    if field.ref == "System.WorkItemType":
        return [kind.name]
    return [str(value) for value in field.values]


def categories(call: Call) -> Any:
    return listed(_category(call, name) for name in CATEGORY_NAMES if _members(call, name))


def one_category(call: Call) -> Any:
    for name in CATEGORY_NAMES:
        if name.lower() == call.values["category"].lower() and _members(call, name):
            return _category(call, name)
    words = f"TF401348: There is no category {call.values['category']}."
    raise Refusal(404, "WorkItemTypeCategoryNotFoundException", words)


def _members(call: Call, category: str) -> list[ItemType]:
    return call.project.process.of_category(category)


def _category(call: Call, name: str) -> dict[str, Any]:
    members = [reference(call, kind) for kind in _members(call, name)]
    return {
        "name": CATEGORY_NAMES[name],
        "referenceName": name,
        "defaultWorkItemType": members[0],
        "workItemTypes": members,
        "url": _url(call, f"workItemTypeCategories/{name}"),
    }


def reference(call: Call, kind: ItemType) -> dict[str, str]:
    return {"name": kind.name, "url": _url(call, f"workItemTypes/{kind.name}")}


def fields(call: Call) -> Any:
    return listed(field.as_json(call.world.base) for field in call.world.catalogue)


def one_field(call: Call) -> Any:
    return call.world.catalogue.find(call.values["field"]).as_json(call.world.base)


def relation_types(call: Call) -> Any:
    return listed(_relation_types(call))


def one_relation_type(call: Call) -> Any:
    for one in _relation_types(call):
        if one["referenceName"].lower() == call.values["relation"].lower():
            return one
    words = f"TF401232: There is no relation type {call.values['relation']}."
    raise Refusal(404, "WorkItemLinkTypeNotFoundException", words)


def _relation_types(call: Call) -> Iterator[dict[str, Any]]:
    url = f"{call.world.base}/_apis/wit/workItemRelationTypes/"
    for kind in LINK_KINDS.values():
        attributes = {
            "usage": "workItemLink",
            "editable": False,
            "enabled": True,
            "acyclic": kind.topology != "network",
            "directional": kind.topology != "network",
            "singleTarget": kind.rel.endswith("Hierarchy-Reverse"),
            "topology": kind.topology,
            "isForward": kind.is_forward,
            "oppositeEndReferenceName": kind.opposite,
        }
        yield {
            "attributes": attributes,
            "referenceName": kind.rel,
            "name": kind.name,
            "url": url + kind.rel,
        }
    for rel, name in RESOURCE_KINDS.items():
        attributes = {"usage": "resourceLink", "editable": False, "enabled": True}
        yield {"attributes": attributes, "referenceName": rel, "name": name, "url": url + rel}


ROUTES = (
    Route("GET", "wit/workItemTypes", types, 2),
    Route("GET", "wit/workItemTypes/{type}", one_type, 2),
    Route("GET", "wit/workItemTypes/{type}/states", states),
    Route("GET", "wit/workItemTypes/{type}/fields", type_fields, 3),
    Route("GET", "wit/workItemTypes/{type}/fields/{field}", one_type_field, 3),
    Route("GET", "wit/workItemTypeCategories", categories, 2),
    Route("GET", "wit/workItemTypeCategories/{category}", one_category, 2),
    Route("GET", "wit/fields", fields, 3),
    Route("GET", "wit/fields/{field}", one_field, 3),
    Route("GET", "wit/workItemRelationTypes", relation_types, 2),
    Route("GET", "wit/workItemRelationTypes/{relation}", one_relation_type, 2),
)
