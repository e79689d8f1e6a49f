"""Reads a JSON patch document into what it asks for, without judging whether that may be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.ado.errors import bad_argument
from sandbox.ado.fields import Catalogue, Field

_NO_DOCUMENT = "You must pass a valid patch document in the body of the request."


@dataclass(frozen=True)
class LinkEdit:
    """`op` is add (a `value`), remove (an `index`) or comment (both)."""

    op: str
    index: int = -1
    value: Any = None


@dataclass
class Patch:
    rev_test: Any = None
    field_tests: list[tuple[Field, Any]] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    #: fields whose `op` was add: matters for tags only, where adding may mean merging
    added: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    links: list[LinkEdit] = field(default_factory=list)
    formats: dict[str, str] = field(default_factory=dict)
    temporary_id: int | None = None


def read(document: Any, catalogue: Catalogue) -> Patch:
    if not isinstance(document, list) or not document:
        raise bad_argument(_NO_DOCUMENT)
    patch = Patch()
    for operation in document:
        _take(operation, patch, catalogue)
    return patch


def _take(operation: Any, patch: Patch, catalogue: Catalogue) -> None:
    if not isinstance(operation, dict) or not isinstance(operation.get("path"), str):
        raise bad_argument(_NO_DOCUMENT)
    op = str(operation.get("op", "")).lower()
    root, *rest = operation["path"].strip("/").split("/")
    reader = _READERS.get((op, root.lower()))
    if reader is None:
        raise bad_argument(f"The operation '{op}' on '{operation['path']}' is not supported.")
    reader(patch, rest, operation.get("value"), catalogue)


def _test_rev(patch: Patch, rest: list[str], value: Any, _: Catalogue) -> None:
    patch.rev_test = value


def _test_field(patch: Patch, rest: list[str], value: Any, catalogue: Catalogue) -> None:
    patch.field_tests.append((_field(rest, catalogue), value))


def _set_field(patch: Patch, rest: list[str], value: Any, catalogue: Catalogue) -> None:
    ref = _field(rest, catalogue).ref
    patch.fields[ref] = value
    patch.added.discard(ref)


def _add_field(patch: Patch, rest: list[str], value: Any, catalogue: Catalogue) -> None:
    _set_field(patch, rest, value, catalogue)
    patch.added.add(_field(rest, catalogue).ref)


def _remove_field(patch: Patch, rest: list[str], _: Any, catalogue: Catalogue) -> None:
    ref = _field(rest, catalogue).ref
    patch.fields[ref] = None
    patch.removed.add(ref)


def _add_link(patch: Patch, rest: list[str], value: Any, _: Catalogue) -> None:
    if rest != ["-"]:
        raise bad_argument("The path of a new relation must end with '/-'.")
    patch.links.append(LinkEdit("add", value=value))


def _remove_link(patch: Patch, rest: list[str], _v: Any, _: Catalogue) -> None:
    patch.links.append(LinkEdit("remove", _index(rest)))


def _comment_link(patch: Patch, rest: list[str], value: Any, _: Catalogue) -> None:
    if [part.lower() for part in rest[1:]] != ["attributes", "comment"]:
        raise bad_argument("Only attributes/comment of a relation can be replaced.")
    patch.links.append(LinkEdit("comment", _index(rest), value))


def _edit_link(patch: Patch, rest: list[str], value: Any, catalogue: Catalogue) -> None:
    (_comment_link if len(rest) > 1 else _add_link)(patch, rest, value, catalogue)


def _format(patch: Patch, rest: list[str], value: Any, catalogue: Catalogue) -> None:
    wanted = str(value).lower()
    if wanted not in ("markdown", "html"):
        raise bad_argument(f"'{value}' is not a format of a multiline field.")
    patch.formats[_field(rest, catalogue).ref] = wanted


def _temporary(patch: Patch, rest: list[str], value: Any, _: Catalogue) -> None:
    patch.temporary_id = int(value)


def _field(rest: list[str], catalogue: Catalogue) -> Field:
    return catalogue.find("/".join(rest))


def _index(rest: list[str]) -> int:
    if not rest or not rest[0].isdigit():
        raise bad_argument("A relation is addressed by its index.")
    return int(rest[0])


_READERS: dict[tuple[str, str], Callable[[Patch, list[str], Any, Catalogue], None]] = {
    ("test", "rev"): _test_rev,
    ("test", "fields"): _test_field,
    ("add", "fields"): _add_field,
    ("replace", "fields"): _set_field,
    ("remove", "fields"): _remove_field,
    ("add", "relations"): _edit_link,
    ("replace", "relations"): _comment_link,
    ("remove", "relations"): _remove_link,
    ("add", "multilinefieldsformat"): _format,
    ("replace", "multilinefieldsformat"): _format,
    ("add", "id"): _temporary,
}
