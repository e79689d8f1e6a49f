"""Holds requests and answers against the vendor's published swagger, read from where it lies."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft4Validator, FormatChecker

PLACE = Path(__file__).parents[2].parent / "shared" / "contracts" / "ppm-express.swagger.json"
PREFIX = "/@contoso/v1.0"


def the_contract() -> Contract:
    path = Path(os.environ.get("PPM_SWAGGER", PLACE))
    if not path.is_file():
        pytest.skip("the vendor's swagger is not here; PPM_SWAGGER says where it lies")
    return Contract(path)


@dataclass
class Contract:
    path: Path
    checked: int = 0

    @cached_property
    def spec(self) -> dict[str, Any]:
        return dict(json.loads(self.path.read_text(encoding="utf-8")))

    def check(self, answer: httpx.Response) -> None:
        """An exchange the contract does not know of is nobody's business here."""
        call = self._call(answer.request)
        if call is None:
            return
        answer.read()
        declared = call["responses"].get(str(answer.status_code))
        assert declared is not None, f"{answer.request.method} may not answer {answer.status_code}"
        if answer.status_code < 300:
            self._hold(self._body_schema(call), answer.request.content)
        self._hold(declared.get("schema"), answer.content)
        self.checked += 1

    def _call(self, request: httpx.Request) -> dict[str, Any] | None:
        path = request.url.path.removeprefix(PREFIX)
        for template, calls in self.spec["paths"].items():
            pattern = re.sub(r"\{\w+\}", r"[^/]+", template)
            if re.fullmatch(pattern, path, re.IGNORECASE):
                found = calls.get(request.method.lower())
                return dict(found) if found else None
        return None

    def _body_schema(self, call: dict[str, Any]) -> dict[str, Any] | None:
        bodies = (one for one in call.get("parameters", ()) if one.get("in") == "body")
        return next((one["schema"] for one in bodies), None)

    def _hold(self, schema: dict[str, Any] | None, content: bytes) -> None:
        if schema is None or not content:
            return
        whole = {**schema, "definitions": self.spec["definitions"]}
        checker = Draft4Validator(whole, format_checker=FormatChecker(["uuid"]))
        wrong = [error.message for error in checker.iter_errors(json.loads(content))]
        assert not wrong, wrong
