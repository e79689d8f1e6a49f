"""Service hooks of our own: who wants to hear of which events of one ADO project."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

import httpx

from core.connectors.ado.answers import Forbidden, Missing, listed, members, text
from core.connectors.ado.calls import Calls
from core.model.connections import Subscription
from core.model.errors import Rejected, TryLater

_PATH = "_apis/hooks/subscriptions"
_OURS = {"publisherId": "tfs", "consumerId": "webHooks", "consumerActionId": "httpRequest"}
_EVENTS = tuple(f"workitem.{each}" for each in ("created", "updated", "deleted", "restored"))
_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_STATES = {
    "enabled": "",
    "onprobation": "on probation: events are lost until a probe gets through",
    "disabledbyuser": "switched off by a person",
    "disabledbysystem": "switched off after too many failures",
    "disabledbyinactiveidentity": "switched off: whoever made it has left",
}
_NOT_ALLOWED = (
    "this account may not make service hooks: a project administrator has to give it"
    " 'Edit subscriptions' in Project settings, Service hooks, Security"
)


class AdoSubscriptions:
    """The `Subscriptions` of one ADO project, by its id."""

    events: Sequence[str] = _EVENTS

    def __init__(self, http: httpx.Client, project: str) -> None:
        self._calls = Calls(http)
        self._project = project

    def leading_to(self, url: str) -> Sequence[Subscription]:
        self._check_project()
        with _explained():
            found = self._calls.get(_PATH, "the service hooks", _OURS)
        told = [members(each) for each in listed(members(found).get("value"))]
        return [_subscription(each) for each in told if self._is_ours(each, url)]

    def subscribe(self, event: str, url: str, secret: str) -> Subscription:
        """Details are sent in full: which links changed is told by them alone."""
        self._check_project()
        body = {
            **_OURS,
            "eventType": event,
            "resourceVersion": "5.1-preview.3",
            "publisherInputs": {"projectId": self._project},
            "consumerInputs": {
                "url": url,
                "httpHeaders": f"X-Lockstep-Key:{secret}",
                "resourceDetailsToSend": "all",
                "messagesToSend": "none",
                "detailedMessagesToSend": "none",
            },
        }
        with _explained():
            made = _subscription(members(self._calls.post(_PATH, "a service hook", body)))
        if not _ID.fullmatch(made.id):
            raise TryLater("Azure DevOps did not tell the id of a new service hook", unsure=True)
        return made

    def unsubscribe(self, id_: str) -> None:
        if not _ID.fullmatch(id_):
            raise ValueError(f"{id_!r} is no id of a subscription")
        with suppress(Missing), _explained():
            self._calls.delete(f"{_PATH}/{id_}", "a service hook")

    def _check_project(self) -> None:
        """Without an id the subscription would be one for the whole organisation."""
        if not self._project:
            raise Rejected("the id of this project is not known yet: test its connection again")

    def _is_ours(self, told: Mapping[str, object], url: str) -> bool:
        leads = text(members(told.get("consumerInputs")).get("url"))
        project = text(members(told.get("publisherInputs")).get("projectId"))
        return leads.casefold() == url.casefold() and project.casefold() == self._project.casefold()


def _subscription(told: Mapping[str, object]) -> Subscription:
    status = text(told.get("status"))
    return Subscription(
        text(told.get("id")),
        text(told.get("eventType")),
        text(members(told.get("consumerInputs")).get("url")),
        _STATES.get(status.lower(), status),
    )


@contextmanager
def _explained() -> Iterator[None]:
    """A right that is missing, in words for an administrator before the vendor's own."""
    try:
        yield
    except Forbidden as refused:
        raise Rejected(f"{_NOT_ALLOWED} ({refused.words})") from refused
