"""What has become of a new item: its link and first base, what is left to write, its history."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from core.model.approvals import Approval, Became, Direction, Outcome, Written
from core.model.carry import Unwritable
from core.model.compare import (
    OUTSIDE,
    ROOT,
    Link,
    Mismatch,
    Pair,
    assume_place,
    parents,
    reconcile,
    standing,
)
from core.model.intents import AGREED, STALE, Completed, Decision, HistoryRow, history_row
from core.model.items import Side, Snapshot, Value
from core.model.making import ITEM
from core.model.plans import SYSTEM, Standpoint, to_write
from core.model.rules import PARENT, FieldRule
from core.model.values import agree

SETTLED = timedelta(seconds=230)
"""How long after its sending a creation may still come true: a call's time limit and 2 minutes."""


def is_unborn(approval: Approval) -> bool:
    """Whether its new item is still to be made, as far as the approval knows."""
    return approval.making is not None and ITEM in approval.left


def rest(approval: Approval, now: datetime) -> float:
    """Seconds until an earlier try at making this item is certainly over; 0 where none is out."""
    if approval.intent is None or not is_unborn(approval):
        return 0.0
    over = datetime.fromisoformat(approval.intent.at) + SETTLED
    return max((over - now).total_seconds(), 0.0)


def new_link(
    approval: Approval,
    source: Snapshot,
    target: Snapshot,
    waiting: Collection[str],
    view: Standpoint,
    at: str,
) -> Link:
    """The link of an item just made. How the vendor answered is the first base: all that stands
    on the new item is our doing. Of what is still to be written onto it nothing has crossed yet,
    so the source's half is empty."""
    making, side = approval.making, target.ref.side
    ado, ppm = (target, source) if side is Side.ADO else (source, target)
    link = Link(approval.link, approval.project, ado, ppm).seeing(source, at).seeing(target, at)
    if making and side is Side.PPM and not target.parent_told and PARENT in approval.digests:
        link = replace(link, intended=making.below)
    link = assume_place(link, view.link_ids)
    found = reconcile(link, view.rules, view.terms, view.link_ids)
    ours = {
        mismatch.name: base
        for mismatch in found.mismatches
        if (base := _first_base(mismatch, approval, found, waiting, view))
    }
    return reconcile(
        replace(found, base={**found.base, **ours}), view.rules, view.terms, view.link_ids
    )


def _first_base(
    mismatch: Mismatch,
    approval: Approval,
    link: Link,
    waiting: Collection[str],
    view: Standpoint,
) -> Pair | None:
    """The base of a difference that is the vendor's doing or a person's choice, or that waits to
    be written. What was not carried, and a place that was wanted, have none."""
    if mismatch.name not in approval.digests:
        return mismatch.now
    rule, side = view.rule(mismatch.name), approval.direction.target
    if rule is None or not _is_carried(rule, approval):
        return None
    try:
        to_write(link, rule, view, approval.direction)
    except Unwritable:
        return None
    if rule.field(link.on(side)) in waiting:
        return Pair.of(side, mismatch.now.on(side), None)
    return mismatch.now


def _is_carried(rule: FieldRule, approval: Approval) -> bool:
    """Whether the rule still means what was approved."""
    return approval.digests.get(rule.id) == rule.fingerprint


def decide_new(approval: Approval, link: Link, view: Standpoint) -> Decision:
    """What is left to do once the item is there: like `decide`, though nothing can be stale but
    a rule that means something else by now, and what somebody has edited on the new item."""
    outcomes: dict[str, Outcome] = {}
    writes: dict[str, Written] = {}
    for name in approval.left:
        found = _left(approval, name, link, view)
        if isinstance(found, Written):
            writes[name] = found
        else:
            outcomes[name] = found
    return Decision(outcomes, writes)


def _left(approval: Approval, name: str, link: Link, view: Standpoint) -> Outcome | Written:
    if name == ITEM:
        return Outcome(Became.APPLIED)
    if name == PARENT:
        return _left_place(approval, link, view)
    rule, target = view.rule(name), link.on(approval.direction.target)
    if rule is None or not _is_carried(rule, approval):
        return STALE
    now = standing(link, rule)
    if isinstance(now, str):
        return Outcome(Became.REJECTED, now)
    if link.mismatch(name) is None:
        return Outcome(Became.APPLIED)
    base = link.base.get(name)
    if base is not None and _has_crossed(base, now, approval.direction):
        return _crossed(base, rule, target.ref.side, view)
    if base is not None and base.on(target.ref.side) != now.on(target.ref.side):
        return STALE
    try:
        new = to_write(link, rule, view, approval.direction)
    except Unwritable as reason:
        return Outcome(Became.REJECTED, str(reason))
    if base is None:
        # The rule was gone meanwhile, so nobody knows who wrote what stands there.
        return STALE
    return Written(
        rule.field(target) or "",
        now.on(target.ref.side),
        new,
        now.on(approval.direction.source),
    )


def _has_crossed(base: Pair, now: Pair, direction: Direction) -> bool:
    """Whether a value came with the new item, as `new_link` has noted it."""
    return base.on(direction.source) is not None or now.on(direction.source) is None


def _crossed(base: Pair, rule: FieldRule, side: Side, view: Standpoint) -> Outcome:
    """Held against the answer, as either side may have been edited since."""
    if agree(base.ado, base.ppm, rule, view.terms):
        return Outcome(Became.APPLIED)
    return Outcome(Became.ADJUSTED, f"{SYSTEM[side]} made something else of it")


def _left_place(approval: Approval, link: Link, view: Standpoint) -> Outcome | Written:
    making, target = approval.making, link.on(approval.direction.target)
    if making is None:
        return AGREED
    if making.parent is not None:
        stands = target.parent == making.parent
        return Outcome(Became.APPLIED) if stands else _elsewhere(target)
    now = parents(link, view.link_ids)
    at = now.on(target.ref.side) if isinstance(now, Pair) else _parent(target, view)
    if at == making.below:
        return Outcome(Became.APPLIED)
    if target.parent_readonly or at is None:
        return _elsewhere(target)
    return Written(PARENT, str(at), making.below, making.below)


def _parent(target: Snapshot, view: Standpoint) -> str | None:
    if not target.parent_told:
        return None
    return ROOT if target.parent is None else view.link_ids.get(target.parent, OUTSIDE)


def _elsewhere(target: Snapshot) -> Outcome:
    words = target.parent_readonly or f"{SYSTEM[target.ref.side]} has put it somewhere else"
    return Outcome(Became.REJECTED, words)


def born(approval: Approval, link: Link, view: Standpoint) -> Completed:
    """What goes into the history of an item that is there: itself, and what it came with."""
    side = approval.direction.target
    # The new item's own title may carry the mark.
    new: dict[str, Value] = {ITEM: link.on(side.other).title}
    for name in approval.digests:
        rule = view.rule(name)
        base = link.base.get(name)
        if rule is None or base is None or base.on(side.other) is None:
            continue
        if _is_carried(rule, approval):
            new[name] = base.on(side)
    return Completed(
        {ITEM: Outcome(Became.APPLIED)},
        link,
        tuple(_row(approval, name, value) for name, value in new.items()),
    )


def _row(approval: Approval, name: str, value: Value, *, certain: bool = True) -> HistoryRow:
    at = approval.intent.at if approval.intent else approval.at
    return replace(history_row(approval, at, name), new=value, certain=certain)


def perhaps_born(approval: Approval) -> tuple[HistoryRow, ...]:
    """What goes into the history of a making of which nobody can tell whether it came true."""
    if approval.making is None or approval.intent is None or not is_unborn(approval):
        return ()
    return (_row(approval, ITEM, str(approval.making.source), certain=False),)
