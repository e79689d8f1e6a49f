"""Approvals of fields on their way together, step by step: decide each, save the intents of as many
as the vendor takes at once, write those, write down what was answered, close. Whoever falls out of
a step falls out alone; each step may be repeated. What one of them means is told in `carry_out`."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from core.model.approvals import Approval, Direction, Fate, Intent, Parcel, Write, Written
from core.model.compare import Link, is_as_compared, reconcile, told_places
from core.model.compare import view as view_name
from core.model.errors import Conflict, Rejected, TryLater, of_none
from core.model.intents import Completed, decide
from core.model.items import ItemRef, Side, Snapshot
from core.model.plans import Standpoint
from core.model.rules import asked
from core.model.standing import followed
from core.sync.carry_out import (
    answered,
    choices_that_hold,
    found_in,
    next_call,
    over,
    record_again,
    refused_of,
    seeing,
    settled,
    to_save,
    write_of,
)
from core.sync.desk import Desk, Taken, let_go, writing
from core.sync.steps import Steps
from core.sync.telemetry import Span

_PROMPT = timedelta(seconds=2)
"""How long an answer may wait for others before it is written down: hooks tell of it by then."""

_FRESH = timedelta(seconds=10)
"""How old a lease may be when more calls begin under it: a look, and a write as long as they may
take."""


@dataclass(frozen=True)
class Case:
    """One of them. `link` is the row as it was read or saved, `seen` the same after our look;
    `values` are what the next call is to bring, which is `write`, decided under `view`."""

    approval: Approval
    link: Link
    seen: Link
    fresh: Mapping[Side, Snapshot]
    at: str
    view: Standpoint = field(default_factory=lambda: Standpoint((), ()))  # type: ignore[arg-type]
    values: Mapping[str, Written] = field(default_factory=dict)
    write: Write = field(default_factory=Write)
    intent: Intent = field(default_factory=lambda: Intent("", "", {}))

    def after(self, approval: Approval, link: Link, *found: Snapshot) -> "Case":
        fresh = {**self.fresh, **{each.ref.side: each for each in found}}
        return Case(approval, link, seeing(link, fresh, self.at), fresh, self.at)


@dataclass(frozen=True)
class Answer:
    """What a call has come to, and the link that is to tell it."""

    case: Case
    item: Snapshot
    done: Completed
    known: Intent
    link: Link


class Together:
    """What one turn has looked at of a project. `busy` are the sides that are away."""

    def __init__(self, desk: Desk, busy: set[Side]) -> None:
        self._desk = desk
        self._store = desk.store
        self._steps = Steps(desk, busy)
        self._under = view_name(tuple(desk.project.rules), desk.project.terms)

    def carry_out(self, batch: Sequence[Taken]) -> int:
        """How many were closed. Never raises for one item's sake."""
        for direction in Direction:
            mine = [each for each in batch if each.approval.direction is direction]
            cases = [
                Case(
                    each.approval,
                    each.link,
                    seeing(each.link, each.fresh, each.at),
                    each.fresh,
                    each.at,
                )
                for each in mine
                if each.link is not None
            ]
            while cases:
                cases = self._round(cases, direction)
        return self._steps.closed

    def _round(self, cases: list[Case], direction: Direction) -> list[Case]:
        """One call for each; those of which something is left."""
        decided = self._decided(self._viewed(cases), direction)
        done = [case for case in decided if not case.values]
        saved, moved = self._steps.saved_links([(case.approval, case.seen) for case in done])
        self._steps.close([case.approval for case in done if case.link.id in saved])
        self._steps.all_or_each(
            self._save_alone, [case for case in done if case.link.id in moved], _approval_of
        )
        return self._send([case for case in decided if case.values], direction)

    # Before the calls

    def _viewed(self, cases: list[Case]) -> list[Case]:
        """Where they stand, by the rows themselves as far as those tell."""
        told = {case.link.id: told_places(case.link, case.seen) for case in cases}
        unknown = [case for case in cases if told[case.link.id] is None]
        found: dict[str, Standpoint] = {}

        def ask(some: Sequence[Case]) -> None:
            parents = {ref for case in some for ref in case.seen.parents}
            ids = self._store.links.ids(self._desk.project.id, parents) if parents else {}
            found.update({case.link.id: self._view(ids) for case in some})

        self._steps.all_or_each(ask, unknown, _approval_of)
        found |= {name: self._view(ids) for name, ids in told.items() if ids is not None}
        return [replace(case, view=found[case.link.id]) for case in cases if case.link.id in found]

    def _view(self, link_ids: Mapping[ItemRef, str]) -> Standpoint:
        return Standpoint(self._desk.project.rules, self._desk.project.terms, link_ids)

    def _standing(self, cases: list[Case]) -> list[Case]:
        """Without those whose standing choice does not hold any more."""
        if not any(case.approval.standing for case in cases):
            return cases
        held: set[str] = {""}
        cases = self._steps.all_or_each(
            lambda _: held.update(choices_that_hold(self._desk)), cases, _approval_of
        )
        self._steps.close([over(c.approval) for c in cases if c.approval.standing not in held])
        return [case for case in cases if case.approval.standing in held]

    def _decided(self, cases: list[Case], direction: Direction) -> list[Case]:
        found: list[Case] = []

        def decide_some(some: Sequence[Case]) -> None:
            found.extend([self._decide(case, direction) for case in some])

        self._steps.all_or_each(decide_some, cases, _approval_of)
        return found

    def _decide(self, case: Case, direction: Direction) -> Case:
        view = case.view
        if is_as_compared(case.link, case.seen, self._under, view.link_ids):
            seen = replace(case.seen, compared=case.link.compared)
        else:
            seen = reconcile(case.seen, view.rules, view.terms, view.link_ids)
        decision = decide(case.approval, seen, view)
        choices = self._desk.project.standing
        decision = followed(decision, case.approval.standing, choices, seen, view)
        outcomes = {**case.approval.outcomes, **decision.outcomes}
        values = next_call(decision.writes, self._desk.systems[direction.target])
        approval = replace(case.approval, outcomes=outcomes)
        write = write_of(approval, values, case.fresh, view, self._desk)
        return replace(case, approval=approval, seen=seen, values=values, write=write)

    def _intended(self, cases: list[Case], direction: Direction) -> list[Case]:
        """With their intents saved, which also renews the leases."""
        at, side = self._desk.clock().isoformat(), direction.target
        intents = [Intent(at, each.fresh[side].version, each.values) for each in cases]
        return self._held(
            [replace(each, intent=one) for each, one in zip(cases, intents, strict=True)],
            [replace(c.approval, intent=one) for c, one in zip(cases, intents, strict=True)],
        )

    def _held(self, cases: list[Case], rows: list[Approval]) -> list[Case]:
        """As saved, and ours for as long as a lease is good; without those that are not ours."""
        until = (self._desk.clock() + self._desk.lease).isoformat()
        saved = self._steps.saved([replace(row, taken_until=until) for row in rows])
        found = [(case, saved.get(case.approval.id)) for case in cases]
        return [replace(case, approval=row) for case, row in found if row]

    # The calls

    def _send(self, cases: list[Case], direction: Direction) -> list[Case]:
        """Of several hands at an outbox one sends; the others look, decide and write down."""
        if not cases:
            return []
        with self._desk.outbox.sending:
            left, written = self._sent(cases, direction)
        return left + self._record(written)

    def _sent(
        self, cases: list[Case], direction: Direction
    ) -> tuple[list[Case], list[tuple[Case, Snapshot]]]:
        """Those of which something is left, and what is still to be written down."""
        system, clock = self._desk.systems[direction.target], self._desk.clock
        left: list[Case] = []
        written: list[tuple[Case, Snapshot]] = []
        waiting, told = cases, clock()
        # They were taken moments before the look.
        held = min((datetime.fromisoformat(case.at) for case in cases), default=told)
        while waiting and self._may_go_on(waiting, direction):
            most, began = system.at_once, clock()
            portion, waiting = self._standing(waiting[:most]), waiting[most:]
            portion = self._intended(portion, direction)
            if waiting and clock() - held > _FRESH:
                waiting, held = self._held(waiting, [case.approval for case in waiting]), clock()
            fates = self._fates(portion, direction)
            written += [(c, f) for c, f in fates if isinstance(f, Snapshot)]
            left += self._refused([(c, f) for c, f in fates if isinstance(f, Rejected)])
            self._undone(
                [(c, f) for c, f in fates if not isinstance(f, Snapshot | Rejected)], direction
            )
            # The next portion takes about as long as this one.
            if clock() - told + (clock() - began) >= _PROMPT:
                left += self._record(written)
                written, told = [], clock()
        return left, written

    def _may_go_on(self, cases: list[Case], direction: Direction) -> bool:
        """Where the time is up, or a side is away, the rest is left as if never begun."""
        if {direction.target, direction.source} & self._steps.busy:
            for case in cases:
                self._steps.set_behind(case.approval)
            return False
        if self._desk.clock() >= self._desk.until:
            let_go([case.approval for case in cases], self._desk)
            return False
        return True

    def _fates(self, portion: list[Case], direction: Direction) -> list[tuple[Case, Fate]]:
        if not portion:
            return []
        side = direction.target
        fields = asked(self._desk.project.rules, side)
        parcels = [Parcel(case.write, case.fresh[side]) for case in portion]
        told = [self._told(case, parcel) for case, parcel in zip(portion, parcels, strict=True)]
        try:
            fates = self._desk.systems[side].write_many(parcels, fields)
        except Exception as failure:  # noqa: BLE001 - each of them fails by it
            fates = [of_none(failure)] * len(portion)
        for span, fate in zip(told, fates, strict=True):
            _end(span, fate)
        return list(zip(portion, fates, strict=True))

    def _told(self, case: Case, parcel: Parcel) -> AbstractContextManager[Span]:
        """Each write is told of as if it were a call of its own; it begins here."""
        found = found_in(case.seen, case.values)
        span = writing(
            case.approval, self._desk, found, item=parcel.ref.key, values=len(case.values)
        )
        span.__enter__()
        return span

    def _refused(self, refused: list[tuple[Case, Rejected]]) -> list[Case]:
        rows = [refused_of(case.approval, case.values, words) for case, words in refused]
        saved = self._steps.saved(rows)
        self._steps.close([row for row in saved.values() if not row.left])
        return [
            replace(case, approval=row)
            for case, _ in refused
            if (row := saved.get(case.approval.id)) and row.left
        ]

    def _undone(self, undone: list[tuple[Case, Fate]], direction: Direction) -> None:
        """The intent is kept only where nobody knows whether it came true."""
        certain = [c.approval for c, f in undone if isinstance(f, Conflict | None) or _is_sure(f)]
        cleared = {row.id: row for row in self._steps.cleared(certain)}
        for case, fate in undone:
            if isinstance(fate, Exception):
                self._steps.broke_off(cleared.get(case.approval.id, case.approval), fate)
        unsent = [case for case, fate in undone if fate is None and case.approval.id in cleared]
        unsent = [replace(case, approval=cleared[case.approval.id]) for case in unsent]
        if unsent and self._may_go_on(unsent, direction):
            let_go([case.approval for case in unsent], self._desk)

    # After the calls

    def _record(self, written: list[tuple[Case, Snapshot]]) -> list[Case]:
        """The links first, then history, then the approvals; what is left of some."""
        answers: list[Answer] = []

        def work_out(some: Sequence[tuple[Case, Snapshot]]) -> None:
            answers.extend([self._answer(case, item) for case, item in some])

        self._steps.all_or_each(work_out, written, lambda each: each[0].approval)
        rows = [(each.case.approval, each.link) for each in answers]
        saved, moved = self._steps.saved_links(rows)
        going = self._again([each for each in answers if each.link.id in moved])
        kept = [each for each in answers if each.link.id in saved]
        kept = self._steps.all_or_each(self._tell, kept, lambda each: each.case.approval)
        after = [settled(each.case.approval, each.done) for each in kept]
        self._steps.close([row for row in after if not row.left])
        left = self._steps.saved([row for row in after if row.left])
        return going + [
            each.case.after(left[each.case.approval.id], saved[each.link.id], each.item)
            for each in kept
            if each.case.approval.id in left
        ]

    def _answer(self, case: Case, item: Snapshot) -> Answer:
        done, known, view = answered(
            case.approval, case.intent, case.seen, item, case.view, self._desk
        )
        return Answer(case, item, done, known, to_save(done, view, self._desk))

    def _save_alone(self, some: Sequence[Case]) -> None:
        """Raises what was wrong with a row that could not be saved among others."""
        for case in some:
            self._store.links.save(case.seen)
            self._steps.close([case.approval])

    def _tell(self, some: Sequence[Answer]) -> None:
        self._store.history.add([row for each in some for row in each.done.history])

    def _again(self, moved: list[Answer]) -> list[Case]:
        """Those whose row somebody else has saved meanwhile, each by itself."""
        going: list[Case] = []
        for each in moved:
            try:
                row, link, found = record_again(each.case.approval, each.known, self._desk)
            except Exception as failure:  # noqa: BLE001 - one bad item never stops another
                self._steps.broke_off(each.case.approval, failure)
                continue
            if row.left:
                going.append(each.case.after(row, link, each.item, *found.values()))
            else:
                self._steps.close([row])
        return going


def _approval_of(case: Case) -> Approval:
    return case.approval


def _end(span: AbstractContextManager[Span], fate: Fate) -> None:
    if isinstance(fate, Snapshot):
        span.__exit__(None, None, None)
        return
    failure = fate or TryLater("it was not sent")
    # It is told of, and goes its own way.
    with suppress(type(failure)):
        span.__exit__(type(failure), failure, None)


def _is_sure(failure: Fate) -> bool:
    """Whether the vendor plainly did nothing."""
    return isinstance(failure, TryLater) and not failure.unsure
