"""JSON that is told piece by piece: a large answer is never held whole."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice

Pieces = Iterable[bytes]
Member = tuple[str, Pieces]

_MANY = 1000
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_PLAIN = json.JSONEncoder(separators=(",", ":"))


def piece(found: object) -> bytes:
    """Half a character in one title, which vendors let people type, hides no other item."""
    try:
        return _ENCODER.encode(found).encode()
    except UnicodeEncodeError:
        return _PLAIN.encode(found).encode()


def whole(found: object) -> Iterator[bytes]:
    yield piece(found)


def members(told: Iterable[Member]) -> Iterator[bytes]:
    """What stands between the braces of an object."""
    comma = b""
    for name, found in told:
        yield b"%b%b:" % (comma, piece(name))
        yield from found
        comma = b","


def braced(told: Iterable[Member]) -> Iterator[bytes]:
    yield b"{"
    yield from members(told)
    yield b"}"


def listed(items: Iterable[bytes]) -> Iterator[bytes]:
    """A list of what is in pieces already."""
    left, comma = iter(items), b""
    yield b"["
    while some := list(islice(left, _MANY)):
        yield comma + b",".join(some)
        comma = b","
    yield b"]"
