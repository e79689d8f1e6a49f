"""Change the field mapping of a project: checked against both live catalogues, then every link is
compared anew from what is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.model.compare import Link
from core.model.errors import Conflict, Rejected, TryLater
from core.model.fields import VendorField, find
from core.model.items import Side
from core.model.kinds import in_days, together_as
from core.model.plans import SYSTEM
from core.model.problems import UNASKED, Catalogues, Problem, alone, doubts, tidied, together
from core.model.projects import Project
from core.model.rules import FieldRule, Kind, default_rules
from core.model.schema import still_paused
from core.model.trial import Trial, about_other_fields, try_rules
from core.model.value_maps import Proposal, propose_map
from core.sync.ports import System, Systems
from core.sync.refresh import recompute
from core.sync.stores import Store

_PATIENCE = 5


def change_rules(
    project: Project, rules: Sequence[FieldRule], systems: Systems, store: Store
) -> Project:
    """Keep these rules in place of those that `project` was read with. No item is looked at: what
    a snapshot cannot tell is unread until the next look.

    Raises Rejected naming rule and part, TryLater where a new field cannot be looked up, Conflict
    where somebody else changed the rules meanwhile.
    """
    return keep_rules(project, check(project, rules, systems), store)


def reset_rules(project: Project, store: Store) -> Project:
    """Back to what a new project starts with. Nobody is asked: an item that lacks a field takes no
    part in its rule. Raises Conflict as above."""
    return keep_rules(project, default_rules(), store)


def check(project: Project, rules: Sequence[FieldRule], systems: Systems) -> tuple[FieldRule, ...]:
    """These rules as they are to be kept: new fields are spelled as their vendor does.

    The vendors are asked only about fields and kinds that are new, so that the rest can be changed
    while one of them is away. Raises Rejected and TryLater as above.
    """
    known = {_meaning(rule) for rule in project.rules}
    new = [rule for rule in rules if _meaning(rule) not in known]
    told = _catalogues(systems(project)) if new else UNASKED
    _refuse([*alone(rules, told), *together(new, told)])
    kept = tuple(tidied(rule, told if rule in new else UNASKED) for rule in rules)
    return still_paused(project.rules, kept)


def _meaning(rule: FieldRule) -> tuple[object, ...]:
    return rule.ado, rule.ppm, rule.kind


def _catalogues(both: Mapping[Side, System]) -> Catalogues:
    return {side: both[side].catalogue() for side in Side}


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        first = problems[0]
        fields = {f"{each.rule}.{each.part}": each.words for each in problems}
        raise Rejected(f"rule {first.rule}, {first.part}: {first.words}", fields)


def keep_rules(project: Project, rules: tuple[FieldRule, ...], store: Store) -> Project:
    """Keep rules that were checked, and compare every link anew. Safe twice, and to take up again
    where it stopped half-way. Raises Conflict as above."""
    strange = about_other_fields(project.rules, rules)
    others = tuple(rule for rule in project.rules if rule.id not in strange)
    if others != project.rules:
        # First without the rules that get other fields. Should we stop half-way, no link may be
        # left with a base that speaks of the old ones: it would blame somebody who moved nothing.
        recompute(store.links.all(project.id), replace(project, rules=others), store)
    saved = _put(project, rules, store)
    recompute(store.links.all(project.id), saved, store, strange)
    return saved


def _put(project: Project, rules: tuple[FieldRule, ...], store: Store) -> Project:
    """The row moves for other reasons too, such as a sweep; only other rules are in our way."""
    for _ in range(_PATIENCE):
        fresh = store.projects.get(project.id)
        if fresh is None or fresh.rules not in (project.rules, rules):
            break
        try:
            # What both sides' schemas say of them is for the next sweep to see.
            return store.projects.put(replace(fresh, rules=rules, watched_at=""))
        except Conflict:
            continue
    raise Conflict(f"the rules of project {project.id} were changed meanwhile")


def warnings(project: Project, before: Project, systems: Systems) -> list[Problem]:
    """What a person should hear of what the rules say that they did not say `before`. They are
    kept already: a vendor that is away, or says no, is one more thing to hear of."""
    known = {(*_meaning(rule), rule.value_map) for rule in before.rules}
    new = [rule for rule in project.rules if (*_meaning(rule), rule.value_map) not in known]
    if not new:
        return []
    try:
        both = systems(project)
        told = _catalogues(both)
        return [found for rule in new for found in doubts(rule, told, _mapped(rule, both))]
    except (TryLater, Rejected) as away:
        return [Problem(rule.id, "fields", f"not looked over: {away.words}") for rule in new]


def _mapped(rule: FieldRule, both: Mapping[Side, System]) -> Mapping[Side, Sequence[str]]:
    """What the fields of a rule offer, where that is of interest."""
    return {side: _offered(both[side], rule.fields(side)) for side in Side if rule.value_map}


def _offered(system: System, fields: Sequence[str]) -> tuple[str, ...]:
    """What these fields offer together."""
    return tuple(dict.fromkeys(value for field in fields for value in system.options(field)))


def try_out(project: Project, rules: Sequence[FieldRule], store: Store) -> Trial:
    """What these rules would do to the links there are; nothing is kept, nobody is asked. Raises
    Rejected for rules that contradict themselves."""
    _refuse([*alone(rules)])
    links = sorted(store.links.all(project.id), key=_order)
    wanted = still_paused(project.rules, [tidied(rule) for rule in rules])
    return try_rules(links, project.rules, wanted, project.terms)


def _order(link: Link) -> tuple[int, str]:
    return len(link.ado.ref.key), link.ado.ref.key


@dataclass(frozen=True)
class Fitting:
    """How fields of both sides go together: the kinds a rule may have, the usual one first, or why
    none; the sides that count work in days, what both offer, and a first value map."""

    kinds: tuple[Kind, ...]
    why_not: str
    days: frozenset[Side]
    offered: Mapping[Side, tuple[str, ...]]
    proposal: Proposal


def fit(project: Project, ado: Sequence[str], ppm: Sequence[str], systems: Systems) -> Fitting:
    """Raises Rejected for a field that its side does not have, TryLater."""
    both = systems(project)
    told = _catalogues(both)
    fields = {
        Side.ADO: [_field(Side.ADO, name, told) for name in ado],
        Side.PPM: [_field(Side.PPM, name, told) for name in ppm],
    }
    offered = {side: _offered(both[side], [each.name for each in fields[side]]) for side in Side}
    kinds, why_not = together_as(fields[Side.ADO], fields[Side.PPM])
    return Fitting(
        kinds=kinds,
        why_not=why_not,
        days=in_days(fields[Side.PPM]) if Kind.WORK in kinds else frozenset(),
        offered=offered,
        proposal=propose_map(offered[Side.ADO], offered[Side.PPM])
        if Kind.CHOICE in kinds
        else Proposal(),
    )


def _field(side: Side, name: str, told: Catalogues) -> VendorField:
    found = find(told[side], name)
    if found is None:
        words = f"{SYSTEM[side]} has no field {name} here"
        raise Rejected(words, {str(side): words})
    return found
