"""Which fields of the two sides go together, and how: each pair of kinds with the rule kinds it
allows, the usual one first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.model.fields import VendorField, find
from core.model.items import Side
from core.model.plans import SYSTEM
from core.model.rules import FieldRule, Kind

_TOGETHER: Mapping[tuple[Kind, Kind], tuple[Kind, ...]] = {
    (Kind.TEXT, Kind.TEXT): (Kind.TEXT,),
    (Kind.TEXT, Kind.CHOICE): (Kind.CHOICE,),
    (Kind.RICH_TEXT, Kind.TEXT): (Kind.RICH_TEXT, Kind.TEXT),
    (Kind.WHOLE, Kind.WHOLE): (Kind.WHOLE, Kind.WORK, Kind.DECIMAL),
    (Kind.WHOLE, Kind.DECIMAL): (Kind.WHOLE, Kind.WORK, Kind.DECIMAL),
    (Kind.WHOLE, Kind.CHOICE): (Kind.CHOICE,),
    (Kind.WHOLE, Kind.TEXT): (Kind.CHOICE,),
    (Kind.DECIMAL, Kind.WHOLE): (Kind.DECIMAL, Kind.WORK, Kind.WHOLE),
    (Kind.DECIMAL, Kind.DECIMAL): (Kind.DECIMAL, Kind.WORK),
    (Kind.DECIMAL, Kind.CHOICE): (Kind.CHOICE,),
    (Kind.DATE, Kind.DATE): (Kind.DATE,),
    (Kind.YES_NO, Kind.YES_NO): (Kind.YES_NO,),
    (Kind.PERSON, Kind.PEOPLE): (Kind.PERSON, Kind.PEOPLE),
    (Kind.TAGS, Kind.TAGS): (Kind.TAGS,),
    (Kind.CHOICE, Kind.CHOICE): (Kind.CHOICE,),
    (Kind.CHOICE, Kind.TEXT): (Kind.CHOICE, Kind.TEXT),
    (Kind.STATE, Kind.WHOLE): (Kind.STATE,),
    (Kind.STATE, Kind.DECIMAL): (Kind.STATE,),
    (Kind.STATE, Kind.CHOICE): (Kind.CHOICE,),
    (Kind.STATE, Kind.TEXT): (Kind.CHOICE,),
}
_HOLDS = {
    Kind.TEXT: "text",
    Kind.RICH_TEXT: "formatted text",
    Kind.WHOLE: "whole numbers",
    Kind.DECIMAL: "numbers",
    Kind.DATE: "dates",
    Kind.CHOICE: "choices",
    Kind.PERSON: "a person",
    Kind.PEOPLE: "people",
    Kind.TAGS: "tags",
    Kind.YES_NO: "yes or no",
    Kind.STATE: "a state",
}
_THREE_DATES = {"startdate", "duedate", "duration"}
"""PPM Express works out each of these from the other two."""


@dataclass(frozen=True)
class Problem:
    """Why a rule cannot be kept: which rule, which part of it, in words for a person."""

    rule: str
    part: str
    words: str


def allowed(ado: VendorField, ppm: VendorField) -> Sequence[Kind]:
    """The kinds a rule between these two may have, the usual one first; none where they do not
    go together."""
    if ado.kind is None or ppm.kind is None:
        return ()
    return _TOGETHER.get((ado.kind, ppm.kind), ())


def why_not(ado: VendorField, ppm: VendorField) -> str:
    """Why these two do not go together, for a person; empty where they do."""
    for side, field in ((Side.ADO, ado), (Side.PPM, ppm)):
        if field.kind is None:
            return f"{SYSTEM[side]}'s field {field.label} is of a type that we do not understand"
    if not (ado.writable or ppm.writable):
        return f"nobody can write {ado.label} or {ppm.label}"
    if allowed(ado, ppm):
        return ""
    return f"{ado.label} holds {_words(ado)} and {ppm.label} holds {_words(ppm)}"


def _words(field: VendorField) -> str:
    return _HOLDS.get(field.kind, "something else") if field.kind else "something else"


def alone(rules: Sequence[FieldRule]) -> Iterator[Problem]:
    """What is wrong with rules by themselves: no vendor has to be asked."""
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            yield Problem(rule.id, "id", "two rules have the same id")
        seen.add(rule.id)
        yield from _doubled(rule)
    yield from _written_twice(rules)
    dates = {_bare(field) for rule in rules if rule.active for field in rule.ppm} & _THREE_DATES
    if len(dates) == len(_THREE_DATES):
        last = next(
            r for r in reversed(rules) if r.active and _THREE_DATES & set(map(_bare, r.ppm))
        )
        words = "PPM Express works out one of Start date, Due date and Duration: two may be active"
        yield Problem(last.id, "active", words)


def _doubled(rule: FieldRule) -> Iterator[Problem]:
    """A value with two answers would get the first, and nobody would know."""
    known: set[str] = set()
    for ado, _ in rule.value_map:
        if ado in known:
            yield Problem(rule.id, "value_map", f"{ado!r} stands there twice")
        known.add(ado)


def _written_twice(rules: Sequence[FieldRule]) -> Iterator[Problem]:
    """Of two active rules that write one field the last would win."""
    for side in Side:
        writer: dict[str, str] = {}
        for rule in rules:
            for name in (
                {each.casefold(): each for each in rule.fields(side)} if rule.active else ()
            ):
                if name in writer:
                    words = f"rule {writer[name]} writes the same {side} field"
                    yield Problem(rule.id, side, words)
                writer[name] = rule.id


def together(
    rules: Sequence[FieldRule], catalogues: Mapping[Side, Sequence[VendorField]]
) -> Iterator[Problem]:
    """What is wrong with rules as the vendors' fields are now."""
    for rule in rules:
        found: dict[Side, list[VendorField]] = {}
        for side in Side:
            known = [find(catalogues[side], name) for name in rule.fields(side)]
            found[side] = [each for each in known if each]
            if not found[side]:
                words = f"{SYSTEM[side]} has no field {' or '.join(rule.fields(side))}"
                yield Problem(rule.id, side, words)
        pairs = [(ado, ppm) for ado in found[Side.ADO] for ppm in found[Side.PPM]]
        yield from _unfit(rule, pairs)


def _unfit(rule: FieldRule, pairs: Sequence[tuple[VendorField, VendorField]]) -> Iterator[Problem]:
    for ado, ppm in pairs:
        if words := why_not(ado, ppm):
            yield Problem(rule.id, "kind", words)
        elif rule.kind not in allowed(ado, ppm):
            fit = ", ".join(allowed(ado, ppm))
            words = f"{ado.label} and {ppm.label} go together as {fit}, not as {rule.kind}"
            yield Problem(rule.id, "kind", words)


def _bare(name: str) -> str:
    return "".join(each for each in name.casefold() if each.isalnum())
