"""One approval from its last look to its outcome: complete, decide, write, record."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from core.model.approvals import (
    Approval,
    Became,
    Intent,
    Move,
    Outcome,
    Write,
    Written,
)
from core.model.arrivals import born, decide_new
from core.model.brakes import holds
from core.model.bursts import one_more
from core.model.compare import OUTSIDE, ROOT, Link, reconcile
from core.model.errors import Conflict, Rejected, TryLater
from core.model.intents import Completed, absolute, completed, decide, effects
from core.model.items import Side, Snapshot
from core.model.letters import PARTED
from core.model.making import ITEM
from core.model.plans import Standpoint
from core.model.rules import PARENT, asked
from core.model.standing import NO_LONGER, followed, holding
from core.model.tree import place
from core.sync.brakes import brakes_of
from core.sync.desk import Desk, close, writing
from core.sync.ports import System

_PATIENCE = 5


def carry_out(
    approval: Approval, link: Link, fresh: Mapping[Side, Snapshot], at: str, desk: Desk
) -> Approval:
    """Bring one approval to its end; closed when this returns.

    `fresh` was read after `link`. Raises what the vendor and the store raise; what has been
    done by then is on the row, and the next taker goes on from there.
    """
    if approval.making and ITEM in approval.left:
        approval, link = _welcome(approval, link, fresh, at, desk)
    elif approval.intent is not None:
        approval, link = _complete(approval, link, fresh, at, desk)
        _stop_at_brakes(approval, desk)
    while approval.left:
        if not _still_stands(approval, desk):
            approval = over(approval)
            break
        seen = seeing(link, fresh, at)
        view = view_of(seen, desk)
        seen = reconcile(seen, view.rules, view.terms, view.link_ids)
        decision = (decide_new if approval.making else decide)(approval, seen, view)
        decision = followed(decision, approval.standing, desk.project.standing, seen, view)
        approval = replace(approval, outcomes={**approval.outcomes, **decision.outcomes})
        parcel = next_call(decision.writes, desk.systems[approval.direction.target])
        if not parcel:
            link = desk.store.links.save(seen)
            break
        approval, link, fresh = _send(approval, seen, fresh, parcel, view, desk)
    close(approval, desk)
    return approval


def _still_stands(approval: Approval, desk: Desk) -> bool:
    """Whether the choice behind it, where there is one, holds now: before each call, as it may have
    been paused since the last one, or since a worker was killed over it."""
    return not approval.standing or approval.standing in choices_that_hold(desk)


def choices_that_hold(desk: Desk) -> Collection[str]:
    current = desk.store.projects.get(desk.project.id)
    return holding(current.standing) if current else ()


def over(approval: Approval) -> Approval:
    """The choice behind it does not hold any more: nothing that is left is written."""
    outcomes = dict.fromkeys(approval.left, Outcome(Became.REJECTED, NO_LONGER))
    return replace(
        approval, outcomes={**approval.outcomes, **outcomes}, intent=None, words=NO_LONGER
    )


def _welcome(
    approval: Approval, link: Link, fresh: Mapping[Side, Snapshot], at: str, desk: Desk
) -> tuple[Approval, Link]:
    """Write down that the new item is there, and what it came with."""
    seen = seeing(link, fresh, at)
    view = view_of(seen, desk)
    return _write_down(approval, born(approval, seen, view), view, desk)


def seeing(link: Link, fresh: Mapping[Side, Snapshot], at: str) -> Link:
    for item in fresh.values():
        link = link.seeing(item, at)
    return link


def view_of(link: Link, desk: Desk) -> Standpoint:
    link_ids = desk.store.links.ids(desk.project.id, link.parents)
    return Standpoint(desk.project.rules, desk.project.terms, link_ids)


def next_call(writes: Mapping[str, Written], system: System) -> Mapping[str, Written]:
    """What goes into the next call: all that may go together, else one that has to go alone."""
    apart = {PARENT, *system.apart}
    together = {n: written for n, written in writes.items() if written.field not in apart}
    return together or dict(list(writes.items())[:1])


def _complete(
    approval: Approval, link: Link, fresh: Mapping[Side, Snapshot], at: str, desk: Desk
) -> tuple[Approval, Link]:
    """Find out what an earlier taker's call has come to, and write that down first."""
    intent = approval.intent
    if intent is None:
        return approval, link
    seen = seeing(link, fresh, at)
    view = view_of(seen, desk)
    return _write_down(approval, completed(approval, intent, seen, view), view, desk)


def _stop_at_brakes(approval: Approval, desk: Desk) -> None:
    """No brake held it while nobody knew of its call. Raises Conflict where one does by now."""
    if approval.left and holds(brakes_of(approval.project, desk.store), approval):
        raise Conflict("it waits behind a brake")


def _write_down(
    approval: Approval, done: Completed, view: Standpoint, desk: Desk
) -> tuple[Approval, Link]:
    """The link first, so that nobody is blamed; then history; then the approval lets go of it.

    Each step may be repeated: whoever comes after a killed worker finds the intent, and on the
    link how far it came.
    """
    link = desk.store.links.save(to_save(done, view, desk))
    desk.store.history.add(done.history)
    kept = settled(approval, done)
    return (desk.store.approvals.save(kept) if kept.left else kept), link


def to_save(done: Completed, view: Standpoint, desk: Desk) -> Link:
    link = reconcile(done.link, view.rules, view.terms, view.link_ids)
    return replace(link, burst=one_more(link.burst, desk.clock())) if done.history else link


def settled(approval: Approval, done: Completed) -> Approval:
    return replace(approval, outcomes={**approval.outcomes, **done.outcomes}, intent=None)


def _send(
    approval: Approval,
    seen: Link,
    fresh: Mapping[Side, Snapshot],
    parcel: Mapping[str, Written],
    view: Standpoint,
    desk: Desk,
) -> tuple[Approval, Link, Mapping[Side, Snapshot]]:
    """One call: the intent is saved first, which also renews the lease."""
    side = approval.direction.target
    now = desk.clock()
    intent = Intent(now.isoformat(), fresh[side].version, parcel)
    try:
        write = write_of(approval, parcel, fresh, view, desk)
        lease = (now + desk.lease).isoformat()
        approval = desk.store.approvals.save(replace(approval, intent=intent, taken_until=lease))
        fields, ref = asked(desk.project.rules, side), seen.on(side).ref
        with writing(approval, desk, found_in(seen, parcel), item=ref.key, values=len(parcel)):
            answer = desk.systems[side].write(ref, write, fresh[side], fields)
    except Rejected as refused:
        return desk.store.approvals.save(refused_of(approval, parcel, refused)), seen, fresh
    except (Conflict, TryLater) as undone:
        if not (isinstance(undone, TryLater) and undone.unsure):
            desk.store.approvals.save(replace(approval, intent=None))
        raise
    approval, link, found = record(approval, intent, seen, answer, view, desk)
    return approval, link, {**fresh, side: answer, **found}


def found_in(link: Link, names: Collection[str]) -> list[str]:
    """The traces of the looks that found what is written."""
    return [each.found_in for each in link.mismatches if each.name in names and each.found_in]


def write_of(
    approval: Approval,
    parcel: Mapping[str, Written],
    fresh: Mapping[Side, Snapshot],
    view: Standpoint,
    desk: Desk,
) -> Write:
    if PARENT not in parcel:
        return Write(absolute(parcel, fresh, view, approval.direction))
    return Write(move=_move(approval, str(parcel[PARENT].new), desk))


def _move(approval: Approval, to: str, desk: Desk) -> Move:
    """The new parent as the target knows it. Raises Rejected where it would close a circle."""
    side, at, depth = approval.direction.target, to, 0
    below = None
    while at not in (ROOT, OUTSIDE):
        link = desk.store.links.get(approval.project, at)
        if link is None or side in link.gone:
            break
        below = below or link.on(side).ref
        depth += 1
        if at == approval.link or depth > 100:
            raise Rejected("it would stand below itself: others have to move first")
        at = place(link, side, desk.store.links.ids(approval.project, link.parents))
    if to != ROOT and below is None:
        raise Rejected("the item above it is no longer linked")
    return Move(below)


def refused_of(approval: Approval, parcel: Mapping[str, Written], refused: Rejected) -> Approval:
    """The vendor's words go to the fields it named, else to all; the rest may go on."""
    named = {n: refused.fields[w.field] for n, w in parcel.items() if w.field in refused.fields}
    words = named or dict.fromkeys(parcel, refused.words)
    outcomes = {name: Outcome(Became.REJECTED, said) for name, said in words.items()}
    return replace(approval, outcomes={**approval.outcomes, **outcomes}, intent=None)


def record(
    approval: Approval,
    intent: Intent,
    seen: Link,
    answer: Snapshot,
    view: Standpoint,
    desk: Desk,
) -> tuple[Approval, Link, Mapping[Side, Snapshot]]:
    """Write down what our call has come to; if the row moved meanwhile, look and try again. Last
    comes what that look has found: what is left is decided by it."""
    done, known, view = answered(approval, intent, seen, answer, view, desk)
    try:
        return *_write_down(approval, done, view, desk), {}
    except Conflict:
        return record_again(approval, known, desk)


def answered(
    approval: Approval,
    intent: Intent,
    seen: Link,
    answer: Snapshot,
    view: Standpoint,
    desk: Desk,
) -> tuple[Completed, Intent, Standpoint]:
    """What our call has come to, and the intent with what was answered."""
    link = moved(approval, intent, seen.seeing(answer))
    view = view if link.parents == seen.parents else view_of(link, desk)
    known = effects(intent, link, seen, answer.ref.side, view)
    return completed(approval, known, link, view), known, view


def record_again(
    approval: Approval, known: Intent, desk: Desk
) -> tuple[Approval, Link, Mapping[Side, Snapshot]]:
    """The row moved meanwhile: the answer is kept on the intent, and we look and try again. Last
    comes what we have seen then."""
    approval = desk.store.approvals.save(replace(approval, intent=known))
    for _ in range(_PATIENCE):
        current = desk.store.links.get(approval.project, approval.link)
        if current is None:
            raise Rejected(PARTED)
        at = desk.clock().isoformat()
        found = _fetch(current, desk)
        again = moved(approval, known, seeing(current, found, at))
        view = view_of(again, desk)
        try:
            done = completed(approval, known, again, view)
            return *_write_down(approval, done, view, desk), found
        except Conflict:
            continue
    raise Conflict(f"link {approval.link} keeps moving")


def _fetch(link: Link, desk: Desk) -> Mapping[Side, Snapshot]:
    found = {}
    for side in Side:
        ref = link.on(side).ref
        item = desk.systems[side].fetch([ref], asked(desk.project.rules, side)).get(ref)
        if item:
            found[side] = item
    return found


def moved(approval: Approval, intent: Intent, link: Link) -> Link:
    """Where PPM Express cannot tell parents, the approved place is remembered on the link."""
    if PARENT not in intent.values or link.on(approval.direction.target).parent_told:
        return link
    return replace(link, intended=str(intent.values[PARENT].new))
