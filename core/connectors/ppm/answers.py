"""What an answer of PPM Express means: what stands under `data`, or one of our errors in its words.

Nothing is documented about limits and gateways, so whatever is not the vendor's own JSON counts
as an outage, never as a no.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

import httpx

from core.connectors.hiding import without_token
from core.model.budgets import waiting_time
from core.model.errors import Rejected, TryLater

_NOT_SIGNED_IN = (
    "PPM Express does not accept the token of this connection:"
    " an administrator has to renew it; nothing is lost"
)
_ALLOW = (
    "What helps: whoever made the token has to be allowed to collaborate on the project,"
    " and the token needs the scope to write tasks."
)
_LONGEST = 500
_TOO_OFTEN = (425, 429)
_BUSY = (408, *_TOO_OFTEN)


class Missing(Rejected):
    """There is no such thing, or it is not ours to see."""


class Forbidden(Rejected):
    """The account is known, and may not do this."""


class NotSignedIn(TryLater):
    """The token is not accepted: it is no good, or its account may not do this."""


def opened(answer: httpx.Response, what: str, now: datetime) -> Mapping[str, object]:
    """The JSON object around `data`. Raises Rejected and TryLater; `what` is for a person."""
    if answer.status_code == 401:
        raise NotSignedIn(_NOT_SIGNED_IN)
    if not answer.is_success:
        raise _refusal(answer, what, now)
    if answer.request.method == "DELETE":
        return {"data": None}
    try:
        found = _parsed(answer)
    except ValueError as error:
        words = f"PPM Express answered about {what} with something unreadable"
        raise TryLater(words, unsure=_may_have_written(answer)) from error
    if not isinstance(found, dict) or "data" not in found:
        words = f"PPM Express answered about {what} with something unexpected"
        raise TryLater(words, unsure=_may_have_written(answer))
    return found


def members(found: object) -> Mapping[str, object]:
    """The members of a JSON object; none where it is something else."""
    return found if isinstance(found, dict) else {}


def listed(found: object) -> list[object]:
    return found if isinstance(found, list) else []


def text(found: object) -> str:
    return found if isinstance(found, str) else ""


def squashed(name: str) -> str:
    """A name by its letters and digits alone, as people and vendors spell it differently."""
    return "".join(each for each in name.lower() if each.isalnum())


def _refusal(answer: httpx.Response, what: str, now: datetime) -> Exception:
    status = answer.status_code
    if status in _BUSY or status >= 500 or answer.is_redirect or _is_page(answer):
        words = f"PPM Express is busy or away for {what} (HTTP {status})"
        after = waiting_time(answer.headers.get("Retry-After", ""), now)
        return TryLater(words, after, unsure=_may_have_written(answer))
    told = _told(answer)
    fields = dict(_by_field(told, answer))
    said = text(told.get("errorMessage")) or text(told.get("developerMessage"))
    words = _clipped(said or f"HTTP {status} {answer.reason_phrase}", answer)
    if fields and not any(each in words for each in fields.values()):
        words = f"{words}: " + "; ".join(f"{name}: {said}" for name, said in fields.items())
    # An answer of "not found" is about something; the others are about what we sent.
    if status == 404:
        return Missing(f"{what}: {words}", fields)
    return Forbidden(f"{words}. {_ALLOW}", fields) if status == 403 else Rejected(words, fields)


def _may_have_written(answer: httpx.Response) -> bool:
    """Whoever is turned away for calling too often was not listened to; of anything else that is
    not the vendor's own no, nobody can tell."""
    turned_away = answer.is_redirect or answer.status_code in _TOO_OFTEN
    return answer.request.method != "GET" and not turned_away


def _by_field(told: Mapping[str, object], answer: httpx.Response) -> Iterator[tuple[str, str]]:
    for each in map(members, listed(told.get("errors"))):
        if name := text(each.get("fieldName")):
            yield name, _clipped(text(each.get("message")) or "is not accepted", answer)


def _told(answer: httpx.Response) -> Mapping[str, object]:
    try:
        return members(_parsed(answer))
    except ValueError:
        return {"errorMessage": answer.text}


def _is_page(answer: httpx.Response) -> bool:
    """A gateway in front of the product speaks, not the product."""
    kind = answer.headers.get("Content-Type", "")
    return "html" in kind.lower() or answer.content.lstrip()[:1] == b"<"


def _parsed(answer: httpx.Response) -> object:
    """Raises ValueError. NaN, which would equal nothing, is kept as text."""
    try:
        found: object = json.loads(answer.content.decode("utf-8-sig"), parse_constant=str)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return found


def _clipped(words: str, answer: httpx.Response) -> str:
    """Short enough for a row, and without the token, should somebody echo it."""
    words = " ".join(without_token(words, answer).split())
    return words if len(words) <= _LONGEST else words[:_LONGEST] + "…"
