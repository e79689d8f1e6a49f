"""Service hooks: who hears of what, in which shape, and what bad answers lead to."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from sandbox.courier import Courier
from tests.sandbox.ado_world import (
    OTHER_STORY,
    RELATED,
    SHOP,
    STORY,
    TASK,
    Clock,
    Office,
    an_office,
    links,
    sets,
)

TITLE = "System.Title"
SUBSCRIPTIONS = "_apis/hooks/subscriptions"
NEWEST = "5.1-preview.3"
CONSUMER = (
    "httpHeaders",
    "basicAuthUsername",
    "basicAuthPassword",
    "resourceDetailsToSend",
    "messagesToSend",
)


@dataclass
class Receiver:
    """The other end of the hooks: remembers what came and answers as it is told to."""

    answers: Callable[[int], int] = lambda _: 200
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(self.answers(len(self.requests)))

    @property
    def events(self) -> list[Any]:
        return [json.loads(request.content) for request in self.requests]


@dataclass
class Post:
    """An office with a receiver, and a courier that runs when the test says so."""

    office: Office
    courier: Courier
    receiver: Receiver

    def subscribe(self, event: str = "workitem.updated", **changes: Any) -> Any:
        answer = self.office.call("POST", SUBSCRIPTIONS, wish(event, **changes))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def delivered(self) -> list[Any]:
        self.courier.deliver_due()
        return self.receiver.events

    def after(self, **much: float) -> list[Any]:
        self.office.clock.pass_by(**much)
        return self.delivered()

    def status(self, key: str) -> str:
        return str(self.office.get(f"{SUBSCRIPTIONS}/{key}")["status"])


def wish(event: str, version: str = NEWEST, url: str = "http://hooks.test/", **changes: Any) -> Any:
    mine = {name: changes.pop(name) for name in CONSUMER if name in changes}
    return {
        "publisherId": "tfs",
        "eventType": event,
        "resourceVersion": version,
        "consumerId": "webHooks",
        "consumerActionId": "httpRequest",
        "publisherInputs": {"projectId": "", **changes},
        "consumerInputs": {"url": url, **mine},
    }


def a_post(answers: Callable[[int], int] = lambda _: 200, **switches: Any) -> Post:
    receiver = Receiver(answers)
    http = httpx.Client(transport=httpx.MockTransport(receiver))
    clock = Clock()
    courier = Courier(clock=clock.seconds, http=http)
    office = an_office(courier=courier, clock=clock, **switches)
    return Post(office, courier, receiver)


def test_an_update_is_told_with_the_number_of_the_update_and_not_of_the_item() -> None:
    post = a_post()
    mine = post.subscribe()
    post.office.patch(STORY, sets(TITLE, "Pay"), token="pat-ben")

    (event,) = post.delivered()

    resource = event["resource"]
    assert (resource["id"], resource["workItemId"], resource["rev"]) == (2, STORY, 2)
    assert resource["fields"][TITLE] == {"oldValue": "Pay by invoice", "newValue": "Pay"}
    assert resource["fields"]["System.Rev"] == {"oldValue": 1, "newValue": 2}
    assert resource["revision"]["fields"][TITLE] == "Pay"
    assert resource["revisedBy"]["name"] == "Ben Okafor <ben@contoso.example>"
    assert event["subscriptionId"] == mine["id"]
    containers = event["resourceContainers"]
    assert containers["collection"]["id"] == post.office.world.collection_id


def test_both_ends_of_a_new_link_are_told_without_fields() -> None:
    post = a_post()
    post.subscribe()
    post.office.patch(STORY, links(RELATED, OTHER_STORY))

    events = post.delivered()

    assert {one["resource"]["workItemId"] for one in events} == {STORY, OTHER_STORY}
    assert all("fields" not in one["resource"] for one in events)
    assert all(one["resource"]["relations"]["added"] for one in events)


def test_by_switch_link_changes_are_not_told_at_all() -> None:
    post = a_post(link_only_events=False)
    post.subscribe()

    post.office.patch(STORY, links(RELATED, OTHER_STORY))

    assert post.delivered() == []


@pytest.mark.parametrize(
    ("event", "act"),
    [
        ("workitem.created", lambda office: office.create("Task", sets(TITLE, "Fold it"))),
        ("workitem.deleted", lambda office: office.hands().delete(STORY)),
        ("workitem.updated", lambda office: office.hands().edit(STORY, {TITLE: "Pay"})),
    ],
)
def test_each_kind_of_event_goes_to_its_own_subscription(
    event: str, act: Callable[[Office], Any]
) -> None:
    post = a_post()
    for kind in ("created", "updated", "deleted", "restored", "commented"):
        post.subscribe(f"workitem.{kind}")

    act(post.office)

    assert [one["eventType"] for one in post.delivered()] == [event]


def test_a_deleted_item_is_told_with_an_address_in_the_bin() -> None:
    post = a_post()
    post.subscribe("workitem.deleted")
    post.subscribe("workitem.restored")

    post.office.hands().delete(STORY)
    post.office.hands().restore(STORY)

    deleted, restored = post.delivered()
    assert deleted["resource"]["url"].endswith(f"/recyclebin/{STORY}")
    assert restored["resource"]["id"] == STORY


def test_a_comment_is_told_as_a_comment_and_as_an_update() -> None:
    post = a_post()
    post.subscribe("workitem.commented")
    post.subscribe("workitem.updated")
    path = f"{SHOP}/_apis/wit/workItems/{STORY}/comments"

    post.office.call("POST", path, {"text": "Ready"}, version="7.1-preview.4")

    commented, updated = post.delivered()
    assert commented["resource"]["fields"]["System.History"] == "Ready"
    assert commented["resource"]["commentVersionRef"]["version"] == 1
    assert set(updated["resource"]["fields"]) == {
        "System.AuthorizedDate",
        "System.ChangedDate",
        "System.CommentCount",
        "System.History",
        "System.Rev",
        "System.RevisedDate",
        "System.Watermark",
    }


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({"workItemType": "Task"}, [TASK]),
        ({"areaPath": f"{SHOP}\\Web"}, [STORY]),
        ({"tag": "beta"}, [STORY]),
        ({"changedFields": TITLE}, [STORY, TASK]),
        ({"changedFields": "System.State"}, []),
        ({"linksChanged": "true"}, [TASK, STORY, OTHER_STORY]),
        ({"projectId": "41c63d44-26a4-5956-bbd5-6b77f1d10808"}, []),
    ],
)
def test_a_filter_lets_only_its_own_through(filters: dict[str, str], told: list[int]) -> None:
    post = a_post()
    post.subscribe(**filters)

    post.office.patch(STORY, sets(TITLE, "Pay"))
    post.office.patch(TASK, sets(TITLE, "Fold"))
    post.office.hands().move(TASK, OTHER_STORY)

    keys = {one["resource"]["workItemId"] for one in post.delivered()}
    assert keys == set(told)


def test_secrets_are_delivered_and_never_shown() -> None:
    post = a_post()
    mine = post.subscribe(
        basicAuthUsername="u", basicAuthPassword="open sesame", httpHeaders="X-Key:abc\nX-B:1"
    )
    post.office.patch(STORY, sets(TITLE, "Pay"))
    post.delivered()

    request = post.receiver.requests[0]
    pair = base64.b64encode(b"u:open sesame").decode()
    assert request.headers["Authorization"] == f"Basic {pair}"
    assert request.headers["X-Key"] == "abc"
    assert request.headers["X-VSS-SubscriptionId"] == mine["id"]
    assert mine["consumerInputs"]["basicAuthPassword"] == "********"
    assert "abc" not in json.dumps(mine)


@pytest.mark.parametrize(("stores", "password"), [(True, "********"), (False, "open sesame")])
def test_whoever_sends_back_the_mask_may_have_made_it_the_secret(
    stores: bool, password: str
) -> None:
    post = a_post(put_stores_mask=stores)
    mine = post.subscribe(basicAuthUsername="u", basicAuthPassword="open sesame")
    post.office.call("PUT", f"{SUBSCRIPTIONS}/{mine['id']}", mine)
    post.office.patch(STORY, sets(TITLE, "Pay"))
    post.delivered()

    sent = post.receiver.requests[0].headers["Authorization"].removeprefix("Basic ")

    assert base64.b64decode(sent).decode() == f"u:{password}"


@pytest.mark.parametrize(
    ("version", "names"),
    [
        ("1.0", None),
        ("3.1-preview.3", {"displayName", "name", "uniqueName"}),
        (NEWEST, {"displayName", "uniqueName", "id", "descriptor", "url", "imageUrl", "_links"}),
    ],
)
def test_people_look_different_in_each_resource_version(
    version: str, names: set[str] | None
) -> None:
    post = a_post()
    post.subscribe("workitem.deleted", version=version)
    post.office.hands().delete(STORY)

    (event,) = post.delivered()

    person = event["resource"]["fields"]["System.AssignedTo"]
    assert (set(person) if isinstance(person, dict) else None) == names


def test_details_can_be_left_out() -> None:
    post = a_post()
    post.subscribe(resourceDetailsToSend="minimal", messagesToSend="none")
    post.subscribe(resourceDetailsToSend="none", messagesToSend="text")
    post.office.patch(STORY, sets(TITLE, "Pay"))

    small, nothing = post.delivered()

    assert set(small["resource"]) == {"id", "workItemId", "rev", "url"}
    assert small["message"] is None
    assert nothing["resource"] is None
    assert set(nothing["message"]) == {"text"}


def test_a_passing_trouble_is_tried_again_with_the_same_event() -> None:
    post = a_post(answers=lambda n: 503 if n < 3 else 202)
    mine = post.subscribe()
    post.office.patch(STORY, sets(TITLE, "Pay"))
    post.delivered()

    assert len(post.after(seconds=1)) == 2
    assert len(post.after(seconds=2)) == 3
    assert len({one["id"] for one in post.receiver.events}) == 1
    assert post.status(mine["id"]) == "enabled"


def test_after_eight_retries_a_passing_trouble_counts_as_lasting() -> None:
    post = a_post(answers=lambda _: 503)
    mine = post.subscribe()
    post.office.patch(STORY, sets(TITLE, "Pay"))
    post.delivered()

    for wait in (1, 2, 4, 8, 16, 32, 60, 60):
        post.after(seconds=wait)

    assert len(post.receiver.requests) == 9
    assert post.status(mine["id"]) == "onProbation"


@pytest.mark.parametrize("status", [400, 401, 404, 500, 302])
def test_any_other_failure_is_not_tried_again_and_rests_the_subscription(status: int) -> None:
    post = a_post(answers=lambda _: status)
    mine = post.subscribe()
    post.office.patch(STORY, sets(TITLE, "Pay"))
    post.delivered()

    post.office.patch(STORY, sets(TITLE, "Pay on"))

    assert len(post.after(minutes=5)) == 1
    assert post.status(mine["id"]) == "onProbation"


def test_one_good_probe_ends_the_probation() -> None:
    post = a_post(answers=lambda n: 500 if n == 1 else 200)
    mine = post.subscribe()
    post.office.patch(STORY, sets(TITLE, "Pay"))
    post.delivered()
    assert post.office.get(f"{SUBSCRIPTIONS}/{mine['id']}")["probationRetries"] == 1

    post.after(minutes=20)

    assert post.status(mine["id"]) == "enabled"
    post.office.patch(STORY, sets(TITLE, "Pay on"))
    assert len(post.delivered()) == 3


def test_after_seven_bad_probes_the_subscription_is_disabled() -> None:
    post = a_post(answers=lambda _: 500)
    mine = post.subscribe()
    post.office.patch(STORY, sets(TITLE, "Pay"))
    post.delivered()

    for minutes in (20, 40, 80, 160, 320, 640, 900):
        assert post.status(mine["id"]) == "onProbation"
        post.after(minutes=minutes)

    assert post.status(mine["id"]) == "disabledBySystem"


def test_410_disables_at_once() -> None:
    post = a_post(answers=lambda _: 410)
    mine = post.subscribe()
    post.office.patch(STORY, sets(TITLE, "Pay"))
    post.delivered()

    assert post.status(mine["id"]) == "disabledBySystem"


def test_what_failed_can_be_asked_for_with_its_event() -> None:
    post = a_post(answers=lambda _: 500)
    mine = post.subscribe()
    post.office.patch(STORY, sets(TITLE, "Pay"))
    post.delivered()
    query = {"subscriptionIds": [mine["id"]], "resultType": "failed", "includeDetails": True}

    (note,) = post.office.call("POST", "_apis/hooks/notificationsquery", query).json()["results"]

    assert (note["status"], note["result"]) == ("completed", "failed")
    assert note["details"]["event"]["resource"]["workItemId"] == STORY
    assert "500" in note["details"]["response"]


def test_a_test_notification_comes_from_nowhere() -> None:
    post = a_post()
    mine = post.subscribe()

    post.office.call("POST", "_apis/hooks/testnotifications", {"subscriptionId": mine["id"]})

    (event,) = post.delivered()
    assert event["resource"]["workItemId"] == 0
    collection = event["resourceContainers"]["collection"]["id"]
    assert collection != post.office.world.collection_id


def test_a_failed_write_tells_nobody() -> None:
    post = a_post()
    post.subscribe()

    post.office.patch(STORY, sets(TITLE, "Pay"), sets("System.AreaPath", "Nowhere"))

    assert post.delivered() == []


def test_without_the_permission_hooks_are_out_of_reach() -> None:
    post = a_post()

    answer = post.office.call("POST", SUBSCRIPTIONS, wish("workitem.updated"), token="pat-nohooks")

    assert answer.status_code == 403
    assert "PublisherSecurity/" in answer.json()["message"]


@pytest.mark.parametrize(
    ("broken", "status"),
    [
        ({"publisherId": "git"}, 404),
        ({"eventType": "workitem.dreamt"}, 404),
        ({"consumerId": "pigeon"}, 404),
        ({"resourceVersion": "9.9"}, 400),
        ({"publisherInputs": {"linksChanged": True}}, 400),
        ({"consumerInputs": {"url": "over there"}}, 400),
    ],
)
def test_a_subscription_to_nonsense_is_refused(broken: dict[str, Any], status: int) -> None:
    office = an_office()

    answer = office.call("POST", SUBSCRIPTIONS, {**wish("workitem.updated"), **broken})

    assert answer.status_code == status


def test_by_switch_loopback_addresses_are_refused_as_in_the_cloud() -> None:
    office = an_office(refuses_loopback_hooks=True)

    answer = office.call("POST", SUBSCRIPTIONS, wish("workitem.updated", url="http://localhost/"))

    assert answer.status_code == 400


def test_subscriptions_are_listed_queried_and_deleted() -> None:
    post = a_post()
    mine, other = post.subscribe(tag="beta"), post.subscribe("workitem.created")
    condition = {"inputId": "tag", "operator": "equals", "inputValue": "beta"}
    query = {"publisherId": "tfs", "publisherInputFilters": [{"conditions": [condition]}]}

    found = post.office.call("POST", "_apis/hooks/subscriptionsquery", query).json()["results"]
    listed = post.office.get(SUBSCRIPTIONS, eventType="workitem.created")["value"]

    assert [one["id"] for one in found] == [mine["id"]]
    assert [one["id"] for one in listed] == [other["id"]]
    assert post.office.call("DELETE", f"{SUBSCRIPTIONS}/{mine['id']}").status_code == 204
    assert post.office.call("GET", f"{SUBSCRIPTIONS}/{mine['id']}").status_code == 404


def test_history_written_with_a_field_is_told_as_a_comment_too() -> None:
    post = a_post()
    post.subscribe("workitem.commented", commentPattern="sales")
    post.office.patch(STORY, sets("System.History", "Spoke to nobody"))
    post.office.patch(STORY, sets("System.History", "Spoke to sales"))

    (event,) = post.delivered()

    assert event["resource"]["fields"]["System.History"] == "Spoke to sales"


@pytest.mark.parametrize(("silences", "told"), [(False, 1), (True, 0)])
def test_suppressed_notifications_silence_hooks_or_not(silences: bool, told: int) -> None:
    post = a_post(suppressing_silences_hooks=silences)
    post.subscribe()

    post.office.patch(STORY, sets(TITLE, "Pay"), suppressNotifications=True)

    assert len(post.delivered()) == told


def test_nobody_is_told_of_an_item_its_subscriber_may_not_read() -> None:
    post = a_post()
    post.subscribe()
    post.office.switch(unreadable=[OTHER_STORY])

    post.office.patch(STORY, links(RELATED, TASK))

    assert {one["resource"]["workItemId"] for one in post.delivered()} == {STORY, TASK}
