"""Bring one approved new item into being: the one act that is not repeatable by itself.

So its source is claimed first, the sending is noted before the call, and whoever takes over looks
for what an earlier try has made before making anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.model.approvals import Approval, Intent
from core.model.arrivals import new_link
from core.model.compare import ROOT, Link
from core.model.creations import new_values
from core.model.errors import Rejected, TryLater
from core.model.items import ItemRef, Side, Snapshot
from core.model.making import Made, Making, Mark, NewItem
from core.model.plans import SYSTEM, Standpoint
from core.model.rules import asked
from core.sync.adopt import settle_children
from core.sync.desk import Desk
from core.sync.refresh import recompute


def create(
    approval: Approval, making: Making, source: Snapshot, at: str, desk: Desk
) -> tuple[Approval, Link, Mapping[Side, Snapshot]]:
    """The approval, the new item's link, and both items as they were answered.

    Raises Rejected where the source has a link or is being created already, where what it
    should stand below is not there, and with the vendor's words; TryLater.
    """
    links, project = desk.store.links, desk.project.id
    links.claim(project, approval.link, [making.source])
    new = _new(approval, making, source, desk)
    approval, made = _made(approval, new, desk)
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
    mark = Mark(approval.link, f"{desk.address}/l/{approval.link}", approval.at)
    return NewItem(making.type, values, _above(approval, making, desk), mark)


def _above(approval: Approval, making: Making, desk: Desk) -> ItemRef | None:
    if making.parent is not None:
        return making.parent
    if making.below == ROOT:
        return None
    link = desk.store.links.get(approval.project, making.below)
    if link is None:
        where = SYSTEM[approval.direction.target]
        raise Rejected(f"what it should stand below was not created in {where}, or is unlinked")
    return link.on(approval.direction.target).ref


def _view(items: Sequence[Snapshot], desk: Desk) -> Standpoint:
    parents = {item.parent for item in items if item.parent}
    link_ids = desk.store.links.ids(desk.project.id, parents)
    return Standpoint(desk.project.rules, desk.project.terms, link_ids)


def _made(approval: Approval, new: NewItem, desk: Desk) -> tuple[Approval, Made]:
    """What an earlier try has made, else what this one makes. The sending is noted before."""
    side = approval.direction.target
    system, fields = desk.systems[side], asked(desk.project.rules, side)
    if approval.intent is not None:
        found = system.find_made(new, fields)
        if found is not None:
            return approval, found
    now = desk.clock()
    lease = (now + desk.lease).isoformat()
    sent = replace(approval, intent=Intent(now.isoformat(), "", {}), taken_until=lease)
    approval = desk.store.approvals.save(sent)
    try:
        return approval, system.create(new, fields)
    except Rejected:
        desk.store.approvals.save(replace(approval, intent=None))
        raise
    except TryLater as undone:
        if not undone.unsure:
            desk.store.approvals.save(replace(approval, intent=None))
        raise
