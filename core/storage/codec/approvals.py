"""Approvals with their intents and outcomes, and the rows of the history."""

from core.model.approvals import Approval, Aspect, Became, Direction, Intent, Outcome, Written
from core.model.intents import HistoryRow
from core.model.items import plain, valued
from core.storage.codec import full
from core.storage.codec.items import values, values_json
from core.storage.codec.making import making, making_json
from core.storage.rows import Json


def approval_json(approval: Approval) -> Json:
    intent = approval.intent
    return full(
        {
            "id": approval.id,
            "project": approval.project,
            "link": approval.link,
            "direction": approval.direction.value,
            "aspect": approval.aspect.value,
            "digests": dict(approval.digests),
            "making": None if approval.making is None else making_json(approval.making),
            "by": approval.by,
            "at": approval.at,
            "chosen": approval.chosen,
            "after": approval.after,
            "standing": approval.standing,
            "due": approval.due,
            "intent": None if intent is None else intent_json(intent),
            "outcomes": {name: outcome_json(each) for name, each in approval.outcomes.items()},
            "taken_by": approval.taken_by,
            "taken_until": approval.taken_until,
            "not_before": approval.not_before,
            "away_until": approval.away_until,
            "tries": approval.tries,
            "words": approval.words,
            "letter": approval.letter,
        }
    )


def approval(found: Json, etag: str = "") -> Approval:
    intended, new = found.get("intent"), found.get("making")
    return Approval(
        id=found.get("id", ""),
        project=found.get("project", ""),
        link=found.get("link", ""),
        direction=Direction(found["direction"]),
        aspect=Aspect(found["aspect"]),
        digests=found.get("digests", {}),
        by=found.get("by", ""),
        at=found.get("at", ""),
        chosen=found.get("chosen", ""),
        after=found.get("after", ""),
        standing=found.get("standing", ""),
        due=found.get("due", ""),
        making=None if new is None else making(new),
        intent=None if intended is None else intent(intended),
        outcomes={name: outcome(each) for name, each in found.get("outcomes", {}).items()},
        taken_by=found.get("taken_by", ""),
        taken_until=found.get("taken_until", ""),
        not_before=found.get("not_before", ""),
        away_until=found.get("away_until", ""),
        tries=found.get("tries", 0),
        words=found.get("words", ""),
        letter=found.get("letter", ""),
        etag=etag,
    )


def intent_json(intent: Intent) -> Json:
    return {
        "at": intent.at,
        "version": intent.version,
        "values": {name: written_json(each) for name, each in intent.values.items()},
        "answered": None if intent.answered is None else values_json(intent.answered),
    }


def intent(found: Json) -> Intent:
    answered = found.get("answered")
    return Intent(
        at=found["at"],
        version=found["version"],
        values={name: written(each) for name, each in found["values"].items()},
        answered=None if answered is None else values(answered),
    )


def written_json(written: Written) -> Json:
    return {
        "field": written.field,
        "old": plain(written.old),
        "new": plain(written.new),
        "source": plain(written.source),
    }


def written(found: Json) -> Written:
    return Written(
        found["field"], valued(found["old"]), valued(found["new"]), valued(found["source"])
    )


def outcome_json(outcome: Outcome) -> list[str]:
    return [outcome.became.value, outcome.words]


def outcome(found: list[str]) -> Outcome:
    return Outcome(Became(found[0]), found[1])


def history_json(row: HistoryRow) -> Json:
    return {
        "id": row.id,
        "project": row.project,
        "link": row.link,
        "at": row.at,
        "by": row.by,
        "approval": row.approval,
        "direction": row.direction,
        "name": row.name,
        "old": plain(row.old),
        "new": plain(row.new),
        "certain": row.certain,
        "became": row.became.value,
        "words": row.words,
    }


def history(found: Json) -> HistoryRow:
    return HistoryRow(
        id=found["id"],
        project=found["project"],
        link=found["link"],
        at=found["at"],
        by=found["by"],
        approval=found["approval"],
        direction=found["direction"],
        name=found["name"],
        old=valued(found["old"]),
        new=valued(found["new"]),
        certain=found.get("certain", True),
        became=Became(found.get("became", Became.APPLIED)),
        words=found.get("words", ""),
    )
