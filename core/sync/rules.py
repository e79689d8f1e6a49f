"""Change the field mapping of a project: checked against both live catalogues, then every link is
compared anew from what is stored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.model.compare import Link
from core.model.errors import Rejected
from core.model.fields import VendorField, find
from core.model.items import Side
from core.model.kinds import Problem, allowed, alone, together, why_not
from core.model.plans import SYSTEM
from core.model.projects import Project
from core.model.rules import FieldRule, Kind
from core.model.trial import Trial, try_rules
from core.model.value_maps import Proposal, propose_map
from core.sync.ports import Store, Systems
from core.sync.refresh import recompute


def change_rules(
    project: Project, rules: Sequence[FieldRule], systems: Systems, store: Store
) -> Project:
    """Keep these rules. No item is looked at: what a snapshot cannot tell is unread until the
    next look. Raises Rejected naming rule and part, Conflict where the project moved meanwhile,
    TryLater where a changed field cannot be looked up.
    """
    check(project, rules, systems)
    saved = store.projects.put(replace(project, rules=tuple(rules)))
    recompute(store.links.all(project.id), saved, store)
    return saved


def check(project: Project, rules: Sequence[FieldRule], systems: Systems) -> None:
    """Raises Rejected for the first thing that is wrong. Vendors are asked only about rules whose
    fields or kind are new, so that the rest can be changed while one of them is away."""
    _refuse(list(alone(rules)))
    known = {_meaning(rule) for rule in project.rules}
    new = [rule for rule in rules if _meaning(rule) not in known]
    if new:
        both = systems(project)
        catalogues = {side: both[side].catalogue() for side in Side}
        _refuse(list(together(new, catalogues)))


def try_out(project: Project, rules: Sequence[FieldRule], store: Store) -> Trial:
    """What these rules would do to the links there are; nothing is kept, nobody is asked."""
    _refuse(list(alone(rules)))
    links = sorted(store.links.all(project.id), key=_order)
    link_ids = {link.on(side).ref: link.id for link in links for side in Side}
    return try_rules(links, project.rules, rules, project.terms, link_ids)


@dataclass(frozen=True)
class Fitting:
    """How two fields go together: the kinds a rule may have, or why none, what both sides offer,
    and a first value map."""

    kinds: tuple[Kind, ...]
    why_not: str
    options: dict[Side, tuple[str, ...]]
    proposal: Proposal


def fit(project: Project, ado: str, ppm: str, systems: Systems) -> Fitting:
    """Raises Rejected for a field that its side does not have, TryLater."""
    both = systems(project)
    fields = {
        side: _field(side, name, both[side].catalogue())
        for side, name in ((Side.ADO, ado), (Side.PPM, ppm))
    }
    kinds = tuple(allowed(fields[Side.ADO], fields[Side.PPM]))
    options = {side: tuple(both[side].options(fields[side].name)) for side in Side}
    return Fitting(
        kinds,
        why_not(fields[Side.ADO], fields[Side.PPM]),
        options,
        propose_map(options[Side.ADO], options[Side.PPM]),
    )


def _field(side: Side, name: str, fields: Sequence[VendorField]) -> VendorField:
    found = find(fields, name)
    if found is None:
        words = f"{SYSTEM[side]} has no field {name}"
        raise Rejected(words, {str(side): words})
    return found


def _meaning(rule: FieldRule) -> tuple[object, ...]:
    return rule.ado, rule.ppm, rule.kind


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        first = problems[0]
        fields = {f"{each.rule}.{each.part}": each.words for each in problems}
        raise Rejected(f"rule {first.rule}, {first.part}: {first.words}", fields)


def _order(link: Link) -> tuple[int, str]:
    return len(link.ado.ref.key), link.ado.ref.key
