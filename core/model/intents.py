"""What an approval still has to write, and what a write of ours brought about.

The intent is saved before the call. A later look completes it, so that a worker killed between
the vendor's write and our save loses nothing and blames nobody.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from core.model.approvals import (
    Approval,
    Aspect,
    Became,
    Direction,
    Intent,
    Outcome,
    Written,
)
from core.model.carry import Carriage, carried
from core.model.compare import PAUSED, Link, Pair, parents, standing
from core.model.items import Side, Snapshot, Value, fingerprint
from core.model.plans import (
    SYSTEM,
    Standpoint,
    field_digest,
    parent_digest,
    to_write,
)
from core.model.rich_text import fold
from core.model.rules import PARENT
from core.model.tree import place
from core.model.values import same

STALE = Outcome(Became.STALE, "it changed after you saw it")
AGREED = Outcome(Became.AGREED, "both sides say the same already")
UNSURE = Outcome(
    Became.STALE, "the answer to our write was lost and the value has changed since: look again"
)


@dataclass(frozen=True)
class HistoryRow:
    """One value that was written, or refused: where, what stood there before, on whose approval.

    `certain` is false where the answer was lost and what was found later does not tell whether
    our value ever stood there. `became` and `words` are those of its outcome. A row about the link
    itself has no approval, no direction and no values.
    """

    id: str
    project: str
    link: str
    at: str
    by: str
    approval: str
    direction: str
    name: str
    old: Value
    new: Value
    certain: bool = True
    became: Became = Became.APPLIED
    words: str = ""


@dataclass(frozen=True)
class Decision:
    """What is left to do: outcomes that need no call, and the values to write by name."""

    outcomes: Mapping[str, Outcome]
    writes: Mapping[str, Written]


def decide(approval: Approval, link: Link, view: Standpoint) -> Decision:
    """Per approved value: the sides agree, or it still reads as approved, or it is stale."""
    outcomes: dict[str, Outcome] = {}
    writes: dict[str, Written] = {}
    for name, digest in approval.left.items():
        found = _decided(approval, name, digest, link, view)
        if isinstance(found, Written):
            writes[name] = found
        else:
            outcomes[name] = found
    return Decision(outcomes, writes)


def _decided(
    approval: Approval, name: str, digest: str, link: Link, view: Standpoint
) -> Outcome | Written:
    if approval.aspect is Aspect.HIERARCHY:
        return _decided_move(approval, digest, link, view)
    rule = view.rule(name)
    if rule is None:
        return STALE
    if rule.paused:
        return Outcome(Became.STALE, f"{PAUSED}: {rule.paused}")
    if link.mismatch(name) is None and isinstance(standing(link, rule), Pair):
        return AGREED
    if field_digest(link, rule, view, approval.direction) != digest:
        return STALE
    new = to_write(link, rule, view, approval.direction)
    onto = link.on(approval.direction.target)
    field = rule.field(onto) or ""
    source = link.on(approval.direction.source)
    return Written(field, onto.value(field), new, source.value(rule.field(source) or ""))


def _decided_move(
    approval: Approval, digest: str, link: Link, view: Standpoint
) -> Outcome | Written:
    now = parents(link, view.link_ids)
    if isinstance(now, str):
        return STALE
    to = approval.chosen or str(now.on(approval.direction.source))
    if now.on(approval.direction.target) == to:
        return AGREED
    if parent_digest(link, to) != digest:
        return STALE
    return Written(
        PARENT, str(now.on(approval.direction.target)), to, now.on(approval.direction.source)
    )


def absolute(
    writes: Mapping[str, Written],
    fresh: Mapping[Side, Snapshot],
    view: Standpoint,
    direction: Direction,
) -> Mapping[str, Value]:
    """The values to send by field, long texts in full, from the snapshots the decision was on."""
    onto, found = fresh[direction.target], {}
    for name, written in writes.items():
        rule = view.rule(name)
        if rule is None:
            continue
        source = fresh[direction.source].value(rule.field(fresh[direction.source]) or "")
        target = onto.value(written.field)
        way = Carriage(rule, view.terms, direction, source, target, onto)
        found[written.field] = carried(way)
    return found


@dataclass(frozen=True)
class Completed:
    """What an intent has come to: outcomes by name, and the link with its base moved."""

    outcomes: Mapping[str, Outcome]
    link: Link
    history: tuple[HistoryRow, ...]


def effects(intent: Intent, link: Link, before: Link, side: Side, view: Standpoint) -> Intent:
    """The intent with what the vendor answered: `link` has seen it, `before` has not.

    What the vendor changed beside the values we sent is our doing too: where the target stood
    at its base, its half of the base follows, so that nobody is blamed for it.
    """
    beside = {
        name
        for name, base in link.base.items()
        if name not in intent.values and _stood(before, name, base, side, view)
    }
    return replace(intent, answered=stands(link, {*intent.values, *beside}, side, view))


def completed(approval: Approval, intent: Intent, link: Link, view: Standpoint) -> Completed:
    """What an intent has come to, from its answer, or from a look where the answer was lost.

    A version that stands still tells that nothing has happened. Otherwise each value speaks for
    itself alone: as we sent it, it was written; as it was, it is still to be written; anything
    else is for a person to look at. What is not certain stands in the history so.
    """
    onto = link.on(approval.direction.target)
    now = stands(link, intent.values, onto.ref.side, view)
    if intent.answered is not None:
        return _completed(approval, intent, link, intent.answered, view)
    if onto.version and onto.version == intent.version and PARENT not in intent.values:
        return Completed({}, link, ())
    sent = {
        name: value
        for name, value in now.items()
        if _equal(value, intent.values[name].new, name, onto.ref.side, view)
        or _noted(link, name, intent.values[name], value, onto.ref.side)
    }
    odd = [n for n, value in now.items() if n not in sent and value != fold(intent.values[n].old)]
    done = _completed(approval, intent, link, sent, view)
    return Completed(
        {**done.outcomes, **dict.fromkeys(odd, UNSURE)},
        done.link,
        (*done.history, *unsure(approval, set(now) - set(sent))),
    )


def _noted(link: Link, name: str, written: Written, value: Value, side: Side) -> bool:
    """Whether the base already holds our answered write: the worker got as far as that."""
    base = link.base.get(name)
    return base is not None and base == Pair.of(side, value, fold(written.source))


def unsure(approval: Approval, names: Collection[str] | None = None) -> tuple[HistoryRow, ...]:
    """What goes into the history of an intent of which nobody can tell whether it came true."""
    if approval.intent is None:
        return ()
    return tuple(
        replace(_history(approval, approval.intent, name, written), certain=False)
        for name, written in approval.intent.values.items()
        if names is None or name in names
    )


def refused(approval: Approval, at: str) -> tuple[HistoryRow, ...]:
    """What goes into the history of values that were not written, with the words why."""
    return tuple(
        replace(
            history_row(approval, at, name, told_by=outcome.became),
            became=outcome.became,
            words=outcome.words,
        )
        for name, outcome in approval.outcomes.items()
        if outcome.became in (Became.STALE, Became.REJECTED)
    )


def history_row(approval: Approval, at: str, name: str, told_by: str = "") -> HistoryRow:
    """A row about one value, without the values. Its id is the same whoever writes it down: it
    goes by the time of the call, or by what `told_by` says where no call was made."""
    return HistoryRow(
        id=fingerprint([approval.id, told_by or at, name])[:12],
        project=approval.project,
        link=approval.link,
        at=at,
        by=approval.by,
        approval=approval.id,
        direction=approval.direction,
        name=name,
        old=None,
        new=None,
    )


def stands(link: Link, names: Iterable[str], side: Side, view: Standpoint) -> Mapping[str, Value]:
    """The values under these names as the link shows them on one side."""
    return {name: _standing_on(link, name, side, view) for name in names}


def _completed(
    approval: Approval, intent: Intent, link: Link, now: Mapping[str, Value], view: Standpoint
) -> Completed:
    side = approval.direction.target
    base, outcomes, rows = dict(link.base), {}, []
    for name, value in now.items():
        written = intent.values.get(name)
        if written is None:
            base |= {name: base[name].swap(side, value)} if name in base else {}
            continue
        base[name] = Pair.of(side, value, fold(written.source))
        outcomes[name] = outcome = _outcome(written, value, name, side, view)
        row = _history(approval, intent, name, written)
        rows.append(replace(row, became=outcome.became, words=outcome.words))
    return Completed(outcomes, replace(link, base=base, compared=""), tuple(rows))


def _outcome(written: Written, now: Value, name: str, side: Side, view: Standpoint) -> Outcome:
    if _equal(now, written.new, name, side, view):
        return Outcome(Became.APPLIED)
    return Outcome(Became.ADJUSTED, f"{SYSTEM[side]} made something else of it")


def _history(approval: Approval, intent: Intent, name: str, written: Written) -> HistoryRow:
    row = history_row(approval, intent.at, name)
    return replace(row, old=fold(written.old), new=fold(written.new))


def _stood(before: Link, name: str, base: Pair, side: Side, view: Standpoint) -> bool:
    rule = view.rule(name)
    if rule is None or isinstance(standing(before, rule), str):
        return False
    return _equal(_standing_on(before, name, side, view), base.on(side), name, side, view)


def _standing_on(link: Link, name: str, side: Side, view: Standpoint) -> Value:
    """A name's value on one side: a field's folded value, or the link above."""
    if name == PARENT:
        return place(link, side, view.link_ids)
    rule, snapshot = view.rule(name), link.on(side)
    return fold(snapshot.value((rule and rule.field(snapshot)) or ""))


def _equal(mine: Value, theirs: Value, name: str, side: Side, view: Standpoint) -> bool:
    rule = view.rule(name)
    if rule is None:
        return mine == theirs
    return same(fold(mine), fold(theirs), side, rule, view.terms)
