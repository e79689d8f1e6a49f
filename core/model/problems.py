"""What is wrong with field rules: by themselves, and as the vendors' fields are now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.model.fields import VendorField, find
from core.model.items import Side
from core.model.kinds import bare, together_as
from core.model.plans import SYSTEM
from core.model.rules import FieldRule, Kind

Catalogues = Mapping[Side, Sequence[VendorField]]
UNASKED: Catalogues = {Side.ADO: (), Side.PPM: ()}
"""What is known while nobody was asked."""

MOST_RULES = 100
_DATES = {"startdate", "duedate", "duration"}
"""PPM Express works out each of these from the other two."""


@dataclass(frozen=True)
class Problem:
    """Which rule, which part of it, and what is the matter, in words for a person."""

    rule: str
    part: str
    words: str


def tidied(rule: FieldRule, known: Catalogues = UNASKED) -> FieldRule:
    """The rule with each field spelled as its vendor does, and no blanks around its choices.

    What is spelled two ways would pass for two fields, and Azure DevOps knows a field by its
    reference name alone.
    """
    return replace(
        rule,
        ado=_spelled(rule, Side.ADO, known),
        ppm=_spelled(rule, Side.PPM, known),
        value_map=tuple((ado.strip(), ppm.strip()) for ado, ppm in rule.value_map),
    )


def _spelled(rule: FieldRule, side: Side, known: Catalogues) -> tuple[str, ...]:
    found = ((find(known[side], name), name) for name in rule.fields(side))
    return tuple(dict.fromkeys(field.name if field else name for field, name in found))


def alone(rules: Sequence[FieldRule], known: Catalogues = UNASKED) -> Iterator[Problem]:
    """What is wrong with rules by themselves; a vendor's labels help where they are `known`."""
    if len(rules) > MOST_RULES:
        yield Problem(rules[-1].id, "id", f"a project has {MOST_RULES} rules at most")
    yield from _same_id(rules)
    for rule in rules:
        yield from _ambiguous(rule)
    active = [tidied(rule, known) for rule in rules if rule.active]
    yield from _written_twice(active)
    yield from _three_dates(active, known)


def _same_id(rules: Sequence[FieldRule]) -> Iterator[Problem]:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            yield Problem(rule.id, "id", "two rules have the same id")
        seen.add(rule.id)


def _ambiguous(rule: FieldRule) -> Iterator[Problem]:
    """A value with two answers would get the first, and nobody would know."""
    seen: set[str] = set()
    for ado, ppm in rule.value_map:
        if not (ado.strip() and ppm.strip()):
            yield Problem(rule.id, "value_map", f"{ado or ppm!r} has no partner")
        elif ado.strip() in seen:
            yield Problem(rule.id, "value_map", f"{ado!r} has two partners")
        seen.add(ado.strip())


def _written_twice(active: Sequence[FieldRule]) -> Iterator[Problem]:
    """Of two active rules that write one field the last would win."""
    for side in Side:
        writers: dict[str, str] = {}
        for rule in active:
            for name in rule.fields(side):
                first = writers.setdefault(name.casefold(), rule.id)
                if first != rule.id:
                    words = f"the active rule {first} writes {SYSTEM[side]}'s field {name} too"
                    yield Problem(rule.id, side, words)


def _three_dates(active: Sequence[FieldRule], known: Catalogues) -> Iterator[Problem]:
    dates = [(rule, found) for rule in active if (found := _dates(rule, known))]
    if set().union(*(found for _, found in dates)) == _DATES:
        words = "PPM Express works out one of start, due and duration: two of them can be active"
        yield Problem(dates[-1][0].id, "active", words)


def _dates(rule: FieldRule, known: Catalogues) -> set[str]:
    fields = [(name, find(known[Side.PPM], name)) for name in rule.ppm]
    names = {bare(name) for name, _ in fields}
    return _DATES & (names | {bare(field.label) for _, field in fields if field})


def together(rules: Sequence[FieldRule], known: Catalogues) -> Iterator[Problem]:
    """What is wrong with rules as the vendors' fields are now."""
    for rule in rules:
        fields = {side: _found(rule, side, known) for side in Side}
        absent = [side for side in Side if not fields[side]]
        for side in absent:
            yield Problem(rule.id, side, _no_field(side, rule.fields(side)))
        if not absent:
            yield from _mismatched(rule, fields[Side.ADO], fields[Side.PPM])


def _found(rule: FieldRule, side: Side, known: Catalogues) -> list[VendorField]:
    return [field for name in rule.fields(side) if (field := find(known[side], name))]


def _no_field(side: Side, names: Sequence[str]) -> str:
    return f"{SYSTEM[side]} has no field {' or '.join(names)} here"


def _mismatched(
    rule: FieldRule, ado: Sequence[VendorField], ppm: Sequence[VendorField]
) -> Iterator[Problem]:
    fit, words = together_as(ado, ppm)
    if words:
        yield Problem(rule.id, "ppm", words)
    elif rule.kind not in fit:
        words = f"these fields go together as {' or '.join(fit)}, not as {rule.kind}"
        yield Problem(rule.id, "kind", words)


def doubts(
    rule: FieldRule, known: Catalogues, offered: Mapping[Side, Sequence[str]]
) -> Iterator[Problem]:
    """What may be meant as it is, yet a person should hear of: fields that are not there while
    others are, and choices that their side does not offer."""
    for side in Side:
        for name in rule.fields(side):
            if not find(known[side], name):
                yield Problem(rule.id, side, _no_field(side, [name]))
    if rule.value_map and rule.kind is not Kind.CHOICE:
        yield Problem(rule.id, "value_map", f"nobody looks at it in a rule of kind {rule.kind}")
    for side, values in zip(Side, zip(*rule.value_map, strict=True), strict=False):
        listed = offered.get(side, ())
        for value in dict.fromkeys(values):
            if listed and value not in listed:
                yield Problem(rule.id, "value_map", f"{SYSTEM[side]} does not offer {value!r}")
