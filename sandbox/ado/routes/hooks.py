"""Service hooks over HTTP: the catalogue, subscriptions, what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.ado.calls import Answer, Call, listed
from sandbox.ado.errors import Refusal, may_not_hook
from sandbox.ado.payloads import EVENTS, VERSIONS
from sandbox.ado.people import HOOKS
from sandbox.ado.routing import Route
from sandbox.ado.subscriptions import Notification, Subscription, masked, told
from sandbox.ado.world import moment

_INPUTS = ("projectId", "areaPath", "workItemType", "tag", "linksChanged")
_CONSUMER_INPUTS = (
    "url",
    "httpHeaders",
    "basicAuthUsername",
    "basicAuthPassword",
    "resourceDetailsToSend",
    "messagesToSend",
    "detailedMessagesToSend",
    "acceptUntrustedCerts",
)
_SECRET = ("basicAuthPassword", "httpHeaders")


def _check(call: Call, project: str = "") -> None:
    if not call.who.may(HOOKS):
        raise may_not_hook(call.who.name, project)


def subscriptions(call: Call) -> Any:
    _check(call)
    return listed(told(call.world, one) for one in _matching(call, call.request.args))


def _matching(call: Call, wanted: Any) -> Iterator[Subscription]:
    for one in call.hooks.subscriptions.values():
        answers = {
            "publisherId": "tfs",
            "eventType": one.event,
            "consumerId": "webHooks",
            "consumerActionId": "httpRequest",
        }
        if all(not wanted.get(name) or wanted[name] == value for name, value in answers.items()):
            yield one


def query_subscriptions(call: Call) -> Any:
    _check(call)
    body = call.document
    found = [told(call.world, one) for one in _matching(call, body)]
    for group in body.get("publisherInputFilters") or []:
        for condition in group.get("conditions") or []:
            name, value = condition.get("inputId"), condition.get("inputValue")
            found = [one for one in found if one["publisherInputs"].get(name, "") == value]
    return {**body, "results": found}


def add(call: Call) -> Any:
    body = call.document
    _check(call, str((body.get("publisherInputs") or {}).get("projectId", "")))
    return told(call.world, call.hooks.add(call.who, body))


def one(call: Call) -> Any:
    _check(call)
    return told(call.world, _one(call))


def _one(call: Call) -> Subscription:
    return call.hooks.find(call.values["subscription"])


def change(call: Call) -> Any:
    _check(call)
    return told(call.world, call.hooks.change(_one(call), call.document))


def delete(call: Call) -> Any:
    _check(call)
    del call.hooks.subscriptions[_one(call).id]
    return Answer(204)


def notifications(call: Call) -> Any:
    _check(call)
    owner = _one(call)
    status, result = call.arg("status"), call.arg("result")
    found = [
        _note(owner, note, details=False)
        for note in reversed(owner.sent)
        if status in ("", note.status) and result in ("", note.result)
    ]
    return listed(found[: call.number("maxResults", 100)])


def one_notification(call: Call) -> Any:
    _check(call)
    owner = _one(call)
    for note in owner.sent:
        if str(note.id) == call.values["notification"]:
            return _note(owner, note, details=True)
    words = f"There is no notification {call.values['notification']}."
    raise Refusal(404, "SubscriptionNotificationNotFoundException", words)


def query_notifications(call: Call) -> Any:
    _check(call)
    body = call.document
    keys = body.get("subscriptionIds") or list(call.hooks.subscriptions)
    since = moment(body["minCreatedDate"]) if body.get("minCreatedDate") else None
    found = []
    for owner in (call.hooks.find(key) for key in keys):
        for note in owner.sent:
            fits = body.get("resultType") in (None, note.result)
            fits = fits and body.get("status") in (None, note.status)
            if fits and (since is None or moment(note.created) >= since):
                found.append(_note(owner, note, bool(body.get("includeDetails"))))
    return {**body, "results": found[: int(body.get("maxResults") or 100)]}


def _note(owner: Subscription, note: Notification, details: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": note.id,
        "subscriptionId": owner.id,
        "subscriberId": owner.who.id,
        "eventId": note.event["id"],
        "status": note.status,
        "result": note.result,
        "createdDate": note.created,
        "modifiedDate": note.modified or note.created,
    }
    if details:
        found["details"] = {
            "eventType": owner.event,
            "event": note.event,
            "publisherId": "tfs",
            "consumerId": "webHooks",
            "consumerActionId": "httpRequest",
            "consumerInputs": masked(owner.consumer_inputs),
            "publisherInputs": owner.publisher_inputs,
            "request": f"Method: POST, URI: {owner.consumer_inputs['url']}",
            "response": note.response,
            "errorMessage": note.error,
            "requestAttempts": note.attempts,
            "requestDuration": note.duration,
        }
    return found


def test(call: Call) -> Any:
    """The canned sample goes to a subscription that exists, or to one described in the body."""
    _check(call)
    body = call.document
    if key := body.get("subscriptionId"):
        owner = call.hooks.find(str(key))
    else:
        owner = call.hooks.add(call.who, dict(body.get("details") or {}))
        del call.hooks.subscriptions[owner.id]
    return _note(owner, call.hooks.test(owner), details=True)


def publishers(call: Call) -> Any:
    return listed([_publisher(call)])


def one_publisher(call: Call) -> Any:
    _check_publisher(call)
    return _publisher(call)


def _publisher(call: Call) -> dict[str, Any]:
    return {
        "id": "tfs",
        "name": "Azure DevOps",
        "description": "Work item events",
        "url": f"{call.world.base}/_apis/hooks/publishers/tfs",
        "supportedEvents": list(_events(call)),
        "inputDescriptors": [],
    }


def _check_publisher(call: Call) -> None:
    if call.values["publisher"].lower() != "tfs":
        words = f"The publisher {call.values['publisher']} does not exist."
        raise Refusal(404, "PublisherNotFoundException", words)


def event_types(call: Call) -> Any:
    _check_publisher(call)
    return listed(_events(call))


def one_event_type(call: Call) -> Any:
    _check_publisher(call)
    for event in _events(call):
        if event["id"] == call.values["event"].lower():
            return event
    words = f"There is no event type {call.values['event']}."
    raise Refusal(404, "PublisherEventTypeNotFoundException", words)


def _events(call: Call) -> Iterator[dict[str, Any]]:
    extra = {"workitem.updated": ("changedFields",), "workitem.commented": ("commentPattern",)}
    for key, (name, _) in EVENTS.items():
        yield {
            "id": key,
            "publisherId": "tfs",
            "name": name,
            "description": name,
            "supportedResourceVersions": list(VERSIONS),
            "inputDescriptors": [_input(one) for one in (*_INPUTS, *extra.get(key, ()))],
            "url": f"{call.world.base}/_apis/hooks/publishers/tfs/eventTypes/{key}",
        }


def _input(name: str) -> dict[str, Any]:
    return {"id": name, "name": name, "description": name, "isConfidential": name in _SECRET}


def consumers(call: Call) -> Any:
    return listed([_consumer(call)])


def one_consumer(call: Call) -> Any:
    if call.values["consumer"].lower() != "webhooks":
        words = f"The consumer {call.values['consumer']} does not exist."
        raise Refusal(404, "ConsumerNotFoundException", words)
    return _consumer(call)


def _consumer(call: Call) -> dict[str, Any]:
    url = f"{call.world.base}/_apis/hooks/consumers/webHooks"
    action = {
        "id": "httpRequest",
        "consumerId": "webHooks",
        "name": "Post via HTTP",
        "description": "Posts a JSON object",
        "supportedEventTypes": ["*"],
        "allowResourceVersionOverride": True,
        "inputDescriptors": [_input(name) for name in _CONSUMER_INPUTS],
        "url": f"{url}/actions/httpRequest",
    }
    return {
        "id": "webHooks",
        "name": "Web Hooks",
        "description": "Posts events to an address",
        "authenticationType": "none",
        "inputDescriptors": [],
        "actions": [action],
        "url": url,
    }


_SUBSCRIPTION = "hooks/subscriptions/{subscription}"
_PUBLISHER = "hooks/publishers/{publisher}"

ROUTES = (
    Route("GET", "hooks/subscriptions", subscriptions),
    Route("POST", "hooks/subscriptions", add),
    Route("POST", "hooks/subscriptionsQuery", query_subscriptions),
    Route("GET", _SUBSCRIPTION, one),
    Route("PUT", _SUBSCRIPTION, change),
    Route("DELETE", _SUBSCRIPTION, delete),
    Route("GET", _SUBSCRIPTION + "/notifications", notifications),
    Route("GET", _SUBSCRIPTION + "/notifications/{notification}", one_notification),
    Route("POST", "hooks/notificationsQuery", query_notifications),
    Route("POST", "hooks/testNotifications", test),
    Route("GET", "hooks/publishers", publishers),
    Route("GET", _PUBLISHER, one_publisher),
    Route("GET", _PUBLISHER + "/eventTypes", event_types),
    Route("GET", _PUBLISHER + "/eventTypes/{event}", one_event_type),
    Route("GET", "hooks/consumers", consumers),
    Route("GET", "hooks/consumers/{consumer}", one_consumer),
)
