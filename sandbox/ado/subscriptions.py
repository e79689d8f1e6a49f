"""A subscription: what it wants to hear of, where it is delivered, and how well it is doing."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sandbox.ado.errors import Refusal, bad_argument
from sandbox.ado.items import Item, Update
from sandbox.ado.payloads import EVENTS, VERSIONS
from sandbox.ado.people import Person
from sandbox.ado.world import World

MASK = "********"
ENABLED, PROBATION, DISABLED = "enabled", "onProbation", "disabledBySystem"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass
class Notification:
    """One event on its way to one subscription."""

    id: int
    event: dict[str, Any]
    created: str
    status: str = "queued"
    result: str = "pending"
    attempts: int = 0
    response: str = ""
    error: str = ""
    duration: float = 0.0
    modified: str = ""


@dataclass(eq=False)
class Subscription:
    id: str
    event: str
    version: str
    publisher_inputs: dict[str, str]
    consumer_inputs: dict[str, str]
    who: Person
    at: str
    status: str = ENABLED
    probes: int = 0
    probed: str = ""
    modified: str = ""
    sent: deque[Notification] = field(default_factory=lambda: deque(maxlen=500))

    def headers(self) -> dict[str, str]:
        lines = self.consumer_inputs.get("httpHeaders", "").splitlines()
        pairs = (line.partition(":") for line in lines if ":" in line)
        return {name.strip(): value.strip() for name, _, value in pairs}

    def wants(self, world: World, event: str, item: Item, update: Update | None) -> bool:
        """An empty filter lets everything through."""
        if event != self.event:
            return False
        wanted = {name: value for name, value in self.publisher_inputs.items() if value}
        area = item.fields["System.AreaPath"]
        return (
            wanted.get("projectId", item.project.id).lower() == item.project.id
            and _is_under(area.path, wanted.get("areaPath", area.path))
            and _is_type(wanted.get("workItemType"), item)
            and _has_tag(wanted.get("tag"), item)
            and _changed(wanted, update)
            and _says(wanted.get("commentPattern"), item)
        )


def _is_under(path: str, above: str) -> bool:
    path, above = path.lower(), above.lower().strip("\\")
    return path == above or path.startswith(above + "\\")


def _is_type(wanted: str | None, item: Item) -> bool:
    return wanted is None or str(item.fields["System.WorkItemType"]).lower() == wanted.lower()


def _has_tag(wanted: str | None, item: Item) -> bool:
    tags = str(item.fields.get("System.Tags", "")).lower().split("; ")
    return wanted is None or wanted.lower() in tags


def _changed(wanted: Mapping[str, str], update: Update | None) -> bool:
    if update is None:
        return True
    if wanted.get("linksChanged", "").lower() == "true" and not update.touches_links:
        return False
    field = wanted.get("changedFields")
    return field is None or field.lower() in (ref.lower() for ref in update.fields)


def _says(pattern: str | None, item: Item) -> bool:
    return pattern is None or pattern.lower() in str(item.fields.get("System.History", "")).lower()


def check(world: World, body: Mapping[str, Any]) -> None:
    """What the service refuses to subscribe to; every input is a string."""
    if body.get("publisherId") != "tfs":
        raise Refusal(404, "PublisherNotFoundException", "The publisher does not exist.")
    if body.get("eventType") not in EVENTS:
        raise Refusal(404, "PublisherEventTypeNotFoundException", "There is no such event type.")
    if (body.get("consumerId"), body.get("consumerActionId")) != ("webHooks", "httpRequest"):
        raise Refusal(404, "ConsumerActionNotFoundException", "There is no such consumer action.")
    if body.get("resourceVersion") not in (*VERSIONS, None, ""):
        raise bad_argument("The resource version is not supported.", "SubscriptionInputException")
    for inputs in (body.get("publisherInputs") or {}, body.get("consumerInputs") or {}):
        if any(not isinstance(value, str) for value in inputs.values()):
            raise bad_argument("Input values must be strings.", "SubscriptionInputException")
    _check_url(world, str((body.get("consumerInputs") or {}).get("url", "")))


def _check_url(world: World, url: str) -> None:
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise bad_argument("The url is not valid.", "SubscriptionInputException")
    if world.switches.refuses_loopback_hooks and address.hostname in _LOOPBACK:
        words = "Loopback and special range addresses are not allowed."
        raise bad_argument(words, "SubscriptionInputException")


def masked(inputs: Mapping[str, str]) -> dict[str, str]:
    told = dict(inputs)
    if told.get("basicAuthPassword"):
        told["basicAuthPassword"] = MASK
    if told.get("httpHeaders"):
        names = [line.partition(":")[0] for line in told["httpHeaders"].splitlines()]
        told["httpHeaders"] = "\n".join(f"{name}:{MASK}" for name in names)
    return told


def told(world: World, one: Subscription) -> dict[str, Any]:
    url = f"{world.base}/_apis/hooks/subscriptions/{one.id}"
    who = one.who.shown(world.base)
    found: dict[str, Any] = {
        "id": one.id,
        "url": url,
        "status": one.status,
        "publisherId": "tfs",
        "eventType": one.event,
        "eventDescription": _described(one.publisher_inputs),
        "subscriber": who,
        "resourceVersion": one.version,
        "consumerId": "webHooks",
        "consumerActionId": "httpRequest",
        "actionDescription": f"To host {urlsplit(one.consumer_inputs['url']).hostname}",
        "createdBy": who,
        "createdDate": one.at,
        "modifiedBy": who,
        "modifiedDate": one.modified or one.at,
        "publisherInputs": {**one.publisher_inputs, "tfsSubscriptionId": one.id},
        "consumerInputs": masked(one.consumer_inputs),
        "_links": {"self": {"href": url}},
    }
    if one.probes:
        found["probationRetries"] = one.probes
        found["lastProbationRetryDate"] = one.probed
    return found


def _described(inputs: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in inputs.items() if value) or "Any"
