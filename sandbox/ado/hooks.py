"""Service hooks: who is told of what happened, and what bad answers lead to."""

from __future__ import annotations

import base64
import json
import uuid
from collections import Counter
from typing import Any

from sandbox.ado import payloads
from sandbox.ado.errors import Refusal
from sandbox.ado.items import Item
from sandbox.ado.people import Person, guid
from sandbox.ado.rendering import links
from sandbox.ado.subscriptions import (
    DISABLED,
    ENABLED,
    MASK,
    PROBATION,
    Notification,
    Subscription,
    check,
)
from sandbox.ado.world import Happening, World
from sandbox.courier import Attempt, Courier, Delivery

_TRANSIENT = frozenset({408, 502, 503, 504})
RETRIES = (1, 2, 4, 8, 16, 32, 60, 60)
_MESSAGES = {"message": "messagesToSend", "detailedMessage": "detailedMessagesToSend"}
PROBES = (1200, 2400, 4800, 9600, 19_200, 38_400, 54_000)


def retry_policy(attempts: int, status: int | None) -> float | None:
    """Only what looks like a passing trouble is tried again; anything else is not."""
    if status in _TRANSIENT and attempts <= len(RETRIES):
        return RETRIES[attempts - 1]
    return None


class Hooks:
    """Subscriptions and their deliveries; every method but `_heard` runs under the world's lock."""

    def __init__(self, world: World, courier: Courier) -> None:
        self._world = world
        self._courier = courier
        self.subscriptions: dict[str, Subscription] = {}
        #: events nobody was told of, because the subscription was resting or switched off
        self.lost: Counter[str] = Counter()
        world.tell = self.publish

    def add(self, who: Person, body: dict[str, Any]) -> Subscription:
        check(self._world, body)
        one = Subscription(
            str(uuid.uuid4()),
            body["eventType"],
            body.get("resourceVersion") or payloads.NEWEST,
            dict(body.get("publisherInputs") or {}),
            dict(body.get("consumerInputs") or {}),
            who,
            self._world.now(),
        )
        self.subscriptions[one.id] = one
        return one

    def change(self, one: Subscription, body: dict[str, Any]) -> Subscription:
        """The whole object is replaced: whoever sends back the mask has made it the secret."""
        check(self._world, body)
        inputs = dict(body.get("consumerInputs") or {})
        if not self._world.switches.put_stores_mask:
            for name, value in one.consumer_inputs.items():
                inputs[name] = value if MASK in inputs.get(name, "") else inputs.get(name, "")
        one.consumer_inputs = inputs
        one.publisher_inputs = dict(body.get("publisherInputs") or {})
        one.event, one.modified = body["eventType"], self._world.now()
        one.version = body.get("resourceVersion") or one.version
        if body.get("status") in (ENABLED, "disabledByUser"):
            one.status, one.probes = body["status"], 0
        return one

    def find(self, key: str) -> Subscription:
        if key.lower() not in self.subscriptions:
            words = f"The subscription with id {key} could not be found."
            raise Refusal(404, "SubscriptionNotFoundException", words)
        return self.subscriptions[key.lower()]

    def publish(self, happening: Happening) -> None:
        event, item, update, who, extra = happening
        if not self._world.may_read(item):
            return
        for one in self.subscriptions.values():
            if not one.wants(self._world, event, item, update):
                continue
            if one.status != ENABLED:
                self.lost[one.id] += 1
                continue
            resource = payloads.resource(self._world, event, item, update, extra)
            self._send(one, self._envelope(one, item, who, resource))

    def test(self, one: Subscription) -> Notification:
        event = self._bare(one, payloads.sample(one.event))
        event["resourceContainers"] = payloads.containers(self._world, guid("nowhere"))
        event["resourceContainers"]["collection"]["id"] = guid("another collection")
        return self._send(one, event)

    def _envelope(
        self, one: Subscription, item: Item, who: Person, resource: dict[str, Any]
    ) -> dict[str, Any]:
        event = self._bare(one, resource)
        inputs, url = one.consumer_inputs, links(self._world, item)["html"]["href"]
        for name, wish in _MESSAGES.items():
            form = inputs.get(wish, "")
            event[name] = payloads.message(one.event, item, who, url, form)
        event["resourceContainers"] = payloads.containers(self._world, item.project.id)
        return event

    def _bare(self, one: Subscription, resource: dict[str, Any]) -> dict[str, Any]:
        told: Any = payloads.in_version(resource, one.version)
        details = one.consumer_inputs.get("resourceDetailsToSend", "")
        if details == "minimal":
            told = payloads.minimal(one.event, told)
        elif details == "none":
            told = None
        return {
            "subscriptionId": one.id,
            "notificationId": 0,
            "id": str(uuid.uuid4()),
            "eventType": one.event,
            "publisherId": "tfs",
            "message": None,
            "detailedMessage": None,
            "resource": told,
            "resourceVersion": one.version,
            "resourceContainers": {},
            "createdDate": self._world.now(),
        }

    def _send(self, one: Subscription, event: dict[str, Any]) -> Notification:
        note = Notification(self._world.next_number(), event, event["createdDate"])
        event["notificationId"] = note.id
        one.sent.append(note)
        self._courier.send(self._delivery(one, note))
        return note

    def _delivery(self, one: Subscription, note: Notification, probe: bool = False) -> Delivery:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-VSS-ActivityId": str(uuid.uuid4()),
            "X-VSS-SubscriptionId": one.id,
            "Request-Id": str(uuid.uuid4()),
            **_basic(one.consumer_inputs),
            **one.headers(),
        }
        return Delivery(
            one.consumer_inputs["url"],
            json.dumps(note.event, ensure_ascii=False).encode(),
            headers,
            retry_policy,
            lambda attempt: self._heard(one, note, attempt),
            probe,
        )

    def _heard(self, one: Subscription, note: Notification, attempt: Attempt) -> None:
        with self._world.lock:
            _record(note, attempt, self._world.now())
            if attempt.wait is not None:
                return
            if note.result == "succeeded":
                if one.status == PROBATION:
                    one.status, one.probes = ENABLED, 0
            elif attempt.status == 410:
                one.status = DISABLED
            elif attempt.delivery.probe or one.status == ENABLED:
                self._rest(one, note)

    def _rest(self, one: Subscription, note: Notification) -> None:
        """On probation new events are lost; what failed is sent again, ever more rarely."""
        if one.probes >= len(PROBES):
            one.status = DISABLED
            return
        one.status = PROBATION
        wait = PROBES[one.probes]
        one.probes += 1
        one.probed = self._world.now()
        self._courier.send(self._delivery(one, note, probe=True), wait)


def _basic(inputs: dict[str, str]) -> dict[str, str]:
    name, password = inputs.get("basicAuthUsername"), inputs.get("basicAuthPassword")
    if not name and not password:
        return {}
    pair = base64.b64encode(f"{name or ''}:{password or ''}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def _record(note: Notification, attempt: Attempt, now: str) -> None:
    note.attempts, note.duration, note.modified = attempt.number, attempt.seconds, now
    good = attempt.status is not None and 200 <= attempt.status < 300
    note.response = f"Status Code: {attempt.status}\r\nReason-Phrase: {attempt.reason}"
    note.error = "" if good else f"{attempt.reason} ({attempt.status})"
    if attempt.wait is None:
        note.status, note.result = "completed", "succeeded" if good else "failed"
    else:
        note.status = "requestInProgress"
