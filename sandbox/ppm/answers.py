"""The envelopes: `{"data": ...}` around everything good, the error body around the rest."""

from __future__ import annotations

import json
from typing import Any

from werkzeug.wrappers import Response

from sandbox.ppm.refusals import Refused


def enveloped(found: Any, status: int = 200) -> Response:
    return as_json({"data": found}, status)


def as_json(body: Any, status: int = 200) -> Response:
    return raw(json.dumps(body, ensure_ascii=False).encode(), status)


def raw(body: bytes, status: int = 200) -> Response:
    return Response(body, status, mimetype="application/json")


def refused(error: Refused) -> Response:
    return as_json(error.body(), error.status)
