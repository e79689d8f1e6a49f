"""Webhooks of our own. There is no update and no filter; and a delete without an id would take
away everybody's, so it can never be called."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from core.connectors.ppm.answers import Forbidden, NotSignedIn, listed, members, text
from core.connectors.ppm.tasks import is_guid
from core.connectors.ppm.tenant import Tenant
from core.model.connections import Subscription
from core.model.errors import Rejected, TryLater

ADMINISTRATE = (
    "a PPM Express administrator has to give this account the permission 'Administrate app', or"
    " make the token"
)
_EVENTS = ("Task:Created", "Task:Updated", "Task:Deleted")
_MOST = 50
_PATH = "Webhooks"


class PpmWebhooks:
    """The `Subscriptions` of one tenant: a webhook for each event."""

    events: Sequence[str] = _EVENTS

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._calls = tenant.calls

    def leading_to(self, url: str) -> Sequence[Subscription]:
        """Each with the address as it was asked for, however the vendor spells it."""
        wanted = _address(url)
        return [
            Subscription(_id(each), event, url)
            for each in self._all()
            if _address(text(each.get("url"))) == wanted
            for event in map(text, listed(each.get("eventTypes")))
        ]

    def subscribe(self, event: str, url: str, secret: str) -> Subscription:
        body: Mapping[str, object] = {
            "eventTypes": [event],
            "headers": [{"name": "X-Lockstep-Key", "value": secret}],
            "httpVerb": "POST",
            "url": url,
        }
        try:
            with self._allowed():
                made = self._calls.post(_PATH, "a webhook", body)
        except Forbidden:
            raise
        except Rejected as refused:
            raise Rejected(self._why(refused)) from refused
        return Subscription(_id(made, unsure=True), event, url)

    def unsubscribe(self, id_: str) -> None:
        with self._allowed():
            self._calls.delete(_PATH, id_, "a webhook")

    def _all(self) -> Sequence[Mapping[str, object]]:
        with self._allowed():
            return [members(each) for each in self._calls.rows(_PATH, "the webhooks")]

    def _why(self, refused: Rejected) -> str:
        """In words for a person. Nothing public spells how too many are refused: we count them."""
        if len(self._all()) < _MOST:
            return f"PPM Express does not make a webhook: {refused.words}"
        words = f"PPM Express keeps {_MOST} webhooks for the whole tenant, and all are taken"
        return f"{words}: somebody has to give one up ({refused.words})"

    @contextmanager
    def _allowed(self) -> Iterator[None]:
        """Whoever lacks the permission may be told 401, as if the token were no good. Raises
        Forbidden in words for an administrator."""
        try:
            yield
        except Forbidden as refused:
            raise Forbidden(f"{ADMINISTRATE} ({refused.words})") from refused
        except NotSignedIn as refused:
            self._tenant.whoami()
            raise Forbidden(ADMINISTRATE) from refused


def _id(told: Mapping[str, object], *, unsure: bool = False) -> str:
    """Raises TryLater where there is none: what has no id could never be taken away again."""
    found = text(told.get("id"))
    if not is_guid(found):
        raise TryLater("PPM Express told of a webhook without an id", unsure=unsure)
    return found


def _address(url: str) -> tuple[str, ...]:
    """An address as it counts: the host in any case, with or without a slash at its end. One that
    cannot be read is nobody's."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return (url,)
    return (parts.scheme.lower(), parts.netloc.lower(), parts.path.rstrip("/"), parts.query)
