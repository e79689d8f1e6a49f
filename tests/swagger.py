"""Holds requests and answers against a vendor's Swagger 2.0 file, read from where it lies.

The files are looser than JSON Schema and differ from the wire in known ways; those differences
are spelled out here, so that everything else may fail.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

_PLACE = Path(__file__).parents[1].parent / "shared" / "contracts"
#: the last parameters of a path that may stand for several segments, or for none
_REST = ("{path}", "{query}")
#: classes that write themselves as something else than their members (seen in recordings)
_WRITTEN = {"IdentityDescriptor": {"type": "string"}}
_SUCCESSES = (200, 201, 202, 204)


class ContractBroken(AssertionError):
    """What was sent is not what the vendor publishes."""


def contract(name: str, prefix: str = "") -> Contract:
    """`azure-devops/core.json`, say; skips the test loudly where the file is not."""
    place = Path(os.environ.get("LOCKSTEP_CONTRACTS", _PLACE))
    path = place / name
    if not path.is_file():
        pytest.skip(f"the vendor's contract is not at {path}; LOCKSTEP_CONTRACTS says where it is")
    return Contract(path, prefix)


@dataclass(frozen=True)
class Operation:
    method: str
    template: str
    spec: Mapping[str, Any]

    @property
    def pattern(self) -> re.Pattern[str]:
        parts = [self._part(segment) for segment in self.template.strip("/").split("/")]
        return re.compile("".join(parts) + "/?", re.IGNORECASE)

    def _part(self, segment: str) -> str:
        if segment in _REST:
            return "(?:/.+)?"
        if segment in self._optional:
            return "(?:/(?!_apis)[^/]+)?"
        if segment.startswith("{"):
            return "/[^/$]+"
        return "/" + re.sub(r"\\\{.*?\\\}", "[^/]+", re.escape(segment))

    @property
    def _optional(self) -> set[str]:
        """A project is marked as needed and as not needed; the second is true."""
        named = self.spec.get("parameters", ())
        return {
            f"{{{one['name']}}}"
            for one in named
            if one.get("in") == "path" and one.get("x-ms-required") is False
        } | ({"{team}"} if "/wiql" in self.template else set())

    def body_schema(self) -> Any:
        bodies = (one for one in self.spec.get("parameters", ()) if one.get("in") == "body")
        return next((one.get("schema") for one in bodies), None)


class Contract:
    def __init__(self, path: Path, prefix: str = "") -> None:
        """`prefix` is what stands before the paths of the file, on the server at hand."""
        self._spec: dict[str, Any] = json.loads(path.read_text(encoding="utf-8-sig"))
        self._prefix = prefix
        self._is_ado = "x-ms-vss-area" in self._spec
        self._operations = list(self._read())
        definitions = self._spec.get("definitions", {})
        self._definitions = {name: _tolerant(one) for name, one in definitions.items()} | _WRITTEN

    def _read(self) -> Iterator[Operation]:
        for template, methods in self._spec["paths"].items():
            for method, spec in methods.items():
                if method != "parameters":
                    yield Operation(method.upper(), template, spec)

    def find(self, method: str, path: str) -> Operation:
        """The operation of a path; the one with the fewest parameters, if several fit."""
        wanted = path.partition("?")[0].removeprefix(self._prefix)
        found = [
            one
            for one in self._operations
            if one.method == method.upper() and one.pattern.fullmatch(wanted)
        ]
        if not found:
            raise ContractBroken(f"the contract has no {method} {wanted}")
        return min(found, key=lambda one: one.template.count("{"))

    def check_answer(self, method: str, path: str, status: int, body: Any) -> None:
        """Errors are not described by every vendor: where they are not, any shape is right."""
        operation = self.find(method, path)
        declared = operation.spec["responses"]
        if str(status) in declared:
            schema = declared[str(status)].get("schema")
        elif self._is_ado and status in _SUCCESSES:
            schema = declared.get("200", {}).get("schema")
        elif self._is_ado:
            return
        else:
            raise ContractBroken(f"{method} {operation.template} may not answer {status}")
        if schema is not None and body is not None:
            self._hold(self._enveloped(operation, schema), body, f"answer of {method} {path}")

    def check_request(self, method: str, path: str, body: Any) -> None:
        schema = self.find(method, path).body_schema()
        if schema is None:
            if body is not None:
                raise ContractBroken(f"{method} {path} takes no body")
            return
        self._hold(_tolerant(schema), body, f"request of {method} {path}")

    def _enveloped(self, operation: Operation, schema: Mapping[str, Any]) -> dict[str, Any]:
        told: dict[str, Any] = _tolerant(schema)
        if not self._is_ado or schema.get("type") != "array":
            return told
        return {
            "type": "object",
            "properties": {"count": {"type": "integer"}, "value": told},
            "required": ["count", "value"],
        }

    def _hold(self, schema: Mapping[str, Any], body: Any, what: str) -> None:
        whole = {**schema, "definitions": self._definitions}
        validator = Draft202012Validator(whole, format_checker=FormatChecker(["uuid"]))
        wrong = [_told(_deepest(error)) for error in validator.iter_errors(body)]
        if wrong:
            raise ContractBroken(f"{what}: " + "; ".join(wrong[:5]))


def _deepest(error: ValidationError) -> ValidationError:
    """Where alternatives failed, the one that got furthest says what is wrong."""
    while error.context:
        error = max(error.context, key=lambda one: len(one.absolute_path))
    return error


def _told(error: ValidationError) -> str:
    return f"{error.json_path}: {error.message[:300]}"


def _tolerant(schema: Any) -> Any:
    """The same schema, where null may stand for anything, and a bare object is anything."""
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"anyOf": [{"$ref": schema["$ref"]}, {"type": "null"}]}
    kind = schema.get("type")
    if _is_anything(schema):
        return {}
    told = {
        name: value
        for name, value in schema.items()
        if name in ("enum", "required", "minimum", "maximum", "maxLength", "minLength")
    }
    if schema.get("format") == "uuid":
        told["format"] = "uuid"
    if kind:
        told["type"] = [*_kinds(kind, schema), "null"]
    if "enum" in told:
        told["enum"] = [*told["enum"], None]
    if "properties" in schema:
        told["properties"] = {
            name: _tolerant(value) for name, value in schema["properties"].items()
        }
    for name in ("items", "additionalProperties"):
        if name in schema:
            told[name] = _tolerant(schema[name])
    if "allOf" in schema:
        # An ancestor is part of the same thing: null there would let everything through.
        told["allOf"] = [one if "$ref" in one else _tolerant(one) for one in schema["allOf"]]
    return told


def _kinds(kind: str, schema: Mapping[str, Any]) -> list[str]:
    """A byte is called a string by the generator, and is a number on the wire."""
    return ["string", "integer"] if schema.get("format") == "byte" else [kind]


def _is_anything(schema: Mapping[str, Any]) -> bool:
    """The generators write `object` for what may be anything, and `T` for a type they lost."""
    members = ("properties", "additionalProperties", "allOf")
    bare = schema.get("type") == "object" and not any(name in schema for name in members)
    return bare or schema.get("format") == "T"
