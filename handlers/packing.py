"""Answers made smaller on the wire, where whoever asks can read them so."""

import gzip

import azure.functions as func

_LEVEL = 5
"""A tree of ten thousand takes a sixth of a second more at the highest level and saves nothing."""


def may_pack(req: func.HttpRequest) -> bool:
    """Whether whoever asks says that they read gzip."""
    said = dict(_said(part) for part in req.headers.get("Accept-Encoding", "").split(","))
    return said.get("gzip", said.get("*", 0.0)) > 0


def packed(body: bytes, level: int = _LEVEL) -> bytes:
    """The same bytes for the same body, whenever it is packed."""
    return gzip.compress(body, level, mtime=0)


def _said(part: str) -> tuple[str, float]:
    name, _, rest = part.partition(";")
    key, _, value = rest.partition("=")
    try:
        weight = float(value) if key.strip().lower() == "q" else 1.0
    except ValueError:
        weight = 0.0
    return name.strip().lower(), weight
