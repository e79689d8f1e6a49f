"""A plan: what a person is shown before deciding, value by value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from core.model.approvals import Approval, Aspect, Direction, digest
from core.model.carry import Carriage, Unwritable, carried
from core.model.compare import OUTSIDE, ROOT, Link, Mismatch, Pair, Verdict, standing
from core.model.fields import VendorField
from core.model.items import ItemRef, LongText, Side, Snapshot, Value
from core.model.making import ITEM, Making
from core.model.rules import PARENT, FieldRule, Terms
from core.model.tree import Places, above, loop

SYSTEM = {Side.ADO: "Azure DevOps", Side.PPM: "PPM Express"}


@dataclass(frozen=True)
class PlannedValue:
    """What would become of one value.

    `overwrites` says that the target holds something newer than what was last agreed, or that
    nobody knows. `needs` names the links that have to move too. Where `why_not` has words,
    nothing can be written.
    """

    name: str
    before: Value
    after: Value
    base: Pair | None
    changed: Verdict
    overwrites: bool
    digest: str
    why_not: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlannedLink:
    """One link's part of a plan. `first` is the link whose move has to come before this one's.

    `nearest` is the linked item nearest above one whose own parent has no link. `making` is the
    new item where one is to be made, `asks` what has to be filled in before it can be.
    `checked` says that the vendor was asked beforehand whether it would take this.
    """

    link: str
    title: str
    values: tuple[PlannedValue, ...]
    chosen: str = ""
    first: str = ""
    nearest: str = ""
    making: Making | None = None
    asks: tuple[VendorField, ...] = ()
    checked: bool = False


@dataclass(frozen=True)
class LeftOut:
    """An item that was chosen and is left alone, and why. `link` is the one it has already."""

    ref: ItemRef
    title: str
    words: str
    link: str = ""


@dataclass(frozen=True)
class Plan:
    """What a person was shown, stored under an id."""

    id: str
    project: str
    direction: Direction
    aspect: Aspect
    by: str
    at: str
    links: tuple[PlannedLink, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Standpoint:
    """Everything that says what a link's values mean: rules, terms, and who is linked."""

    rules: Sequence[FieldRule]
    terms: Terms
    link_ids: Mapping[ItemRef, str] = field(default_factory=dict)

    def rule(self, name: str) -> FieldRule | None:
        return self._active.get(name)

    @cached_property
    def _active(self) -> Mapping[str, FieldRule]:
        return {rule.id: rule for rule in reversed(self.rules) if rule.active}


def plan_fields(link: Link, view: Standpoint, direction: Direction) -> PlannedLink:
    values = [
        _planned_field(link, mismatch, rule, view, direction)
        for mismatch in link.mismatches
        if (rule := view.rule(mismatch.name))
    ]
    return PlannedLink(link.id, link.on(direction.source).title, tuple(values))


def _planned_field(
    link: Link, mismatch: Mismatch, rule: FieldRule, view: Standpoint, direction: Direction
) -> PlannedValue:
    found = PlannedValue(
        name=mismatch.name,
        before=mismatch.now.on(direction.target),
        after=None,
        base=mismatch.base,
        changed=mismatch.changed,
        overwrites=overwrites(mismatch.changed, direction),
        digest=field_digest(link, rule, view, direction),
    )
    try:
        return replace(found, after=to_write(link, rule, view, direction))
    except Unwritable as reason:
        return replace(found, why_not=str(reason))


def target_fields(planned: PlannedLink, onto: Snapshot, view: Standpoint) -> Mapping[str, str]:
    """The target's field for each value that would be written and is known in full."""
    return {
        value.name: field
        for value in planned.values
        if not (value.why_not or isinstance(value.after, LongText))
        and (rule := view.rule(value.name))
        and (field := rule.field(onto))
    }


def with_words(
    planned: PlannedLink, refusals: Mapping[str, str], fields: Mapping[str, str]
) -> PlannedLink:
    """The planned link with the vendor's words beside what it would refuse. Words about a field
    that nobody writes, or about none, stand beside each value that would be written."""
    said = " ".join(words for name, words in refusals.items() if name not in fields.values())
    values = tuple(
        replace(value, why_not=refusals.get(fields[value.name], said))
        if value.name in fields
        else value
        for value in planned.values
    )
    return replace(planned, values=values, checked=True)


def overwrites(changed: Verdict, direction: Direction) -> bool:
    """Whether writing would put out something on the target that may be newer."""
    moved = Verdict.ADO if direction.target is Side.ADO else Verdict.PPM
    return changed in (moved, Verdict.BOTH, Verdict.UNKNOWN)


def to_write(link: Link, rule: FieldRule, view: Standpoint, direction: Direction) -> Value:
    """The exact value an approval would write; long texts stay in their short form here.

    Raises Unwritable, with the reason for a person.
    """
    now, onto = standing(link, rule), link.on(direction.target)
    if isinstance(now, str):
        raise Unwritable(now)
    if rule.field(onto) in onto.readonly | onto.computed:
        raise Unwritable(f"{SYSTEM[direction.target]} does not let anybody write this field here")
    way = Carriage(
        rule, view.terms, direction, now.on(direction.source), now.on(direction.target), onto
    )
    return carried(way)


def field_digest(link: Link, rule: FieldRule, view: Standpoint, direction: Direction) -> str:
    """The digest of one value as this link shows it; empty where nothing could be written."""
    now = standing(link, rule)
    if isinstance(now, str):
        return ""
    try:
        written = to_write(link, rule, view, direction)
    except Unwritable:
        return ""
    return digest(rule.fingerprint, now.ado, now.ppm, written)


def parent_digest(link: Link, written: str) -> str:
    """The digest of a new place in the tree, over the parents as each side names them."""
    return digest(PARENT, _raw_parent(link, Side.ADO), _raw_parent(link, Side.PPM), written)


def _raw_parent(link: Link, side: Side) -> str:
    snapshot = link.on(side)
    if not snapshot.parent_told:
        return link.intended or ""
    return snapshot.parent.key if snapshot.parent else ROOT


def plan_hierarchy(
    links: Sequence[Link], places: Places, direction: Direction, under: Mapping[str, str]
) -> list[PlannedLink]:
    """The new places of the chosen links, the target tree looked at as a whole.

    `places` is the target tree as it stands, `under` a person's choice for links whose parent
    cannot be written. A link waits for the nearest link above it that moves too, so no circle
    comes up on the way; one that would close a circle says who has to move as well.
    """
    moves = {link.id: _wanted(link, direction, under) for link in links if link.mismatch(PARENT)}
    target = {**places, **{link: to for link, to in moves.items() if to != OUTSIDE}}
    return [
        _planned_move(link, moves, target, direction, under) for link in links if link.id in moves
    ]


def _wanted(link: Link, direction: Direction, under: Mapping[str, str]) -> str:
    mismatch = link.mismatch(PARENT)
    return under.get(link.id) or str(mismatch.now.on(direction.source) if mismatch else OUTSIDE)


def _planned_move(
    link: Link,
    moves: Mapping[str, str],
    target: Places,
    direction: Direction,
    under: Mapping[str, str],
) -> PlannedLink:
    mismatch = link.mismatch(PARENT)
    if mismatch is None:
        raise ValueError(f"link {link.id} stands at the same place on both sides")
    to, circle = moves[link.id], loop(link.id, target)
    value = PlannedValue(
        name=PARENT,
        before=mismatch.now.on(direction.target),
        after=to,
        base=mismatch.base,
        changed=mismatch.changed,
        overwrites=overwrites(mismatch.changed, direction),
        digest=parent_digest(link, to),
        why_not=_why_not(link, to, circle, direction),
        needs=tuple(each for each in circle if each != link.id and each not in moves),
    )
    first = next((each for each in above(link.id, target) if each in moves), "")
    chosen = under.get(link.id, "")
    return PlannedLink(
        link.id, link.on(direction.source).title, (value,), chosen, "" if circle else first
    )


def _why_not(link: Link, to: str, circle: tuple[str, ...], direction: Direction) -> str:
    onto = link.on(direction.target)
    if onto.parent_readonly:
        return onto.parent_readonly
    if to == OUTSIDE:
        return (
            f"its parent in {SYSTEM[direction.source]} has no link:"
            " link the parent first, or choose a linked one"
        )
    return "it would stand below itself: others have to move too" if circle else ""


def approvals(
    plan: Plan, request: str, by: str, at: str, picks: Mapping[str, Sequence[str]] | None = None
) -> list[Approval]:
    """The approvals of a plan, or of the picked names of picked links in it; one for each link.

    Values that cannot be written are left out.
    """
    chosen = [
        (link, digests)
        for link in plan.links
        if (picks is None or link.link in picks)
        and (digests := _digests(link, None if picks is None else picks[link.link]))
    ]
    ids = {link.link: f"{request}-{number:05}" for number, link in enumerate(plan.links)}
    return [
        Approval(
            id=ids[link.link],
            project=plan.project,
            link=link.link,
            direction=plan.direction,
            aspect=plan.aspect,
            digests=digests,
            by=by,
            at=at,
            chosen=link.chosen,
            after=ids.get(link.first, ""),
            making=link.making,
        )
        for link, digests in chosen
    ]


def _digests(link: PlannedLink, names: Sequence[str] | None) -> Mapping[str, str]:
    """A new item that cannot be made has none; one that can comes with itself and its place."""
    if link.making and (link.asks or any(each.why_not for each in link.values[:1])):
        return {}
    always = {ITEM, PARENT} if link.making else set[str]()
    return {
        value.name: value.digest
        for value in link.values
        if not value.why_not and (names is None or value.name in names or value.name in always)
    }
