"""Model values as answers, as a person would want to read them."""

import math

from pydantic import JsonValue

from core.model.approvals import Approval, Direction
from core.model.changes import PoisonRow
from core.model.compare import Link, Mismatch, Pair, Verdict
from core.model.fields import VendorField
from core.model.intents import HistoryRow
from core.model.items import LongText, Person, Side, Snapshot, State, Value
from core.model.plans import Plan, PlannedLink, PlannedValue
from core.model.projects import Project
from core.model.rules import FieldRule
from core.model.tree import Row
from handlers.api import answers

SUGGESTS = {Verdict.ADO: Direction.TO_PPM, Verdict.PPM: Direction.TO_ADO}


def shown(value: Value) -> JsonValue:
    """A value as a person reads it."""
    match value:
        case str() | None:
            return value
        case Person():
            return value.name or value.mail or value.id
        case State():
            return value.name
        case LongText():
            return f"{value.beginning} …"
        case float() if not math.isfinite(value):
            return str(value)
        case tuple():
            return [shown(each) for each in value]
        case _:
            return value


def row(found: Row) -> answers.LinkRowAnswer:
    return answers.LinkRowAnswer(**dict(link(found.link)), depth=found.depth)


def link(found: Link) -> answers.LinkAnswer:
    return answers.LinkAnswer(
        id=found.id,
        ado=item(found.ado),
        ppm=item(found.ppm),
        gone=dict(found.gone),
        removed=found.removed,
        looked_at=dict(found.looked_at),
        mismatches=[mismatch(each, found) for each in found.mismatches],
        aside=dict(found.aside),
    )


def item(found: Snapshot) -> answers.ItemAnswer:
    return answers.ItemAnswer(
        key=found.ref.key,
        title=found.title,
        type=found.type,
        url=found.url,
        changed_by=found.changed_by,
        changed_at=found.changed_at,
    )


def mismatch(found: Mismatch, of: Link) -> answers.MismatchAnswer:
    """A difference, with whose edit it is where the vendor tells."""
    by = {Verdict.ADO: of.on(Side.ADO), Verdict.PPM: of.on(Side.PPM)}.get(found.changed)
    return answers.MismatchAnswer(
        name=found.name,
        ado=shown(found.now.ado),
        ppm=shown(found.now.ppm),
        agreed=pair(found.base),
        changed=found.changed,
        changed_by=by.changed_by if by else "",
        changed_at=by.changed_at if by else "",
        suggests=SUGGESTS.get(found.changed),
    )


def state(found: Snapshot) -> str:
    """The state of a work item; empty where it is not told."""
    return word(found.value("System.State"))


def assigned(found: Snapshot) -> str:
    """Whose a work item is; empty for nobody's."""
    return word(found.value("System.AssignedTo"))


def word(value: Value) -> str:
    found = shown(value)
    return found if isinstance(found, str) else ""


def pair(found: Pair | None) -> answers.PairAnswer | None:
    return answers.PairAnswer(ado=shown(found.ado), ppm=shown(found.ppm)) if found else None


def plan(found: Plan) -> answers.PlanAnswer:
    return answers.PlanAnswer(
        id=found.id,
        direction=found.direction,
        aspect=found.aspect,
        by=found.by,
        at=found.at,
        links=[_planned(each) for each in found.links],
        left_out=[
            answers.LeftOutAnswer(
                key=each.ref.key, title=each.title, words=each.words, link=each.link
            )
            for each in found.left_out
        ],
    )


def _planned(found: PlannedLink) -> answers.PlannedLinkAnswer:
    return answers.PlannedLinkAnswer(
        link=found.link,
        title=found.title,
        first=found.first,
        nearest=found.nearest,
        source=found.making.source.key if found.making else "",
        asks=[field(each) for each in found.asks],
        checked=found.checked,
        values=[_value(each) for each in found.values],
    )


def field(found: VendorField) -> answers.FieldAnswer:
    return answers.FieldAnswer(
        name=found.name,
        label=found.label,
        kind=found.kind,
        writable=found.writable,
        options=list(found.options),
        required=found.required,
    )


def _value(found: PlannedValue) -> answers.PlannedValueAnswer:
    return answers.PlannedValueAnswer(
        name=found.name,
        before=shown(found.before),
        after=shown(found.after),
        agreed=pair(found.base),
        changed=found.changed,
        overwrites=found.overwrites,
        why_not=found.why_not,
        needs=list(found.needs),
        digest=found.digest,
    )


def approval(found: Approval, of: Link | None = None) -> answers.ApprovalAnswer:
    """`of` is the link of a new item, once it is there."""
    return answers.ApprovalAnswer(
        id=found.id,
        link=found.link,
        direction=found.direction,
        aspect=found.aspect,
        by=found.by,
        at=found.at,
        waits_for=found.after,
        not_before=found.not_before,
        due=found.due,
        standing=found.standing,
        words=found.words,
        open=bool(found.left),
        outcomes={
            name: answers.OutcomeAnswer(became=outcome.became, words=outcome.words)
            for name, outcome in found.outcomes.items()
        },
        made=made(of.on(found.direction.target)) if of else None,
    )


def made(found: Snapshot) -> answers.MadeAnswer:
    return answers.MadeAnswer(key=found.ref.key, title=found.title, url=found.url)


def history(found: HistoryRow) -> answers.HistoryRowAnswer:
    return answers.HistoryRowAnswer(
        id=found.id,
        link=found.link,
        at=found.at,
        by=found.by,
        approval=found.approval,
        direction=Direction(found.direction) if found.direction else "",
        name=found.name,
        old=shown(found.old),
        new=shown(found.new),
        certain=found.certain,
        became=found.became,
        words=found.words,
    )


def rule(found: FieldRule) -> answers.RuleAnswer:
    return answers.RuleAnswer(
        id=found.id,
        ado=list(found.ado),
        ppm=list(found.ppm),
        kind=found.kind,
        active=found.active,
        value_map=list(found.value_map),
        days=sorted(found.days),
        with_computed=found.with_computed,
    )


def project(found: Project) -> answers.ProjectAnswer:
    """A project without anything that opens a door."""
    return answers.ProjectAnswer(
        id=found.id,
        name=found.name,
        ado=[
            answers.PlaceAnswer(
                url=at.url,
                project=at.project,
                collection=at.collection,
                identity=not at.secret,
            )
            for at in found.ado
        ],
        rules=[rule(each) for each in found.rules],
        zone=found.terms.zone,
        hours_per_day=found.terms.hours_per_day,
        ppm_rich_text=found.terms.ppm_rich_text,
        members=sorted(found.members),
        approvers_keep=found.approvers_keep,
        apply_at=found.apply_at,
        swept_at=found.swept_at,
        suspended=suspension(found),
    )


def suspension(found: Project) -> answers.SuspensionAnswer | None:
    if found.suspended is None:
        return None
    why = found.suspended
    return answers.SuspensionAnswer(words=why.words, since=why.since, by=why.by)


def poison(found: PoisonRow) -> answers.PoisonRowAnswer:
    return answers.PoisonRowAnswer(
        id=found.id,
        body=found.body,
        at=found.at,
        error=found.error,
        tries=found.tries,
        replayed_at=found.replayed_at,
    )
