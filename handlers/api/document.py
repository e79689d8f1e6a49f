"""The OpenAPI document, made from the same models that parse requests and shape answers."""

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import azure.functions as func
from pydantic import BaseModel

from handlers.api.addresses import PROJECT
from handlers.api.answers import ErrorAnswer
from handlers.api.asked import Asked, Needs
from handlers.api.bodies import NothingBody
from handlers.api.own_site import WRITE
from handlers.api.routes import Query, Route

Json = dict[str, Any]
_REF = "#/components/schemas/{model}"
_HOLE = re.compile(r"\{(\w+)\}")
_WORDS = {
    400: "something in the request is not as it should be; `field` names it",
    401: "sign in first",
    403: f"this takes another role, our own page, or the header {WRITE}",
    404: "there is no such thing for you",
    409: "it moved meanwhile, or was refused; the message says why",
    413: "the request is too large",
    415: "a write has to be JSON",
    503: "a vendor or the storage is busy or away: try again after the time that is told",
}


def show_document(asked: Asked) -> func.HttpResponse:
    return func.HttpResponse(
        _text(), mimetype="application/json", headers={"Cache-Control": "no-store"}
    )


@cache
def _text() -> str:
    """Made for whoever asks first."""
    from handlers.api.table import TABLE

    return json.dumps(document(TABLE))


def document(routes: Sequence[Route]) -> Json:
    """OpenAPI 3.1."""
    # Nobody else needs it, and it takes a tenth of what starting a process takes.
    from pydantic.json_schema import models_json_schema

    taken = {model for each in routes if (model := each.takes)}
    given = {model for each in routes if (model := each.answers)} | {ErrorAnswer}
    wanted = [(model, "validation") for model in _by_name(taken)]
    wanted += [(model, "serialization") for model in _by_name(given)]
    places, schemas = models_json_schema(wanted, ref_template=_REF)  # type: ignore[arg-type]
    paths: dict[str, Json] = {}
    for each in routes:
        operation = _operation(each, places)
        paths.setdefault(f"/{each.path}", {})[each.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lockstep",
            "version": "1",
            "description": (
                "Keeps Azure DevOps work items and PPM Express tasks in step. People sign in at the"
                " platform in front of the app. A role counts only in projects that list the person"
                " or one of their groups. Hooks of the vendors have addresses of their own and are"
                " not described here."
            ),
        },
        "paths": paths,
        "components": {
            "schemas": schemas.get("$defs", {}),
            "securitySchemes": {
                "platform": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-MS-CLIENT-PRINCIPAL",
                    "description": "set by the platform once somebody has signed in",
                }
            },
        },
        "security": [{"platform": []}],
    }


def _by_name(models: set[type[BaseModel]]) -> list[type[BaseModel]]:
    return sorted(models, key=lambda model: model.__name__)


def _operation(each: Route, places: Any) -> Json:
    told: Json = {
        "operationId": each.name,
        "summary": each.says,
        "description": f"Takes the role {each.needs}.",
        "parameters": [*_in_path(each), *map(_behind, each.asks), *_in_header(each)],
        "responses": _responses(each, places),
    }
    if each.takes:
        schema = places[each.takes, "validation"]
        told["requestBody"] = {
            "required": each.takes is not NothingBody,
            "content": {"application/json": {"schema": schema}},
        }
    return told


def _in_path(each: Route) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _HOLE.findall(each.path)
    ]


def _behind(query: Query) -> Json:
    kind: Json = {"type": "integer", "minimum": 0} if query.whole_number else {"type": "string"}
    return {"name": query.name, "in": "query", "description": query.says, "schema": kind}


def _in_header(each: Route) -> list[Json]:
    if each.method == "GET":
        return []
    says = "with whatever is to change something: no other site can send it"
    kind = {"type": "string", "const": "1"}
    return [{"name": WRITE, "in": "header", "required": True, "description": says, "schema": kind}]


def _responses(each: Route, places: Any) -> Json:
    error = {"application/json": {"schema": places[ErrorAnswer, "serialization"]}}
    found: Json = {str(each.status): _success(each, places)}
    if each.nothing:
        found["204"] = {"description": each.nothing}
    for status in _statuses(each):
        found[str(status)] = {"description": _WORDS[status], "content": error}
    return found


def _success(each: Route, places: Any) -> Json:
    if each.answers:
        schema = places[each.answers, "serialization"]
        return {"description": each.says, "content": {"application/json": {"schema": schema}}}
    if each.status == 302:
        return {"description": each.says}
    return {"description": each.says, "content": {each.media: {"schema": {}}}}


def _statuses(each: Route) -> list[int]:
    found = [400, 401, 403, 503]
    if PROJECT in each.path or _HOLE.search(each.path):
        found.append(404)
    if each.method != "GET":
        found += [409, 413, 415]
    elif "{project}" in each.path:
        found.append(409)
    return found


ROUTES = (Route("openapi_show", Needs.VIEWER, show_document, None, "this document"),)
