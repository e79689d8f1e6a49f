"""An identity's window as JSON and back."""

from core.model.budgets import Identity, Window
from core.model.items import Side
from core.storage.rows import Json


def window_json(window: Window) -> Json:
    who = window.identity
    return {
        "id": who.id,
        "side": who.side,
        "host": who.host,
        "most": who.most,
        "seconds": who.seconds,
        "used": {str(slot): units for slot, units in window.used.items()},
        "waits_until": window.waits_until,
        "told_most": window.told_most,
        "whole_at": window.whole_at,
        "backlog": {str(slot): units for slot, units in window.backlog.items()},
    }


def window(found: Json, etag: str) -> Window:
    who = Identity(found["id"], Side(found["side"]), found["host"], found["most"], found["seconds"])
    used, backlog = _slots(found["used"]), _slots(found.get("backlog", {}))
    told = found["told_most"], found["whole_at"]
    return Window(who, used, found["waits_until"], *told, backlog, etag)


def _slots(found: Json) -> dict[int, float]:
    return {int(slot): float(units) for slot, units in found.items()}
