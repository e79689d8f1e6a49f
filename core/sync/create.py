"""Bring one approved new item into being: the one act that is not repeatable by itself.

So its source is claimed first, the sending is noted before the call, and whoever takes over looks
for what an earlier try has made before making anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from core.model.approvals import Approval, Intent
from core.model.arrivals import new_link
from core.model.compare import ROOT, Link
from core.model.creations import new_values
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import ItemRef, Side, Snapshot
from core.model.making import Made, Making, Mark, NewItem
from core.model.plans import SYSTEM, Standpoint
from core.model.rules import asked
from core.sync.adopt import settle_children
from core.sync.desk import Desk, writing
from core.sync.refresh import recompute

_AT_ONCE = timedelta(seconds=20)
"""How long it may take from noting a call to making it."""


def create(
    approval: Approval, making: Making, source: Snapshot, at: str, desk: Desk
) -> tuple[Approval, Link, Mapping[Side, Snapshot]]:
    """The approval, the new item's link, and both items as they were answered.

    Raises Rejected where the source has a link or is being created already, where what it
    should stand below is not there, and with the vendor's words; Conflict where that is still
    being created; TryLater.
    """
    links, project = desk.store.links, desk.project.id
    links.claim(project, approval.link, [making.source])
    new = _new(approval, making, source, desk)
    made = _found(approval, new, desk)
    if made is None:
        _check_homes(making, source, desk)
        below = _above(approval, making, desk)
        approval, made = _made(approval, replace(new, below=below), desk)
    target = made.snapshot
    links.claim(project, approval.link, [making.source, target.ref])
    view = _view([source, target], desk)
    link = links.add(new_link(approval, source, target, made.waiting, view, at))
    recompute([link], desk.project, desk.store)
    settle_children(link, desk.project, desk.store)
    link = links.get(project, approval.link) or link
    return approval, link, {source.ref.side: source, target.ref.side: target}


def give_back(approval: Approval, desk: Desk) -> None:
    """Let go of the source of an item that will not be made, so that it can be tried again."""
    making = approval.making
    if making is None or desk.store.links.get(approval.project, approval.link) is not None:
        return
    desk.store.links.release(approval.project, approval.link, [making.source])
    below = desk.store.links.below(approval.project, [making.source])
    recompute(below, desk.project, desk.store)


def _new(approval: Approval, making: Making, source: Snapshot, desk: Desk) -> NewItem:
    system = desk.systems[approval.direction.target]
    blank = system.blank(making.type, asked(desk.project.rules, approval.direction.target))
    values = new_values(approval, source, blank, _view([source], desk))
    # An earlier approval of the same may have sent for it, and lost the answer.
    since = min(approval.at, approval.intent.at if approval.intent else approval.at)
    mark = Mark(approval.link, f"{desk.address}/l/{approval.link}", since)
    return NewItem(making.type, values, None, mark)


def _found(approval: Approval, new: NewItem, desk: Desk) -> Made | None:
    """What an earlier try has made, wherever it should stand by now."""
    if approval.intent is None:
        return None
    side = approval.direction.target
    return desk.systems[side].find_made(new, asked(desk.project.rules, side))


def _check_homes(making: Making, source: Snapshot, desk: Desk) -> None:
    """Raises Rejected where the source, or the new item, belongs elsewhere by now."""
    homes = {at.project.casefold() for at in desk.project.ado}
    for home in filter(None, (source.home, making.type.project)):
        if home.casefold() not in homes:
            raise Rejected(f"{home} does not feed this project any more")


def _above(approval: Approval, making: Making, desk: Desk) -> ItemRef | None:
    if making.parent is not None:
        return making.parent
    if making.below == ROOT:
        return None
    side = approval.direction.target
    link = desk.store.links.get(approval.project, making.below)
    if link is None and desk.outbox.makes(making.below):
        raise Conflict("what it should stand below is still being created")
    if link is None or side in link.gone:
        words = f"what it should stand below was not created in {SYSTEM[side]}"
        raise Rejected(f"{words}, or is gone or unlinked")
    return link.on(side).ref


def _view(items: Sequence[Snapshot], desk: Desk) -> Standpoint:
    parents = {item.parent for item in items if item.parent}
    link_ids = desk.store.links.ids(desk.project.id, parents)
    return Standpoint(desk.project.rules, desk.project.terms, link_ids)


def _made(approval: Approval, new: NewItem, desk: Desk) -> tuple[Approval, Made]:
    """What this try makes. A value that is refused by name keeps nobody's item from being made: it
    is left to a write of its own, which is refused with the vendor's words."""
    approval = _noted(approval, desk)
    try:
        return approval, _create(approval, new, desk)
    except Rejected as refused:
        spared = _spared(refused, new, approval)
        if not spared:
            _forget(approval, desk)
            raise
        less = replace(new, values={n: v for n, v in new.values.items() if n not in spared})
        approval = _noted(approval, desk)
        try:
            made = _create(approval, less, desk)
        except Rejected:
            _forget(approval, desk)
            raise refused from None
        return approval, replace(made, waiting=made.waiting | spared)


def _noted(approval: Approval, desk: Desk) -> Approval:
    """The sending is noted before the call, and the lease outlasts it."""
    now = desk.clock()
    lease = (now + desk.lease).isoformat()
    sent = replace(approval, intent=Intent(now.isoformat(), "", {}), taken_until=lease)
    approval = desk.store.approvals.save(sent)
    if desk.clock() - now > _AT_ONCE:
        # Somebody may be looking already for what this call would only make now.
        raise Conflict("held up between noting the call and making it")
    return approval


def _create(approval: Approval, new: NewItem, desk: Desk) -> Made:
    side = approval.direction.target
    try:
        with writing(approval, desk, values=len(new.values)):
            return desk.systems[side].create(new, asked(desk.project.rules, side))
    except TryLater as undone:
        if not undone.unsure:
            _forget(approval, desk)
        raise


def _forget(approval: Approval, desk: Desk) -> None:
    """The vendor plainly made nothing."""
    desk.store.approvals.save(replace(approval, intent=None))


def _spared(refused: Rejected, new: NewItem, approval: Approval) -> frozenset[str]:
    """The fields that the item can be made without. What a person filled in is none of them, and
    neither is anything where the refusal is about a field that we did not send."""
    named = refused.fields.keys()
    given = approval.making.given.keys() if approval.making else ()
    if not named <= new.values.keys() or named & given:
        return frozenset()
    return frozenset(named)
