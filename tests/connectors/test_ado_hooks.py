"""What a service hook tells us: whom we believe that something happened, and where to look."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.connectors.ado.hooks import AdoHook
from core.connectors.ado.refs import ref
from core.model.changes import Place
from core.sync.ports import Hook
from tests.connectors.ado_stage import AdoStage

COLLECTION = "6c55d6a1-40a2-4f8e-9b5f-0d8c2d3f9a11"
SECRET, NEXT = "the-secret-of-today", "the-secret-of-tomorrow"
HOOK: Hook = AdoHook([SECRET, NEXT])
PARENT = "System.LinkTypes.Hierarchy-Reverse"
CHILD = "System.LinkTypes.Hierarchy-Forward"


def an_event(kind: str, resource: object, collection: str = COLLECTION) -> dict[str, Any]:
    return {
        "subscriptionId": "00000000-0000-0000-0000-000000000000",
        "notificationId": 3,
        "id": "9b7c",
        "eventType": kind,
        "publisherId": "tfs",
        "message": None,
        "resource": resource,
        "resourceVersion": "5.1-preview.3",
        "resourceContainers": {"collection": {"id": collection, "baseUrl": "https://x/"}},
        "createdDate": "2026-11-24T09:00:00Z",
    }


def an_update(item: object, **more: object) -> dict[str, Any]:
    fields = {"System.Rev": {"oldValue": "10", "newValue": "11"}}
    resource = {"id": 11, "workItemId": item, "rev": 11, "fields": fields, **more}
    return an_event("workitem.updated", resource)


def a_link(rel: str, target: object) -> dict[str, object]:
    url = f"https://dev.azure.com/org/5a2c/_apis/wit/workItems/{target}"
    return {"rel": rel, "url": url, "attributes": {"isLocked": False, "name": "Parent"}}


def places(event: object, hook: Hook = HOOK) -> list[int]:
    found = hook.places_in(json.dumps(event).encode())
    assert all(each.ref and each.ref.key.startswith(COLLECTION + ":") for each in found)
    return [int(each.ref.key.rpartition(":")[2]) for each in found if each.ref]


def basic(password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"lockstep:{password}".encode()).decode()}


@pytest.mark.parametrize("secret", [SECRET, NEXT])
def test_whoever_knows_a_secret_is_trusted_by_header_or_password(secret: str) -> None:
    assert HOOK.trusts({"x-lockstep-key": secret})
    assert HOOK.trusts(basic(secret))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-lockstep-key": ""},
        {"x-lockstep-key": SECRET + " "},
        {"x-lockstep-key": "\udcff"},
        basic("guess"),
        basic(""),
        {"authorization": f"Bearer {SECRET}"},
        {"authorization": f"Basic {SECRET}"},
        {"authorization": "Basic"},
        {"authorization": "Basic " + base64.b64encode(b"\xff\xfe:x").decode()},
        {"cookie": SECRET},
    ],
)
def test_whoever_does_not_is_not(headers: dict[str, str]) -> None:
    assert not HOOK.trusts(headers)


@pytest.mark.parametrize("secrets", [[], [""], ["", ""]])
def test_without_a_secret_nobody_is_trusted(secrets: list[str]) -> None:
    hook = AdoHook(secrets)

    assert not hook.trusts({"x-lockstep-key": ""})
    assert not hook.trusts(basic(""))


def test_a_third_secret_is_no_longer_one() -> None:
    hook = AdoHook([NEXT, SECRET, "the-secret-of-yesterday"])

    assert not hook.trusts({"x-lockstep-key": "the-secret-of-yesterday"})


def test_an_update_names_its_item_and_not_itself() -> None:
    assert places(an_update(532)) == [532]


def test_an_update_without_the_items_number_tells_it_in_its_revision() -> None:
    resource = {"id": 11, "rev": 11, "revision": {"id": 532, "rev": 11}}

    assert places(an_event("workitem.updated", resource)) == [532]


@pytest.mark.parametrize("kind", ["created", "restored", "commented", "deleted"])
def test_the_other_events_hold_the_item_itself(kind: str) -> None:
    resource = {"id": 532, "rev": 1, "fields": {"System.Title": "Pay by invoice"}}

    assert places(an_event(f"workitem.{kind}", resource)) == [532]


def test_a_link_change_names_the_other_ends_too() -> None:
    changes = {
        "added": [a_link(PARENT, 7), a_link("System.LinkTypes.Related", 9)],
        "removed": [a_link(PARENT, 8), {"rel": "Hyperlink", "url": "https://x/workItems/3"}],
        "updated": [a_link(CHILD, 7)],
    }

    assert places(an_update(532, relations=changes)) == [532, 7, 8]


def test_numbers_may_come_as_text() -> None:
    assert places(an_update("532")) == [532]


def test_an_item_is_known_by_its_collection_however_that_is_written() -> None:
    event = an_event("workitem.created", {"id": 5}, COLLECTION.upper())

    assert HOOK.places_in(json.dumps(event).encode()) == [Place(ref(COLLECTION, 5))]


def test_a_byte_order_mark_does_no_harm() -> None:
    body = b"\xef\xbb\xbf" + json.dumps(an_update(532)).encode()

    assert HOOK.places_in(body) == [Place(ref(COLLECTION, 532))]


def test_an_organisation_that_is_not_followed_is_no_place() -> None:
    hook: Hook = AdoHook([SECRET], ["another collection"])

    assert places(an_update(532), hook) == []


def test_where_the_event_does_not_tell_its_collection_the_only_one_is_meant() -> None:
    event = {**an_update(532), "resourceContainers": None}

    assert places(event, AdoHook([SECRET], [COLLECTION])) == [532]
    assert places(event, AdoHook([SECRET], [COLLECTION, "another"])) == []
    assert places(event) == []


@pytest.mark.parametrize(
    "event",
    [
        an_event("git.push", {"commits": [], "pushId": 14, "id": 14}),
        an_update(0, revision={"id": 5}),
        an_update(-5),
        an_update(True),
        an_update("²"),
        an_update("9" * 40),
        an_update(None),
        an_event("workitem.updated", {"id": 11, "rev": 11}),
        an_event("workitem.updated", None),
        an_event("workitem.created", "5"),
        {"eventType": "workitem.updated"},
        {"eventType": 7, "resource": []},
        {},
        [],
        None,
        "workitem.updated",
        17,
    ],
)
def test_what_we_do_not_follow_or_cannot_read_is_no_place(event: object) -> None:
    assert places(event) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\x00",
        b"<html></html>",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 10_000,
        json.dumps({**an_update(532), "filler": "x" * 2_000_000}).encode(),
    ],
    ids=["empty", "bytes", "html", "deep list", "deep object", "long number", "2 MB"],
)
def test_a_strange_body_is_no_place(body: bytes) -> None:
    assert HOOK.places_in(body) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "workItemId", "revision", "relations", "added", "url", "rel"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    kind=st.sampled_from(["workitem.updated", "workitem.created", "workitem.new", "git.push"]),
    resource=JSON,
    containers=JSON | st.just({"collection": {"id": COLLECTION}}),
)
def test_no_event_of_any_shape_does_harm(kind: str, resource: object, containers: object) -> None:
    event = {"eventType": kind, "resource": resource, "resourceContainers": containers}

    for place in HOOK.places_in(json.dumps(event).encode()):
        assert isinstance(place, Place)


@given(body=st.binary(max_size=200))
def test_no_bytes_do_harm(body: bytes) -> None:
    HOOK.places_in(body)


@given(headers=st.dictionaries(st.sampled_from(["x-lockstep-key", "authorization"]), st.text()))
def test_no_header_opens_the_door_by_chance(headers: dict[str, str]) -> None:
    assert not HOOK.trusts(headers)


@pytest.fixture
def stage() -> AdoStage:
    """An organisation that tells us of everything, once with a header and once with a password."""
    stage = AdoStage()
    for number, kind in enumerate(("created", "updated", "deleted", "restored", "commented")):
        secret = {"httpHeaders": f"x-lockstep-key:{SECRET}"}
        if number % 2:
            secret = {"basicAuthUsername": "lockstep", "basicAuthPassword": NEXT}
        subscription = {
            "publisherId": "tfs",
            "eventType": f"workitem.{kind}",
            "consumerId": "webHooks",
            "consumerActionId": "httpRequest",
            "publisherInputs": {"projectId": stage.project_id},
            "consumerInputs": {"url": "https://lockstep.example/api/hooks/ado/1", **secret},
        }
        answer = stage.http.post("_apis/hooks/subscriptions?api-version=7.1", json=subscription)
        assert answer.status_code == 200, answer.text
    return stage


def test_what_an_organisation_sends_is_trusted_and_understood(stage: AdoStage) -> None:
    item = stage.create("Pay by invoice")
    stage.edit(item, "System.Title", "Pay by card")
    stage.remove(item)

    heard = stage.heard()

    assert len(heard) == 3
    for headers, body in heard:
        assert HOOK.trusts(headers)
        assert HOOK.places_in(body) == [Place(item)]


def test_a_move_in_an_organisation_is_heard_of_from_every_end(stage: AdoStage) -> None:
    old, new = stage.create("Payments"), stage.create("Invoices")
    item = stage.create("Pay by invoice", old)
    stage.heard()

    stage.move(item, new)

    told = [HOOK.places_in(body) for _, body in stage.heard()]
    assert {place for each in told for place in each} == {Place(item), Place(old), Place(new)}
