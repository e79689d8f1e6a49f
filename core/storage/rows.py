"""What every row has in common: keys made of any text, JSON of any length, a version, a size."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from core.model.errors import Rejected, TryLater

FIRST = 1
VERSION = 2
"""The newest form of a row that is known here. What is of a newer one is refused, never guessed at.

A row carries the oldest form that tells it rightly, most of them the first: so an older app reads
all but what it would misread. Of the second is a project that a person has left.
"""

MOST_ROWS = 100
MOST_BYTES = 3 * 1024 * 1024
"""What one transaction holds; Azure refuses more than 4 MiB."""

Json = Mapping[str, Any]
Entity = dict[str, Any]

_ENTITY = 1024 * 1024
_COLUMN = 64 * 1024
_KEY = 512
_PART = 30_000
_UNSAFE = re.compile(r"[^A-Za-z0-9._@-]")
_ESCAPED = re.compile(r"!([0-9a-f]{4})")
_TROUBLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_BEGINNING = datetime.min.replace(tzinfo=UTC)


def escape(text: str) -> str:
    """Any text as part of a key: what is not plain stands as `!` and four hex digits.

    That goes for `:` as well, so that it may stand between the parts of a key.
    """
    return _UNSAFE.sub(_units, text) or "!"


def unescape(part: str) -> str:
    """The text that `escape` was given."""
    if part == "!":
        return ""
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), part)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _units(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"!{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def key(*parts: str) -> str:
    """The parts as one key, each escaped. Raises Rejected over 1 KiB."""
    return fitting(":".join(escape(part) for part in parts))


def fitting(found: str) -> str:
    if len(found) > _KEY:
        raise Rejected(f"{found[:60]}… makes a key of over {_KEY} characters and cannot be kept")
    return found


def reversed_time(at: str) -> str:
    """An ISO 8601 time as digits that sort the newest first."""
    moment = datetime.fromisoformat(at)
    since = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _BEGINNING
    return f"{10**18 - 1 - since // timedelta(microseconds=1):018}"


def written(partition: str, row: str, what: Json, form: int = FIRST, /, **columns: str) -> Entity:
    """A row that holds `what` as JSON, split over numbered properties, beside plain columns. `form`
    is the oldest whose readers understand it.

    Raises Rejected where it is larger than a row may be.
    """
    text = as_text(what)
    # 30,000 is meant in units of UTF-16, where a character beyond the first plane counts twice.
    part = _PART if _wide(text) == 2 * len(text) else _PART // 2
    parts = {f"json{n}": text[at : at + part] for n, at in enumerate(range(0, len(text), part))}
    return checked({"PartitionKey": partition, "RowKey": row, "v": form, **columns, **parts})


def read(entity: Mapping[str, Any]) -> Json:
    """What `written` was given. Raises TryLater for a row of a newer version."""
    known(entity)
    parts: list[str] = []
    while (part := entity.get(f"json{len(parts)}")) is not None:
        parts.append(part)
    found: Json = json.loads("".join(parts))
    return found


def with_copies(entity: Entity, copies: Mapping[str, str]) -> Entity:
    """The row with columns that tell a part of what it holds once more, to be read alone; without
    all of them where one is too long for a column, or they make the row too large."""
    fit = all(_wide(text) <= _COLUMN for text in copies.values())
    found = {**entity, **copies}
    return found if fit and size(found) <= _ENTITY else entity


def as_text(what: object) -> str:
    """Compact JSON without the few characters that one service or another stumbles over."""
    text = json.dumps(what, ensure_ascii=False, separators=(",", ":"))
    if text.isascii():
        return text
    return _TROUBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def known(entity: Mapping[str, Any]) -> None:
    """Raises TryLater for a row of a newer version: that comes back, and until then no approval is
    given up and no message fails for it."""
    version = entity.get("v", FIRST)
    if version > VERSION:
        raise TryLater(
            f"row {entity.get('PartitionKey')} / {entity.get('RowKey')} was written by schema"
            f" version {version}, and this app reads versions up to {VERSION}: deploy the newer app"
        )


def checked(entity: Entity) -> Entity:
    """The same row. Raises Rejected over 1 MiB, counted as Azure counts."""
    found = size(entity)
    if found > _ENTITY:
        raise Rejected(
            f"{entity['PartitionKey']} / {entity['RowKey']} makes a row of {found:,} bytes,"
            f" and a row holds at most {_ENTITY:,}"
        )
    return entity


def size(entity: Mapping[str, object]) -> int:
    keys = ("PartitionKey", "RowKey")
    found = 4 + sum(_wide(str(entity[name])) for name in keys)
    for name, value in entity.items():
        if name not in keys:
            held = 4 + _wide(value) if isinstance(value, str) else 8
            found += 8 + _wide(name) + held
    return found


def _wide(text: str) -> int:
    return 2 * len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass"))


def weight(entity: Mapping[str, object]) -> int:
    """No fewer bytes than a row takes on its way: as JSON in ASCII, where the JSON that is its text
    is escaped once more."""
    return 2 + sum(_length(name) + _length(value) + 4 for name, value in entity.items())


def _length(value: object) -> int:
    """As JSON. Most texts are plain, and counting is much quicker than writing."""
    if isinstance(value, str) and value.isascii() and value.isprintable():
        return 2 + len(value) + value.count('"') + value.count("\\")
    return len(json.dumps(value))


def cut(entities: Iterable[Entity]) -> Iterator[list[Entity]]:
    """Rows of one partition in portions that fit into a transaction each."""
    portion: list[Entity] = []
    held = 0
    for entity in entities:
        # A part of a transaction has headers of its own.
        each = weight(entity) + 1024
        if portion and (len(portion) == MOST_ROWS or held + each > MOST_BYTES):
            yield portion
            portion, held = [], 0
        portion.append(entity)
        held += each
    if portion:
        yield portion
