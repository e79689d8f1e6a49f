"""What an answer of Azure DevOps means: its JSON, or one of our three errors in its own words.

Status first, then typeKey, then TF and VS numbers; the text is localised and only ever shown.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import httpx

from core.connectors.ado.advice import advised
from core.connectors.hiding import without_token
from core.model.budgets import waiting_time
from core.model.errors import Conflict, Rejected, TryLater

SIGN_IN_REFUSED = (
    "Azure DevOps does not accept the token of this connection:"
    " an administrator has to renew it; nothing is lost"
)
_LONGEST = 2000
_MOVED = ("VS403351", "TF26071")
_MOVED_KEYS = ("TestPatchOperationFailedException", "WorkItemRevisionMismatchException")
_TOO_MANY_REVISIONS = re.compile(r"\b10[,.\s]?000\b")
_SWITCHED_OFF = "TF24668"
_BUSY = (408, 425, 429)


class Missing(Rejected):
    """There is no such thing, or it is not ours to see."""


class Forbidden(Rejected):
    """The service knows who we are, and that we may not."""


@dataclass(frozen=True)
class Said:
    """What the service says where it does not do as asked; `fields` are its words by field."""

    words: str
    key: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def opened(answer: httpx.Response, what: str, now: datetime) -> object:
    """The JSON of an answer. Raises what else it may mean."""
    if answer.status_code in (203, 401) or answer.is_redirect:
        raise TryLater(SIGN_IN_REFUSED)
    if not answer.is_success:
        raise refusal(answer, what, now)
    if answer.status_code == 204:
        return None
    # A sign-in page comes with a status of success.
    if not _is_json(answer):
        raise TryLater(SIGN_IN_REFUSED)
    try:
        return _parsed(answer)
    except ValueError as error:
        words = f"Azure DevOps answered about {what} with broken JSON"
        raise TryLater(words, unsure=True) from error


def members(found: object) -> Mapping[str, object]:
    """The members of a JSON object; none where it is something else."""
    return found if isinstance(found, dict) else {}


def listed(found: object) -> list[object]:
    return found if isinstance(found, list) else []


def text(found: object) -> str:
    return found if isinstance(found, str) else ""


def refusal(answer: httpx.Response, what: str, now: datetime) -> Exception:
    """The error of ours that an unsuccessful answer stands for."""
    said, status = _said(answer), answer.status_code
    if status in (409, 412) or said.key in _MOVED_KEYS or _tells(said, _MOVED):
        return Conflict(f"{what} is no longer as it was seen: {said.words}")
    if _is_final(said, status):
        return Rejected(said.words)
    if status in _BUSY or status >= 500:
        words = f"Azure DevOps is busy or away: {said.words}"
        after = waiting_time(answer.headers.get("Retry-After", ""), now)
        return TryLater(words, after, unsure=status >= 500 or status == 408)
    if status == 404:
        return Missing(f"{what}: {said.words}", said.fields)
    fields = {name: advised(words) for name, words in said.fields.items()}
    kind = Forbidden if status == 403 else Rejected
    return kind(advised(said.words), fields)


def _tells(said: Said, codes: tuple[str, ...]) -> bool:
    return any(code in said.words for code in codes)


def _is_final(said: Said, status: int) -> bool:
    """Two answers that look like an outage and would stay as they are for ever."""
    if status == 500:
        return "RevisionLimit" in said.key or bool(_TOO_MANY_REVISIONS.search(said.words))
    return status == 503 and _SWITCHED_OFF in said.words


def _said(answer: httpx.Response) -> Said:
    plain = Said(f"HTTP {answer.status_code} {answer.reason_phrase}".strip())
    if _is_json(answer):
        try:
            found = members(_parsed(answer))
        except ValueError:
            return plain
        wrapped = members(found.get("value")).get("Message")
        words = text(found.get("message")) or text(found.get("Message")) or text(wrapped)
        fields = _by_field(found, answer)
        return Said(_clipped(words, answer) or plain.words, text(found.get("typeKey")), fields)
    if "text/plain" in answer.headers.get("Content-Type", ""):
        return Said(_clipped(answer.text, answer) or plain.words)
    return plain


def _by_field(found: Mapping[str, object], answer: httpx.Response) -> Mapping[str, str]:
    """The fields a refusal names. Its message tells of the first one only."""
    custom = members(found.get("customProperties"))
    words = _clipped(text(custom.get("ErrorMessage")) or text(found.get("message")), answer)
    single = text(custom.get("FieldReferenceName")) or text(custom.get("ReferenceName"))
    named = {single: words} if single else {}
    for each in map(members, listed(custom.get("RuleValidationErrors"))):
        name = text(each.get("fieldReferenceName"))
        if name:
            named[name] = _clipped(text(each.get("errorMessage")), answer) or words
    return named


def _is_json(answer: httpx.Response) -> bool:
    return "json" in answer.headers.get("Content-Type", "").partition(";")[0].lower()


def _parsed(answer: httpx.Response) -> object:
    """Some answers begin with a byte order mark. Raises ValueError."""
    try:
        found: object = json.loads(answer.content.decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return found


def _clipped(words: str, answer: httpx.Response) -> str:
    """Short enough for a row, and without the token."""
    told = without_token(words, answer).strip()
    return told.encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore")
