"""The API as an OpenAPI 3.1 document, made from the table of routes and the models they use."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, JsonValue, RootModel
from pydantic.json_schema import models_json_schema

from handlers.api.answers import ErrorAnswer
from handlers.api.door import LARGEST, LONGEST, Needs
from handlers.api.routes import Query, Route

VERSION = "0.1.0"
Json = dict[str, Any]
"""A part of the document, whose shape the specification says."""

_TAKEN: Literal["validation"] = "validation"
_TOLD: Literal["serialization"] = "serialization"
_HOLE = re.compile(r"\{(\w+)\}")
_SCHEMAS, _RESPONSES = "#/components/schemas/", "#/components/responses/"
_SIGN_IN, _SECRET = "platform", "hook"

_TROUBLE = {
    400: ("Wrong", "Something in the request cannot be; the field is named."),
    401: ("Unsigned", "Nobody is signed in."),
    403: ("Forbidden", "The caller's role does not do, or another site sent the request."),
    404: ("Absent", "There is none, or it is not the caller's."),
    409: ("Refused", "It moved meanwhile, or it was refused, in words for a person."),
    413: ("Large", f"The body is larger than {LARGEST:,} bytes."),
    415: ("Unlabelled", "A write has to say that it is JSON."),
    503: ("Away", "A vendor or our storage is busy or away; Retry-After says for how long."),
}
_TAKES = {
    Needs.VIEWER: "Takes the role viewer.",
    Needs.APPROVER: "Takes the role approver.",
    Needs.KEEPER: "Takes the role admin, or approver where the project lets its approvers keep it.",
    Needs.ADMIN: "Takes the role admin.",
}


class DocumentAnswer(RootModel[dict[str, JsonValue]]):
    """An OpenAPI document."""


_VENDORS = (("ado", "Azure DevOps"), ("ppm", "PPM Express"))


def described(routes: Sequence[Route]) -> Route:
    """The route that describes these routes and itself."""

    @cache
    def described_once() -> DocumentAnswer:
        return DocumentAnswer(document([*routes, made]))

    made = Route(
        "openapi_show",
        "GET",
        "api/openapi.json",
        Needs.VIEWER,
        lambda asked: described_once(),
        DocumentAnswer,
        "this document",
    )
    return made


def document(routes: Sequence[Route]) -> Json:
    paths: Json = {}
    for route in routes:
        paths.setdefault(f"/{route.path}", {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lockstep",
            "version": VERSION,
            "summary": "Azure DevOps work items and PPM Express tasks in step, as people decide.",
        },
        "security": [{_SIGN_IN: []}],
        "paths": {**paths, **_hooks()},
        "components": {
            "schemas": _schemas(routes),
            "responses": {name: _trouble(status) for status, (name, _) in _TROUBLE.items()},
            "securitySchemes": _schemes(),
        },
    }


def _operation(route: Route) -> Json:
    parameters = [*map(_hole, _HOLE.findall(route.path)), *map(_query, route.asks)]
    found: Json = {
        "operationId": route.name,
        "summary": f"{route.says[:1].upper()}{route.says[1:]}.",
        "description": _TAKES[route.needs],
        "parameters": parameters,
        "responses": {str(route.status): _success(route)}
        | {str(status): {"$ref": _RESPONSES + _TROUBLE[status][0]} for status in _failures(route)},
    }
    if route.takes:
        found["requestBody"] = {"required": True, "content": _json(route.takes)}
    return found


def _hole(name: str) -> Json:
    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query(query: Query) -> Json:
    text = {"type": "string", "maxLength": LONGEST}
    number = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
    schema = number if query.whole_number else text
    return {"name": query.name, "in": "query", "description": query.says, "schema": schema}


def _success(route: Route) -> Json:
    if 300 <= route.status < 400:
        where = {"schema": {"type": "string", "format": "uri-reference"}}
        return {"description": "It is elsewhere.", "headers": {"Location": where}}
    if route.answers is None:
        content: Json = {route.media: {"schema": {"type": "string"}}}
    else:
        content = _json(route.answers)
    return {"description": "Done.", "content": content}


def _json(model: type[BaseModel]) -> Json:
    return {"application/json": {"schema": {"$ref": _SCHEMAS + model.__name__}}}


def _failures(route: Route) -> Iterator[int]:
    """What the door may answer besides success."""
    writes, names_one = route.method != "GET", "{" in route.path
    applies = {
        400: bool(route.takes or route.asks),
        404: names_one,
        409: writes or names_one,
        413: route.takes is not None,
        415: writes,
    }
    return (status for status in _TROUBLE if applies.get(status, True))


def _trouble(status: int) -> Json:
    return {"description": _TROUBLE[status][1], "content": _json(ErrorAnswer)}


def _schemas(routes: Sequence[Route]) -> Mapping[str, JsonValue]:
    taken = _models([route.takes for route in routes])
    told = _models([ErrorAnswer, *(route.answers for route in routes)])
    wanted = [*((model, _TAKEN) for model in taken), *((model, _TOLD) for model in told)]
    _, found = models_json_schema(wanted, ref_template=_SCHEMAS + "{model}")
    return found["$defs"]


def _models(named: Iterable[type[BaseModel] | None]) -> list[type[BaseModel]]:
    return sorted({model for model in named if model}, key=lambda model: model.__name__)


def _schemes() -> Json:
    return {
        _SIGN_IN: {
            "type": "http",
            "scheme": "bearer",
            "description": (
                "The platform signs people and scripts in with Microsoft Entra ID, before we see"
                " the request: in a browser by its own cookie, elsewhere by a token for this app."
                " Roles count in the projects that list the caller or one of their groups."
            ),
        },
        _SECRET: {
            "type": "apiKey",
            "in": "header",
            "name": "X-Lockstep-Key",
            "description": "The secret of one hook, which only its subscription knows.",
        },
    }


def _hooks() -> Json:
    """Where the vendors tell of changes: the only addresses at which nobody signs in."""
    ado, ppm = (_hook(f"{side}_hook", vendor) for side, vendor in _VENDORS)
    hole = [_hole("hook")]
    greeting = {
        method: {
            "operationId": f"ppm_hook_greeting{'' if method == 'get' else f'_{method}'}",
            "summary": "Whether somebody is here.",
            "parameters": hole,
            "security": [],
            "responses": {"200": {"description": "Somebody is."}},
        }
        for method in ("get", "head", "options")
    }
    return {
        "/api/hooks/ado/{hook}": {"post": ado},
        "/api/hooks/ppm/{hook}": {"post": ppm, **greeting},
    }


def _hook(name: str, vendor: str) -> Json:
    return {
        "operationId": name,
        "summary": f"{vendor} tells that something happened.",
        "description": "Only where it happened is believed; we look for ourselves.",
        "parameters": [_hole("hook")],
        "security": [{_SECRET: []}],
        "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
        "responses": {
            "202": {"description": "Heard, whether we follow it or not."},
            "401": {"description": "The secret is not that of the hook."},
            "503": {"description": "We cannot take it now: send it again."},
        },
    }
