"""Values at the door: what a field's JSON means, and the JSON that a value becomes."""

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.connectors.ado.answers import members, text
from core.model.errors import Rejected
from core.model.items import LongText, Person, State, Value

STATE = "System.State"
TAGS = "System.Tags"
_COMBINED = re.compile(r"^\s*(?P<name>[^<>]*?)\s*<(?P<mail>[^<>]+)>\s*$")
_YES = ("true", "1", "yes")
_NO = ("false", "0", "no")
# Writing these would turn the item into another one, or is refused whatever the definition says.
_LEFT_ALONE = frozenset(
    {
        "System.Id",
        "System.Rev",
        "System.Parent",
        "System.TeamProject",
        "System.WorkItemType",
        "System.CreatedBy",
        "System.CreatedDate",
        "System.ChangedBy",
        "System.ChangedDate",
        "System.AuthorizedAs",
        "System.AuthorizedDate",
        "System.RevisedDate",
        "System.Watermark",
        "System.CommentCount",
        "System.BoardColumn",
        "System.BoardColumnDone",
        "System.BoardLane",
    }
)


class Unfit(Exception):
    """A value that the field cannot hold; the words say why, to a person."""


@dataclass(frozen=True)
class Definition:
    """What the organisation says about a field. One with a list offers values to choose from."""

    name: str
    kind: str
    readonly: bool = False
    label: str = ""
    listed: bool = False


def definition(found: object) -> Definition:
    told = members(found)
    name, kind = text(told.get("referenceName")), text(told.get("type")).lower()
    if name == STATE:
        kind = "state"
    elif name == TAGS:
        kind = "tags"
    elif told.get("isIdentity") is True:
        kind = "identity"
    # Paths are said to be read-only although everybody writes them.
    locked = told.get("readOnly") is True and kind != "treepath"
    return Definition(
        name,
        kind.removeprefix("picklist"),
        locked or name in _LEFT_ALONE,
        text(told.get("name")),
        told.get("isPicklist") is True or kind.startswith("picklist"),
    )


def value(raw: object, defined: Definition, states: Sequence[State]) -> Value:
    """A field's value; None where it is empty."""
    return None if raw is None or raw == "" else reader(defined, states)(raw)


def reader(defined: Definition, states: Sequence[State]) -> Callable[[object], Value]:
    """What tells the values of this field, where they are not empty: many are asked at once."""
    if defined.kind == "state":
        named = {each.name: each for each in reversed(states)}
        return lambda raw: named.get(str(raw)) or State(str(raw))
    return _READERS.get(defined.kind, _text)


def person(raw: object) -> Person | None:
    """Somebody, in whichever of the vendor's five shapes."""
    if isinstance(raw, str):
        return _said_person(raw)
    told = members(raw)
    unique, name = text(told.get("uniqueName")), text(told.get("name"))
    mail = _parts(unique)[1] or unique or _parts(name)[1]
    shown = text(told.get("displayName")) or _parts(unique)[0] or _parts(name)[0] or name
    id_ = text(told.get("id"))
    return Person(mail, shown, id_) if mail or shown or id_ else None


def _said_person(raw: str) -> Person | None:
    name, mail = _parts(raw)
    raw = raw.strip()
    if mail:
        return Person(mail, name)
    if "@" in raw and " " not in raw:
        return Person(mail=raw)
    return Person(name=raw) if raw else None


def _parts(raw: str) -> tuple[str, str]:
    """Name and mail of "Avery Howard <avery@contoso.com>"."""
    found = _COMBINED.match(raw)
    return (found["name"], found["mail"].strip()) if found else ("", "")


def _tags(raw: object) -> Value:
    return tuple(tag for each in str(raw).split(";") if (tag := each.strip())) or None


def _date(raw: object) -> Value:
    found = str(raw)
    return None if found.startswith("0001-") else found


def _number(raw: object) -> Value:
    if isinstance(raw, int | float):
        return raw
    try:
        found = float(str(raw))
    except ValueError:
        return str(raw)
    return found if math.isfinite(found) else str(raw)


def _whole(raw: object) -> Value:
    found = _number(raw)
    return int(found) if isinstance(found, float) and found.is_integer() else found


def _boolean(raw: object) -> Value:
    if isinstance(raw, bool):
        return raw
    found = str(raw).strip().lower()
    return True if found in _YES else False if found in _NO else str(raw)


def _text(raw: object) -> Value:
    """A shape nobody told us of is kept as it came: it is not empty."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, dict):
        return person(raw) or json.dumps(raw, sort_keys=True)
    return json.dumps(raw)


_READERS: dict[str, Callable[[object], Value]] = {
    "tags": _tags,
    "identity": person,
    "datetime": _date,
    "integer": _whole,
    "double": _number,
    "boolean": _boolean,
}


def wire(found: Value, defined: Definition) -> object:
    """What to send so that the field reads as this value; "" empties a field of any type.

    Raises Rejected, naming the field.
    """
    if found is None or found == "" or found == ():
        return ""
    try:
        return _WRITERS.get(defined.kind, _as_text)(found)
    except Unfit as unfit:
        raise Rejected(str(unfit), {defined.name: str(unfit)}) from unfit


def _as_text(found: Value) -> object:
    match found:
        case LongText():
            raise Unfit("only the fingerprint of this text is known")
        case State():
            return found.name
        case Person():
            return _as_person(found)
        case bool():
            return str(found).lower()
        case float() if found.is_integer():
            return str(int(found))
        case int() | float():
            return str(found)
        case str():
            return found
        case _:
            return "; ".join(str(_as_text(each)) for each in found or ())


def _as_tags(found: Value) -> object:
    each = found if isinstance(found, tuple) else (found,)
    return "; ".join(str(_as_text(tag)) for tag in each)


def _as_person(found: Value) -> object:
    """By sign-in name alone: a display name may be somebody else's too, and an id is refused."""
    match found:
        case Person(mail=mail) if mail:
            return mail
        case Person():
            raise Unfit(f"no sign-in name is known for {found.name or found.id}")
        case (Person() as one,):
            return _as_person(one)
        case str():
            return found
        case _:
            raise Unfit("Azure DevOps holds one person in this field")


def _as_number(found: Value) -> float:
    try:
        if isinstance(found, int | float | str):
            number = float(found)
            if math.isfinite(number):
                return number
    except (ValueError, OverflowError):
        pass
    raise Unfit(f"{_shown(found)} is not a number")


def _as_whole(found: Value) -> object:
    number = _as_number(found)
    if not number.is_integer():
        raise Unfit(f"{number:g} is not a whole number")
    return int(number)


def _as_boolean(found: Value) -> object:
    if isinstance(found, bool):
        return found
    said = str(found).strip().lower()
    if said in _YES or said in _NO:
        return said in _YES
    raise Unfit(f"{_shown(found)} is neither yes nor no")


def _shown(found: Value) -> str:
    return repr(found)[:100]


_WRITERS: dict[str, Callable[[Value], object]] = {
    "tags": _as_tags,
    "identity": _as_person,
    "integer": _as_whole,
    "double": _as_number,
    "boolean": _as_boolean,
}
