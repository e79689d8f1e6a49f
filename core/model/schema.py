"""What the rules stand on, on either side: what is gone since it was last seen, and what to do.

Where a rule has lost what it stood on, the rule alone pauses. It is held against what was there
when all was well, so it goes on by itself once that is back, or once the rule is another one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from core.model.fields import VendorField, find
from core.model.items import Side, State
from core.model.plans import SYSTEM
from core.model.problems import together
from core.model.rules import FieldRule, Kind

NOTED = timedelta(days=14)
"""How long a note about something that needs nobody stays."""


@dataclass(frozen=True)
class Schema:
    """What one side is built of now. `listed` holds the values that a field offers, `states` those
    of each type, `paths` the areas and iterations by an id that outlives their names."""

    fields: Sequence[VendorField]
    listed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    states: Mapping[str, Sequence[State]] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)


Told = Mapping[Side, Schema]


@dataclass(frozen=True)
class Known:
    """What a rule stood on when all was well: its fields with their labels, those of its mapped
    values that were offered, and whether its fields went together."""

    rule: str
    fields: Mapping[Side, Mapping[str, str]]
    offered: Mapping[Side, frozenset[str]]
    fits: bool


@dataclass(frozen=True)
class Picture:
    """The schema as it was last seen, as far as anything depends on it. `states` holds the
    category of each state by type, `paths` the ids of the areas and iterations that are named."""

    rules: Mapping[str, Known] = field(default_factory=dict)
    states: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Note:
    """Something that was found, for a person. A `lasting` one stays until it is no longer so."""

    words: str
    at: str
    lasting: bool = False


def watch(
    rules: Sequence[FieldRule], named: Sequence[str], picture: Picture, told: Told
) -> tuple[tuple[FieldRule, ...], Picture]:
    """The rules, those paused that have lost what they stood on; and what to remember of it.

    `named` are the paths that somebody names elsewhere.
    """
    moved = dict(_moved(picture.paths, told[Side.ADO].paths))
    known, found = {}, []
    for rule in rules:
        before = picture.rules.get(rule.id)
        now = _seen(rule, told)
        words = "; ".join(_lost(rule, before, told, moved)) if _same(before, now) else ""
        known[rule.id] = before if words and before else now
        found.append(replace(rule, paused=words if rule.active else ""))
    mapped = [ado for rule in rules for ado, _ in rule.value_map]
    return tuple(found), Picture(
        known, _categories(told[Side.ADO]), _named([*named, *mapped], picture, told[Side.ADO])
    )


def _same(before: Known | None, now: Known) -> bool:
    return before is not None and before.rule == now.rule


def _seen(rule: FieldRule, told: Told) -> Known:
    fields = {side: _present(rule, side, told[side]) for side in Side}
    offered = {side: _mapped(rule, side) & _offered(rule, side, told[side]) for side in Side}
    return Known(_meaning(rule), fields, offered, not _misfit(rule, told))


def _meaning(rule: FieldRule) -> str:
    return repr((rule.ado, rule.ppm, str(rule.kind)))


def _present(rule: FieldRule, side: Side, told: Schema) -> Mapping[str, str]:
    found = ((name, find(told.fields, name)) for name in rule.fields(side))
    return {name: each.label for name, each in found if each}


def _mapped(rule: FieldRule, side: Side) -> frozenset[str]:
    if rule.kind is not Kind.CHOICE:
        return frozenset()
    return frozenset(ado if side is Side.ADO else ppm for ado, ppm in rule.value_map)


def _offered(rule: FieldRule, side: Side, told: Schema) -> frozenset[str]:
    return frozenset(value for name in rule.fields(side) for value in told.listed.get(name, ()))


def _misfit(rule: FieldRule, told: Told) -> str:
    catalogues = {side: told[side].fields for side in Side}
    return "; ".join(each.words for each in together([rule], catalogues))


def _lost(
    rule: FieldRule, before: Known | None, told: Told, moved: Mapping[str, str]
) -> Iterator[str]:
    if before is None:
        return
    lost = [
        _lost_field(side, name, label, told[side])
        for side in Side
        for name, label in before.fields[side].items()
        if not find(told[side].fields, name)
    ]
    yield from lost
    if not lost and before.fits and (words := _misfit(rule, told)):
        yield f"{words}: edit the rule, or bring the former kind of field back"
    for side in () if lost else Side:
        gone = before.offered[side] & _mapped(rule, side) - _offered(rule, side, told[side])
        yield from (_lost_value(side, each, moved) for each in sorted(gone))


def _lost_field(side: Side, name: str, label: str, told: Schema) -> str:
    called = name if label in ("", name) else f"{label} ({name})"
    alike = [each.name for each in told.fields if each.label == label]
    hint = f", perhaps {alike[0]}, which is called the same" if alike else ""
    words = f"{SYSTEM[side]} has no field {called} any more"
    return f"{words}: choose another one in this rule{hint}, or bring it back"


def _lost_value(side: Side, value: str, moved: Mapping[str, str]) -> str:
    now = moved.get(value, "") if side is Side.ADO else ""
    if now:
        return f"{SYSTEM[side]} has renamed {value} to {now}: name the new one in the value map"
    words = f"{SYSTEM[side]} does not offer {value!r} any more"
    return f"{words}: name another one in the value map, or bring it back"


def _moved(named: Mapping[str, str], paths: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each named path that is another one now; empty where it is gone."""
    for path, id_ in named.items():
        if path not in paths.values():
            yield path, paths.get(id_, "")


def _categories(told: Schema) -> Mapping[str, Mapping[str, str]]:
    return {
        type_: {state.name: state.category for state in states}
        for type_, states in told.states.items()
    }


def _named(wanted: Sequence[str], picture: Picture, told: Schema) -> Mapping[str, str]:
    """Paths that somebody names, with their ids: as they are now, else as they once were."""
    ids = {path: id_ for id_, path in told.paths.items()}
    known = {**picture.paths, **ids}
    return {path: known[path] for path in wanted if path in known}


def news(before: Picture, told: Told, named: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """What a person should hear of that pauses nothing, and whether it lasts. `named` says of each
    path where it is named."""
    now = _categories(told[Side.ADO])
    for type_, states in before.states.items():
        if type_ not in now:
            words = f"Azure DevOps has no type {type_} any more: nothing new can be made as one"
            yield words, False
        elif lost := _lost_states(states, now[type_]):
            yield f"Azure DevOps: in the type {type_} {lost}", False
    for path, to in _moved(before.paths, told[Side.ADO].paths):
        if path in named:
            became = f"has renamed {path} to {to}" if to else f"has no {path} any more"
            yield f"Azure DevOps {became}: {named[path]} names it, save it anew", True


def _lost_states(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    gone = sorted(before.keys() - now.keys())
    new = sorted(now.keys() - before.keys())
    other = [
        f"{name} counts as {now[name]} now"
        for name, category in before.items()
        if now.get(name, category) != category
    ]
    words = [f"the state {', '.join(gone)} is gone"] if gone else []
    if gone and new:
        words.append(f"{', '.join(new)} is new")
    return "; ".join([*words, *other])


def noted(
    notes: Sequence[Note], found: Sequence[tuple[str, bool]], now: datetime
) -> tuple[Note, ...]:
    """The notes after a look: what is said again keeps its time, what needs nobody fades."""
    said = dict(found)
    known = {each.words: each for each in notes}
    kept = [
        each
        for each in notes
        if each.words in said
        or (not each.lasting and now - datetime.fromisoformat(each.at) < NOTED)
    ]
    new = [Note(words, now.isoformat(), lasting) for words, lasting in found if words not in known]
    return (*kept, *new)


def still_paused(before: Sequence[FieldRule], after: Sequence[FieldRule]) -> tuple[FieldRule, ...]:
    """Rules as a person saved them: one with the same fields and kind stays paused until the next
    look, which a person who turned it off and on again does not replace."""
    paused = {(rule.id, _meaning(rule)): rule.paused for rule in before}
    return tuple(
        replace(rule, paused=paused.get((rule.id, _meaning(rule)), "") if rule.active else "")
        for rule in after
    )
