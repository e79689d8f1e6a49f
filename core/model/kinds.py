"""Which fields of the two sides go together, and how: for each pair the kinds that a rule between
them may have."""

from collections.abc import Mapping, Sequence

from core.model.fields import VendorField
from core.model.items import Side
from core.model.plans import SYSTEM
from core.model.rules import Kind

_NUMBERS = (Kind.WHOLE, Kind.DECIMAL, Kind.WORK)
_TOGETHER: Mapping[tuple[Kind, Kind], tuple[Kind, ...]] = {
    (Kind.TEXT, Kind.TEXT): (Kind.TEXT, Kind.CHOICE),
    (Kind.TEXT, Kind.CHOICE): (Kind.CHOICE,),
    (Kind.CHOICE, Kind.TEXT): (Kind.CHOICE, Kind.TEXT),
    (Kind.CHOICE, Kind.CHOICE): (Kind.CHOICE,),
    (Kind.RICH_TEXT, Kind.TEXT): (Kind.RICH_TEXT, Kind.TEXT),
    (Kind.WHOLE, Kind.WHOLE): _NUMBERS,
    (Kind.WHOLE, Kind.DECIMAL): _NUMBERS,
    (Kind.DECIMAL, Kind.WHOLE): _NUMBERS,
    (Kind.DECIMAL, Kind.DECIMAL): (Kind.DECIMAL, Kind.WORK),
    (Kind.WHOLE, Kind.CHOICE): (Kind.CHOICE,),
    (Kind.WHOLE, Kind.TEXT): (Kind.CHOICE,),
    (Kind.DATE, Kind.DATE): (Kind.DATE,),
    (Kind.YES_NO, Kind.YES_NO): (Kind.YES_NO,),
    (Kind.PERSON, Kind.PEOPLE): (Kind.PERSON, Kind.PEOPLE),
    (Kind.TAGS, Kind.TAGS): (Kind.TAGS,),
    (Kind.STATE, Kind.WHOLE): (Kind.STATE,),
    (Kind.STATE, Kind.DECIMAL): (Kind.STATE,),
    (Kind.STATE, Kind.CHOICE): (Kind.CHOICE,),
    (Kind.STATE, Kind.TEXT): (Kind.CHOICE,),
}
_HOLDS: Mapping[Kind, str] = {
    Kind.TEXT: "text",
    Kind.RICH_TEXT: "formatted text",
    Kind.WHOLE: "whole numbers",
    Kind.DECIMAL: "numbers",
    Kind.WORK: "work",
    Kind.DATE: "dates",
    Kind.CHOICE: "choices",
    Kind.PERSON: "a person",
    Kind.PEOPLE: "people",
    Kind.TAGS: "tags",
    Kind.YES_NO: "yes or no",
    Kind.STATE: "a state",
}
_WORK = {"originalestimate", "completedwork", "remainingwork"}
"""What Azure DevOps counts in hours. Its Effort counts points."""


def allowed(ado: VendorField, ppm: VendorField) -> Sequence[Kind]:
    """The kinds a rule between these two may have, the usual one first; none where they do not
    go together."""
    if ado.kind is None or ppm.kind is None:
        return ()
    kinds = _TOGETHER.get((ado.kind, ppm.kind), ())
    if Kind.STATE in kinds and not _is_progress(ppm):
        return ()
    if Kind.WORK in kinds and bare(ado.name).endswith(tuple(_WORK)):
        return (Kind.WORK, *(kind for kind in kinds if kind is not Kind.WORK))
    return kinds


def together_as(
    ado: Sequence[VendorField], ppm: Sequence[VendorField]
) -> tuple[tuple[Kind, ...], str]:
    """The kinds a rule between any of these may have, the usual one first; where there is none,
    why not, for a person."""
    pairs = [(mine, theirs) for mine in ado for theirs in ppm]
    if words := next((words for pair in pairs if (words := _unlike(*pair))), ""):
        return (), words
    kinds = [set(allowed(*pair)) for pair in pairs]
    fit = tuple(kind for kind in allowed(*pairs[0]) if all(kind in each for each in kinds))
    if not fit:
        return (), f"{_called([*ado, *ppm])} have no kind in common"
    if not any(field.writable for field in (*ado, *ppm)):
        return (), f"nobody may write {_called(ado)} or {_called(ppm)}"
    return fit, ""


def _unlike(ado: VendorField, ppm: VendorField) -> str:
    for side, field in ((Side.ADO, ado), (Side.PPM, ppm)):
        if field.kind is None:
            return f"{SYSTEM[side]} keeps {field.label} in a way that we do not understand"
    if allowed(ado, ppm):
        return ""
    if ado.kind is Kind.STATE and ppm.kind in (Kind.WHOLE, Kind.DECIMAL):
        return f"{ado.label} holds a state, and of all numbers only the progress answers to that"
    return f"{ado.label} holds {_holds(ado)}, and {ppm.label} holds {_holds(ppm)}"


def _called(fields: Sequence[VendorField]) -> str:
    return " and ".join(dict.fromkeys(field.label for field in fields))


def in_days(ppm: Sequence[VendorField]) -> frozenset[Side]:
    """The sides on which work between such fields is counted in working days."""
    return frozenset({Side.PPM} if any("duration" in _names(each) for each in ppm) else ())


def bare(name: str) -> str:
    """A name by its letters and digits alone, however it is written."""
    return "".join(each for each in name.casefold() if each.isalnum())


def _is_progress(field: VendorField) -> bool:
    return any("progress" in name for name in _names(field))


def _names(field: VendorField) -> set[str]:
    return {bare(field.name), bare(field.label)}


def _holds(field: VendorField) -> str:
    return _HOLDS[field.kind] if field.kind else "something else"
