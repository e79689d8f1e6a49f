"""Answers made smaller on the wire, where whoever asks can read them so."""

import gzip
import zlib

import azure.functions as func

WORTH = 1000
"""Below this many bytes there is nothing to gain."""
BEST = 9
_PACKED = "Content-Encoding"
_LEVEL = 5
"""The highest takes six times as long for a thirtieth."""
_GZIP = 16 + zlib.MAX_WBITS


class Packing:
    """A body that is packed as it is told, and never held whole."""

    def __init__(self) -> None:
        self._stream = zlib.compressobj(_LEVEL, wbits=_GZIP)
        self._held: list[bytes] = []

    def add(self, piece: bytes) -> None:
        self._held.append(self._stream.compress(piece))

    def done(self) -> bytes:
        """The same bytes for the same pieces, whenever they are packed."""
        return b"".join([*self._held, self._stream.flush()])


def smaller(req: func.HttpRequest, answer: func.HttpResponse) -> func.HttpResponse:
    """The same answer, packed where that is worth it and can be read."""
    answer.headers["Vary"] = "Accept-Encoding"
    body = answer.get_body()
    if _PACKED in answer.headers or len(body) <= WORTH or not may_pack(req):
        return answer
    return func.HttpResponse(
        packed(body),
        status_code=answer.status_code,
        headers={**answer.headers, _PACKED: "gzip"},
        mimetype=answer.mimetype,
        charset=answer.charset,
    )


def ready(req: func.HttpRequest, body: bytes) -> func.HttpResponse:
    """An answer in JSON that is packed already; unpacked for whoever cannot read it so."""
    if may_pack(req):
        headers = {_PACKED: "gzip"}
        return func.HttpResponse(body, headers=headers, mimetype="application/json")
    return func.HttpResponse(gzip.decompress(body), mimetype="application/json")


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
