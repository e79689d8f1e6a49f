"""Who the token speaks for, what it may do, and the webhooks of the tenant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from core.connectors.keys import KEY_HEADER
from core.connectors.ppm.answers import listed, members, squashed, text
from core.connectors.ppm.webhooks import PpmWebhooks
from sandbox.contract_check.reading import Reader, Unread
from sandbox.contract_check.rows import Row, Rows, Verdict, judged, some, told

_MOST_WEBHOOKS = 50
_NEARLY_ALL = 45


def account_rows(me: Mapping[str, object], now: datetime) -> Rows:
    token = members(me.get("token"))
    who = text(me.get("email")) or text(me.get("logonAccount"))
    yield Row("Account", "an e-mail address", who or "none told", judged(bool(who)))
    scopes = [text(each) for each in listed(token.get("scopes"))]
    writes = any("write" in each.lower() for each in scopes)
    verdict = told(is_there=bool(scopes), ok=writes)
    yield Row("Scopes", "one says write", some(scopes, 20) or "none told", verdict)
    yield _expiry(token, now)


def _expiry(token: Mapping[str, object], now: datetime) -> Row:
    what, assumed = "End of the token", "a date and time"
    told_at = token.get("expirationDate")
    if told_at in (None, ""):
        return Row(what, assumed, "not told", Verdict.UNKNOWN)
    try:
        ends = datetime.fromisoformat(text(told_at))
    except ValueError:
        return Row(what, assumed, f"unreadable: {told_at}", Verdict.DIFFERS)
    ends = ends if ends.tzinfo else ends.replace(tzinfo=UTC)
    return Row(what, assumed, f"{ends:%Y-%m-%d}, {(ends - now).days} days left", Verdict.OK)


def webhook_rows(reader: Reader) -> Rows:
    what, assumed = "Webhooks", f"at most {_MOST_WEBHOOKS} for the tenant, and room for ours"
    try:
        hooks = [members(each) for each in reader.rows("Webhooks", "the webhooks")]
    except Unread as unread:
        yield Row(what, assumed, unread.words, unread.verdict)
        return
    found = f"{len(hooks)} of {_MOST_WEBHOOKS}"
    yield Row(what, assumed, found, judged(len(hooks) < _NEARLY_ALL))
    ours = {event for each in hooks if _is_ours(each) for event in _events(each)}
    verdict = told(is_there=bool(ours), ok=ours >= set(PpmWebhooks.events))
    wanted = some(PpmWebhooks.events)
    yield Row("Our webhooks", wanted, some(sorted(ours)) or "none yet", verdict)


def _events(hook: Mapping[str, object]) -> list[str]:
    return [text(each) for each in listed(hook.get("eventTypes"))]


def _is_ours(hook: Mapping[str, object]) -> bool:
    """By the name of the header that carries our secret; its value is nobody's business."""
    names = (text(members(each).get("name")) for each in listed(hook.get("headers")))
    return any(name.lower() == KEY_HEADER for name in names)


def header_rows(reader: Reader) -> Rows:
    """What answers carry beside their bodies, over everything that was asked."""
    seen = {name: value for headers in reader.headers for name, value in headers.items()}
    for what, words in _HEADERS.items():
        found = [f"{n}: {v}" for n, v in sorted(seen.items()) if _is_one(n, words)]
        yield Row(what, "none", some(found, 4) or "none", judged(not found))
    beside = sorted(reader.beside)
    yield Row("Beside data in answers", "nothing", some(beside) or "nothing", judged(not beside))


_HEADERS = {
    "Headers with versions": ("etag", "lastmodified"),
    "Headers about limits": ("ratelimit", "retryafter", "quota", "throttl"),
    "Headers that name a request": ("requestid", "correlation", "trace", "activityid"),
}


def _is_one(name: str, words: tuple[str, ...]) -> bool:
    return any(word in squashed(name) for word in words)
