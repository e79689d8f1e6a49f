"""What has become of a new item: its link and first base, what is left to write, its history."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from core.model.approvals import Approval, Became, Outcome, Written
from core.model.carry import Unwritable
from core.model.compare import (
    OUTSIDE,
    ROOT,
    Link,
    Pair,
    assume_place,
    parents,
    reconcile,
    standing,
)
from core.model.intents import AGREED, STALE, Completed, Decision, HistoryRow
from core.model.items import Side, Snapshot, Value, fingerprint
from core.model.making import ITEM
from core.model.plans import SYSTEM, Standpoint, to_write
from core.model.rules import PARENT

SETTLED = timedelta(seconds=230)
"""How long after its sending a creation may still come true: a call's time limit and 2 minutes."""


def rest(approval: Approval, now: datetime) -> float:
    """Seconds until an earlier try at making this item is certainly over; 0 where none is out."""
    if approval.making is None or approval.intent is None:
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
    on the new item is our doing, but for what is still to be written onto it."""
    making, side = approval.making, target.ref.side
    ado, ppm = (target, source) if side is Side.ADO else (source, target)
    link = Link(approval.link, approval.project, ado, ppm).seeing(source, at).seeing(target, at)
    if making and side is Side.PPM and not target.parent_told and PARENT in approval.digests:
        link = replace(link, intended=making.below)
    link = assume_place(link, view.link_ids)
    found = reconcile(link, view.rules, view.terms, view.link_ids)
    ours = {
        mismatch.name: mismatch.now
        for mismatch in found.mismatches
        if _is_settled(mismatch.name, approval, found, waiting, view)
    }
    return reconcile(
        replace(found, base={**found.base, **ours}), view.rules, view.terms, view.link_ids
    )


def _is_settled(
    name: str,
    approval: Approval,
    link: Link,
    waiting: Collection[str],
    view: Standpoint,
) -> bool:
    """Whether a difference is the vendor's doing or a person's choice, so that nothing is left to
    write: not what waits, not what could not be carried, not a place that was wanted."""
    if name not in approval.digests:
        return True
    rule = view.rule(name)
    if rule is None:
        return False
    try:
        to_write(link, rule, view, approval.direction)
    except Unwritable:
        return False
    return rule.field(link.on(approval.direction.target)) not in waiting


def decide_new(approval: Approval, link: Link, view: Standpoint) -> Decision:
    """What is left to do once the item is there: like `decide`, though nothing can be stale but
    a rule that means something else by now."""
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
    if rule is None or rule.fingerprint != approval.digests[name]:
        return STALE
    now = standing(link, rule)
    if isinstance(now, str):
        return Outcome(Became.REJECTED, now)
    if link.mismatch(name) is None:
        return Outcome(Became.APPLIED)
    if name in link.base:
        return Outcome(Became.ADJUSTED, f"{SYSTEM[target.ref.side]} made something else of it")
    try:
        new = to_write(link, rule, view, approval.direction)
    except Unwritable as reason:
        return Outcome(Became.REJECTED, str(reason))
    return Written(
        rule.field(target) or "",
        now.on(target.ref.side),
        new,
        now.on(approval.direction.source),
    )


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
    new: dict[str, Value] = {ITEM: link.on(side).title}
    for name in approval.digests:
        rule = view.rule(name)
        if rule is not None and name in link.base:
            new[name] = link.base[name].on(side)
    return Completed(
        {ITEM: Outcome(Became.APPLIED)},
        link,
        tuple(_row(approval, name, value) for name, value in new.items()),
    )


def _row(approval: Approval, name: str, value: Value, *, certain: bool = True) -> HistoryRow:
    at = approval.intent.at if approval.intent else approval.at
    return HistoryRow(
        id=fingerprint([approval.id, at, name])[:12],
        project=approval.project,
        link=approval.link,
        at=at,
        by=approval.by,
        approval=approval.id,
        direction=approval.direction,
        name=name,
        old=None,
        new=value,
        certain=certain,
    )


def perhaps_born(approval: Approval) -> tuple[HistoryRow, ...]:
    """What goes into the history of a making of which nobody can tell whether it came true."""
    if approval.making is None or approval.intent is None:
        return ()
    return (_row(approval, ITEM, str(approval.making.source), certain=False),)
