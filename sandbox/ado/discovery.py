"""What official clients ask first: where each resource lives. Built from the routes we serve."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sandbox.ado.locations import LOCATIONS
from sandbox.ado.routing import Route

_FRONT = re.compile(r"^(\{project\}/)?(\{team\}/)?_apis/")
_PARAMETER = re.compile(r"\{\*?[^}]*\}")


def resource_locations(routes: Iterable[Route]) -> dict[str, Any]:
    """Only what is served is told, so that a client fails at once where we are incomplete."""
    served = {_shape(route.template) for route in routes}
    found = []
    for key, area, resource, template, version, released in LOCATIONS:
        filled = _FRONT.sub("", template.replace("{area}", area).replace("{resource}", resource))
        if _shape(filled) in served or _shape(_without_last(filled)) in served:
            found.append(
                {
                    "id": key,
                    "area": area,
                    "resourceName": resource,
                    "routeTemplate": template,
                    "resourceVersion": version,
                    "minVersion": "1.0",
                    "maxVersion": "7.2",
                    "releasedVersion": "7.1" if released else "0.0",
                }
            )
    return {"count": len(found), "value": found}


def _shape(template: str) -> str:
    return _PARAMETER.sub("{}", template).strip("/").lower()


def _without_last(template: str) -> str:
    """The last parameter of a location may be left out: one location for a list and its members."""
    head, _, last = template.rstrip("/").rpartition("/")
    return head if last.startswith("{") else template
