"""Alarms as an adaptive card, in the envelope that a Teams workflow takes."""

from collections.abc import Mapping, Sequence

from core.model.alarms import Raised

MOST = 20
"""How many alarms one card shows; a message may hold 28 KB."""

_LONGEST = 250

Json = Mapping[str, object]


def message(rows: Sequence[Raised], address: str) -> Json:
    return {
        "type": "message",
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "contentUrl": None,
                "content": _card(rows, address),
            }
        ],
    }


def _card(rows: Sequence[Raised], address: str) -> Json:
    on = sum(1 for row in rows if not row.over_at)
    title = f"Lockstep: {on} {'alarm' if on == 1 else 'alarms'}" if on else "Lockstep: all over"
    blocks = [_block(title, size="Large", weight="Bolder")]
    blocks += [block for row in rows[:MOST] for block in _told(row, address)]
    if len(rows) > MOST:
        blocks.append(_block(f"and {len(rows) - MOST} more"))
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
        "actions": [_opens(address)] if address else [],
    }


def _told(row: Raised, address: str) -> list[Json]:
    """Where and since when, then the words. Theirs may hold a vendor's text: it is no markdown."""
    alarm, over = row.alarm, bool(row.over_at)
    color = "Good" if over else "Attention" if alarm.grave else "Warning"
    where = f" in project {_plain(alarm.project)}" if alarm.project else ""
    head = f"{'Over: ' if over else ''}{alarm.kind}{where}, since {row.since[:16]} UTC"
    return [
        _block(head, weight="Bolder", color=color, spacing="Medium"),
        _block(_plain(alarm.words[:_LONGEST]), spacing="None"),
    ]


def _block(text: str, **more: str) -> Json:
    return {"type": "TextBlock", "text": text, "wrap": True, **more}


def _plain(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\`*_[]()<>#~!|" else letter for letter in text)


def _opens(address: str) -> Json:
    return {"type": "Action.OpenUrl", "title": "Open Lockstep", "url": f"{address}/?view=health"}
