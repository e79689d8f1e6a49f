"""Webhooks: who may have them, what they are told, and what raises them."""

import json
from typing import Any

import httpx
import pytest

from sandbox.courier import Courier
from sandbox.ppm import create_app
from tests.sandbox.ppm_tenant import PROJECT, a_tenant


def registration(*events: str) -> dict[str, Any]:
    url = "https://lockstep.example/hooks"
    return {"eventTypes": list(events), "headers": [], "httpVerb": "POST", "url": url}


def test_a_webhook_is_told_in_pascal_case_with_the_headers_it_asked_for() -> None:
    tenant = a_tenant()
    hook = tenant.follow("Task:Created", **{"X-Lockstep-Key": "sesame"})

    task = tenant.create()

    (delivery,) = tenant.sent
    body = json.loads(delivery.body)
    assert (delivery.url, delivery.headers["X-Lockstep-Key"]) == (hook["url"], "sesame")
    assert set(body) == {"WebhookId", "MessageId", "Data"}
    assert body["WebhookId"] == hook["id"]
    assert body["Data"] == {"ProjectId": PROJECT, "TaskId": task["id"]}


def test_every_message_has_an_id_of_its_own() -> None:
    tenant = a_tenant()
    tenant.follow("Task:Created")

    tenant.create()
    tenant.create()

    assert len({told["MessageId"] for told in tenant.told()}) == 2


def test_a_webhook_hears_only_of_the_events_it_asked_for() -> None:
    tenant = a_tenant()
    tenant.follow("Task:Deleted")
    task = tenant.create()
    tenant.update(task, Name="Pay by card")

    tenant.lockstep.delete(f"http://ppm.test/_sandbox/task?id={task['id']}")

    assert len(tenant.told()) == 1


def test_our_own_writes_echo_like_anybody_elses() -> None:
    tenant = a_tenant()
    task = tenant.create()
    tenant.follow("Task:Updated")

    for token in ("ppm-lockstep", "ppm-anna", "ppm-ben"):
        url = f"projects/{PROJECT}/tasks/{task['id']}"
        tenant.as_(token).patch(url, json={"updates": {"Name": f"By {token}"}})

    assert len(tenant.told()) == 3


@pytest.mark.parametrize(("fires", "heard"), [(True, 2), (False, 1)])
def test_a_summary_that_adds_up_anew_fires_if_switched_so(fires: bool, heard: int) -> None:
    tenant = a_tenant(rollup_fires=fires)
    epic = tenant.create("Payments")
    story = tenant.create(ParentId=epic["id"])
    tenant.follow("Task:Updated")

    tenant.update(story, Effort=8)

    assert len(tenant.told()) == heard


def test_the_data_of_a_message_has_the_shape_of_the_switch() -> None:
    tenant = a_tenant()
    tenant.follow("Task:Created")
    shapes = {}

    for shape in ("project_and_task", "id", "full", "array", "empty", "camel"):
        tenant.world.turn(webhook_data=shape)
        task = tenant.create()
        told = json.dumps(tenant.told()[-1]["Data"]).replace(task["id"], "T")
        shapes[shape] = json.loads(told.replace(PROJECT, "P"))

    assert shapes.pop("full")["attributes"]["Name"] == "Pay by invoice"
    assert shapes == {
        "project_and_task": {"ProjectId": "P", "TaskId": "T"},
        "id": {"Id": "T"},
        "array": [{"ProjectId": "P", "TaskId": "T"}],
        "empty": {},
        "camel": {"projectId": "P", "taskId": "T"},
    }


@pytest.mark.parametrize("shape", ["full", "id", "project_and_task"])
@pytest.mark.parametrize("hierarchy", ["reference", "outline"])
def test_a_deleted_task_is_told_of_as_it_last_was(shape: str, hierarchy: str) -> None:
    tenant = a_tenant(webhook_data=shape, hierarchy=hierarchy)
    task = tenant.create()
    tenant.follow("Task:Deleted")

    tenant.lockstep.delete(f"http://ppm.test/_sandbox/task?id={task['id']}")

    assert task["id"] in json.dumps(tenant.told())


def test_a_project_tells_of_its_life() -> None:
    tenant = a_tenant()
    tenant.follow("Project:Created", "Project:Updated", "Project:Deleted")

    made = tenant.lockstep.post("Projects", json={"attributes": {"Name": "Borealis"}})
    key = made.json()["data"]["id"]
    tenant.lockstep.patch(f"Projects/{key}", json={"updates": {"Name": "Borealis II"}})
    tenant.lockstep.delete(f"http://ppm.test/_sandbox/project?id={key}")

    assert [told["Data"] for told in tenant.told()] == [{"ProjectId": key}] * 3


def test_a_tenant_has_at_most_fifty_webhooks() -> None:
    client = a_tenant().lockstep

    codes = [
        client.post("Webhooks", json=registration("Task:Created")).status_code for _ in range(51)
    ]

    assert codes == [201] * 50 + [400]


@pytest.mark.parametrize("key", ["eventTypes", "headers", "httpVerb", "url"])
def test_a_webhook_needs_all_of_its_keys(key: str) -> None:
    body = registration("Task:Created")
    del body[key]

    answer = a_tenant().lockstep.post("Webhooks", json=body)

    assert answer.status_code == 400
    assert [error["fieldName"] for error in answer.json()["errors"]] == [key]


def test_an_event_nobody_knows_cannot_be_followed() -> None:
    answer = a_tenant().lockstep.post("Webhooks", json=registration("Resource:Created"))

    assert answer.status_code == 400


def test_a_deleted_webhook_is_gone_and_hears_nothing() -> None:
    tenant = a_tenant()
    hook = tenant.follow("Task:Created")

    deleted = tenant.lockstep.delete(f"Webhooks/{hook['id']}")
    tenant.create()

    assert deleted.status_code == 204
    assert tenant.lockstep.get(f"Webhooks/{hook['id']}").status_code == 404
    assert tenant.sent == []


@pytest.mark.parametrize("path", ["Webhooks", "Webhooks/"])
def test_deleting_webhooks_without_an_id_deletes_everybodys(path: str) -> None:
    tenant = a_tenant()
    tenant.follow("Task:Created")
    tenant.follow("Task:Updated")

    tenant.lockstep.delete(path)

    assert tenant.lockstep.get("Webhooks").json()["data"] == []


def test_webhooks_are_for_administrators() -> None:
    answer = a_tenant().anna.post("Webhooks", json=registration("Task:Created"))

    assert answer.status_code == 401


def test_a_courier_carries_the_messages_and_can_be_told_to_double_them() -> None:
    tenant, heard = a_tenant(), []

    def receive(request: httpx.Request) -> httpx.Response:
        heard.append(json.loads(request.content)["Data"]["TaskId"])
        return httpx.Response(200)

    courier = Courier(http=httpx.Client(transport=httpx.MockTransport(receive)))
    tenant.app = create_app(tenant.world, courier=courier)
    tenant.lockstep.put("http://ppm.test/_sandbox/hooks", json={"double_share": 1})
    tenant.follow("Task:Created")
    task = tenant.create()
    courier.deliver_due()
    courier.stop()

    assert heard == [task["id"]] * 2
