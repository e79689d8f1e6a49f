"""Our hook addresses, and the subscriptions that lead to them."""

from core.model.connections import HookRow, Subscription
from core.model.items import Side
from core.storage.codec import full
from core.storage.rows import Json


def hook_json(row: HookRow) -> Json:
    """Without `seen_at`, which has a row of its own."""
    return full(
        {
            "name": row.name,
            "side": row.side.value,
            "collection": row.collection,
            "project": row.project,
            "subscriptions": [[s.id, s.event, s.url, s.state] for s in row.subscriptions],
            "words": row.words,
            "looked_at": row.looked_at,
            "mended": row.mended,
            "mended_at": row.mended_at,
        }
    )


def hook(found: Json, seen_at: str = "") -> HookRow:
    return HookRow(
        name=found.get("name", ""),
        side=Side(found["side"]),
        collection=found.get("collection", ""),
        project=found.get("project", ""),
        subscriptions=tuple(Subscription(*each) for each in found.get("subscriptions", ())),
        words=found.get("words", ""),
        looked_at=found.get("looked_at", ""),
        seen_at=seen_at,
        mended=found.get("mended", ""),
        mended_at=found.get("mended_at", ""),
    )
