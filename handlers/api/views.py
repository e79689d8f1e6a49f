"""What the API tells: model values as JSON, as a person would want to read them."""

import math
from collections.abc import Mapping

from core.model.approvals import Approval
from core.model.changes import PoisonRow
from core.model.compare import Link, Mismatch, Pair, Verdict
from core.model.intents import HistoryRow
from core.model.items import LongText, Person, Side, Snapshot, State, Value
from core.model.plans import Plan, PlannedLink, PlannedValue
from core.model.projects import Project
from core.model.tree import Row

_SUGGESTS = {Verdict.ADO: "to_ppm", Verdict.PPM: "to_ado"}


def shown(value: Value) -> object:
    """A value as a person reads it."""
    match value:
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


def row(found: Row) -> dict[str, object]:
    return {**link(found.link), "depth": found.depth}


def link(found: Link) -> dict[str, object]:
    return {
        "id": found.id,
        "ado": _item(found.ado),
        "ppm": _item(found.ppm),
        "gone": sorted(found.gone),
        "looked_at": dict(found.looked_at),
        "mismatches": [mismatch(each, found) for each in found.mismatches],
        "aside": dict(found.aside),
    }


def _item(found: Snapshot) -> dict[str, object]:
    return {
        "key": found.ref.key,
        "title": found.title,
        "type": found.type,
        "url": found.url,
        "changed_by": found.changed_by,
        "changed_at": found.changed_at,
    }


def mismatch(found: Mismatch, of: Link) -> dict[str, object]:
    """A difference, with whose edit it is where the vendor tells."""
    by = {Verdict.ADO: of.on(Side.ADO), Verdict.PPM: of.on(Side.PPM)}.get(found.changed)
    return {
        "name": found.name,
        "ado": shown(found.now.ado),
        "ppm": shown(found.now.ppm),
        "agreed": _pair(found.base),
        "changed": found.changed,
        "changed_by": by.changed_by if by else "",
        "changed_at": by.changed_at if by else "",
        "suggests": _SUGGESTS.get(found.changed),
    }


def _pair(found: Pair | None) -> object:
    return found and {"ado": shown(found.ado), "ppm": shown(found.ppm)}


def plan(found: Plan) -> dict[str, object]:
    return {
        "id": found.id,
        "direction": found.direction,
        "aspect": found.aspect,
        "by": found.by,
        "at": found.at,
        "links": [_planned(each) for each in found.links],
    }


def _planned(found: PlannedLink) -> dict[str, object]:
    return {
        "link": found.link,
        "title": found.title,
        "first": found.first,
        "nearest": found.nearest,
        "values": [_value(each) for each in found.values],
    }


def _value(found: PlannedValue) -> dict[str, object]:
    return {
        "name": found.name,
        "before": shown(found.before),
        "after": shown(found.after),
        "agreed": _pair(found.base),
        "changed": found.changed,
        "overwrites": found.overwrites,
        "why_not": found.why_not,
        "needs": list(found.needs),
        "digest": found.digest,
    }


def approval(found: Approval) -> dict[str, object]:
    return {
        "id": found.id,
        "link": found.link,
        "direction": found.direction,
        "aspect": found.aspect,
        "by": found.by,
        "at": found.at,
        "waits_for": found.after,
        "not_before": found.not_before,
        "words": found.words,
        "open": bool(found.left),
        "outcomes": {
            name: {"became": outcome.became, "words": outcome.words}
            for name, outcome in found.outcomes.items()
        },
    }


def history(found: HistoryRow) -> dict[str, object]:
    return {
        "id": found.id,
        "link": found.link,
        "at": found.at,
        "by": found.by,
        "approval": found.approval,
        "direction": found.direction,
        "name": found.name,
        "old": shown(found.old),
        "new": shown(found.new),
        "certain": found.certain,
    }


def project(found: Project) -> dict[str, object]:
    """A project without anything that opens a door: secrets are named, never told."""
    return {
        "id": found.id,
        "name": found.name,
        "ado": [{"url": at.url, "project": at.project, "secret": at.secret} for at in found.ado],
        "rules": [
            {
                "id": rule.id,
                "ado": list(rule.ado),
                "ppm": list(rule.ppm),
                "kind": rule.kind,
                "active": rule.active,
                "value_map": [list(pair) for pair in rule.value_map],
                "days": sorted(rule.days),
                "with_computed": rule.with_computed,
            }
            for rule in found.rules
        ],
        "zone": found.terms.zone,
        "hours_per_day": found.terms.hours_per_day,
        "ppm_rich_text": found.terms.ppm_rich_text,
        "members": sorted(found.members),
        "swept_at": found.swept_at,
    }


def poison(found: PoisonRow) -> Mapping[str, object]:
    return {
        "id": found.id,
        "body": found.body,
        "at": found.at,
        "replayed_at": found.replayed_at,
    }
