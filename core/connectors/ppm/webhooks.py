"""Webhooks of our own. There is no update and no filter; and a delete without an id would take
away everybody's, so it can never be called."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from core.connectors.ppm.answers import NOT_SIGNED_IN, listed, members, text
from core.connectors.ppm.tenant import Tenant
from core.model.connections import Subscription
from core.model.errors import Rejected, TryLater

_EVENTS = ("Task:Created", "Task:Updated", "Task:Deleted")
_MOST = 50
_NOT_ALLOWED = (
    "this account may not make webhooks: a PPM Express administrator has to give it the"
    " permission 'Administrate app', or make the token"
)


class PpmWebhooks:
    """The `Subscriptions` of one tenant."""

    events: Sequence[str] = _EVENTS

    def __init__(self, tenant: Tenant) -> None:
        self._calls = tenant.calls

    def leading_to(self, url: str) -> Sequence[Subscription]:
        wanted = _bare(url)
        with _explained():
            found = self._calls.one_list("Webhooks", "the webhooks")
        return [
            Subscription(text(each.get("id")), event, text(each.get("url")))
            for each in map(members, found)
            if _bare(text(each.get("url"))) == wanted
            for event in map(text, listed(each.get("eventTypes")))
        ]

    def subscribe(self, event: str, url: str, secret: str) -> Subscription:
        body: Mapping[str, object] = {
            "eventTypes": [event],
            "headers": [{"name": "X-Lockstep-Key", "value": secret}],
            "httpVerb": "POST",
            "url": url,
        }
        with _explained():
            made = self._calls.post("Webhooks", "a webhook", body)
        return Subscription(text(made.get("id")), event, text(made.get("url")) or url)

    def unsubscribe(self, id_: str) -> None:
        self._calls.delete("Webhooks", id_, "a webhook")


@contextmanager
def _explained() -> Iterator[None]:
    """A refusal in words for an administrator. Whoever lacks the permission is told 401, as if the
    token were no good; a token that really is shows in every look."""
    try:
        yield
    except Rejected as refused:
        if str(_MOST) in refused.words:
            words = f"PPM Express keeps {_MOST} webhooks for the whole tenant, and all are taken"
            words = f"{words}: somebody has to give one up ({refused.words})"
            raise Rejected(words) from refused
        raise Rejected(f"{_NOT_ALLOWED} ({refused.words})") from refused
    except TryLater as away:
        if away.words != NOT_SIGNED_IN:
            raise
        raise Rejected(_NOT_ALLOWED) from away


def _bare(url: str) -> str:
    return url.rstrip("/").casefold()
