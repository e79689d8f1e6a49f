"""What a new item would carry: from the plan that a person is shown to the values that are sent.

A new item overwrites nothing. So it carries what its other half says when it is made, which may
be newer than what was shown; the history tells what it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.model.approvals import Approval, Direction, digest
from core.model.carry import Carriage, Unwritable, carried
from core.model.compare import COMPUTED, PAUSED, ROOT, Verdict
from core.model.fields import VendorField
from core.model.items import LongText, Side, Snapshot, Value, fingerprint
from core.model.making import ITEM, Making, Refusals
from core.model.plans import SYSTEM, PlannedLink, PlannedValue, Standpoint
from core.model.rich_text import fold
from core.model.rules import PARENT, FieldRule


def plan_item(
    link: str, making: Making, source: Snapshot, blank: Snapshot, view: Standpoint
) -> PlannedLink:
    """What would be made of `source`, value by value; empty values are not carried."""
    direction = Direction.TO_PPM if source.ref.side is Side.ADO else Direction.TO_ADO
    found = [_planned(ITEM, source.title, making_digest(making))]
    for rule in view.rules:
        value = _planned_value(rule, source, blank, view, direction)
        if value is not None and _field(rule, blank) not in making.given:
            found.append(value)
    if making.parent or making.below != ROOT:
        place = making.parent.key if making.parent else making.below
        found.append(_planned(PARENT, place, making_digest(making), blank.parent_readonly))
    return PlannedLink(link, source.title, tuple(found), making=making)


def _planned(name: str, after: Value, digest: str, why_not: str = "") -> PlannedValue:
    return PlannedValue(
        name=name,
        before=None,
        after=fold(after),
        base=None,
        changed=Verdict.UNKNOWN,
        overwrites=False,
        digest=digest,
        why_not=why_not,
    )


def _planned_value(
    rule: FieldRule, source: Snapshot, blank: Snapshot, view: Standpoint, direction: Direction
) -> PlannedValue | None:
    if not rule.active:
        return None
    try:
        found = _carried(rule, source, blank, view, direction)
    except Unwritable as reason:
        return _planned(rule.id, None, rule.fingerprint, str(reason))
    return None if _is_empty(found) else _planned(rule.id, found, rule.fingerprint)


def sent_values(planned: PlannedLink, blank: Snapshot, view: Standpoint) -> Mapping[str, Value]:
    """What a planned item would be made with, by the target's fields. A long text stands in a
    plan in its short form and is left out."""
    fields = {rule.id: _field(rule, blank) for rule in view.rules}
    found = {
        fields[value.name]: value.after
        for value in planned.values
        if value.name in fields and not value.why_not and not isinstance(value.after, LongText)
    }
    return {**found, **(planned.making.given if planned.making else {})}


def with_refusals(
    planned: PlannedLink,
    refusals: Refusals,
    required: Sequence[VendorField],
    blank: Snapshot,
    view: Standpoint,
) -> PlannedLink:
    """The planned item with what its vendor would refuse: a value with the vendor's words beside
    it is left out, a field that is wanted and empty has to be filled in, and words about neither
    stand beside the item itself."""
    sent = sent_values(planned, blank, view)
    fields = {rule.id: _field(rule, blank) for rule in view.rules}
    refused = {n: refusals[fields[n]] for n in fields if fields[n] in refusals.keys() & sent.keys()}
    given = planned.making.given if planned.making else {}
    said = [words for name, words in refusals.items() if name in given or not name]
    known = {each.name: each for each in required}
    asks = [
        known.get(name, VendorField(name, name, None))
        for name in refusals
        if name and name not in sent
    ]
    refused |= {ITEM: " ".join(said)} if said else {}
    values = (replace(v, why_not=refused.get(v.name, v.why_not)) for v in planned.values)
    return replace(planned, values=tuple(values), asks=tuple(asks), checked=True)


def making_digest(making: Making) -> str:
    """Names what a person approved: from which item, as what, where, and what they filled in."""
    type_ = making.type
    place = making.parent.key if making.parent else making.below
    given = fingerprint([[name, str(making.given[name])] for name in sorted(making.given)])
    return digest(
        fingerprint([type_.collection, type_.project, type_.name]),
        str(making.source),
        place,
        given,
    )


def new_values(
    approval: Approval, source: Snapshot, blank: Snapshot, view: Standpoint
) -> Mapping[str, Value]:
    """The values to make the item with, by the target's fields; what cannot be carried is not."""
    found: dict[str, Value] = {}
    for rule in view.rules:
        if not (rule.active and approval.digests.get(rule.id) == rule.fingerprint):
            continue
        try:
            value = _carried(rule, source, blank, view, approval.direction)
        except Unwritable:
            continue
        if not _is_empty(value):
            found[_field(rule, blank)] = value
    return {**found, **(approval.making.given if approval.making else {})}


def _carried(
    rule: FieldRule, source: Snapshot, blank: Snapshot, view: Standpoint, direction: Direction
) -> Value:
    """None where either side has no such field. Raises Unwritable."""
    if rule.paused:
        raise Unwritable(f"{PAUSED}: {rule.paused}")
    here, there = rule.field(source), rule.field(blank)
    if here is None or there is None or here not in source.told:
        return None
    value = source.value(here)
    if value is None:
        return None
    if here in source.computed and not rule.with_computed:
        raise Unwritable(COMPUTED)
    if there in blank.readonly:
        raise Unwritable(f"{SYSTEM[direction.target]} does not let anybody write this field here")
    return carried(Carriage(rule, view.terms, direction, value, None, blank))


def _field(rule: FieldRule, blank: Snapshot) -> str:
    return rule.field(blank) or ""


def _is_empty(value: Value) -> bool:
    return value is None or value in ("", ())
