"""Whatever the switches say, requests and answers keep to the vendor's published contract."""

from contextlib import suppress
from typing import Any

import httpx
import pytest

from sandbox.ppm import every_value
from tests.sandbox.ppm_contract import Contract, the_contract
from tests.sandbox.ppm_tenant import PROJECT, Tenant, a_tenant, blamed


def a_watched_tenant(contract: Contract, **switches: Any) -> Tenant:
    """Every exchange with it is held against the contract."""
    tenant = a_tenant(**{"foreign_tasks": True, **switches})
    tenant.watchers.append(contract.check)
    return tenant


def a_conversation(tenant: Tenant) -> None:
    """Something of everything the integration says."""
    client = tenant.lockstep
    for each in ("Me", "Projects", f"Projects/{PROJECT}", "Resources", "Fields/Task"):
        assert client.get(each).status_code == 200
    epic, story = made(tenant, "Payments"), made(tenant, "Pay by invoice")
    tenant.update(story, **a_bit_of_everything(tenant, epic))
    tenant.update(story, Effort=None, Tags=[])
    assert blamed(tenant.try_update(story, {"Name": None, "Progress": "half"}))
    assert len(tenant.listed()) == 2 + 3 * tenant.world.switches.foreign_tasks
    hook = tenant.follow("Task:Updated")
    client.get(f"Webhooks/{hook['id']}")
    client.delete(f"Webhooks/{hook['id']}")


def made(tenant: Tenant, name: str) -> dict[str, Any]:
    """Found in the list where the answer to the call was lost."""
    with suppress(ConnectionResetError):
        tenant.create(name)
    return next(task for task in tenant.listed() if task["attributes"]["Name"] == name)


def a_bit_of_everything(tenant: Tenant, parent: dict[str, Any]) -> dict[str, Any]:
    fields = {one["key"]: one for one in tenant.lockstep.get("Fields/Task").json()["data"]}
    by_hierarchy = {"ParentId": parent["id"], "ParentTask": {"id": parent["id"]}}
    values = {
        "Description": "<p>As a buyer</p>",
        "StartDate": "2026-11-28",
        "Progress": 50,
        "AssignedTo": [{"id": tenant.resource("Ben Okafor")}],
        "Priority": fields["Priority"]["settings"]["options"][0],
        "Effort": 7.5,
        "Tags": ["risk"],
        "ADO Id": 12,
    }
    return values | {key: by_hierarchy[key] for key in by_hierarchy if key in fields}


@pytest.mark.parametrize(("name", "value"), every_value())
def test_a_conversation_keeps_to_the_contract_under_every_value_of_every_switch(
    name: str, value: Any
) -> None:
    contract = the_contract()
    tenant = a_watched_tenant(contract, **{name: value})

    a_conversation(tenant)

    assert contract.checked >= 15


@pytest.mark.parametrize(("name", "value"), every_value())
def test_a_written_value_reads_the_same_one_by_one_and_in_the_list(name: str, value: Any) -> None:
    tenant = a_tenant(**{name: value})
    epic, story = made(tenant, "Payments"), made(tenant, "Pay by invoice")

    tenant.update(story, **a_bit_of_everything(tenant, epic))

    native = [task for task in tenant.listed() if task["sourceType"] == "Ppmx"]
    assert native == [tenant.read(epic), tenant.read(story)]


@pytest.mark.parametrize(
    ("token", "call", "status"), [("ppm-stranger", "Me", 401), ("ppm-lockstep", "Fields/X", 400)]
)
def test_a_refusal_keeps_to_the_contract(token: str, call: str, status: int) -> None:
    contract = the_contract()

    answer = a_watched_tenant(contract).as_(token).get(call)

    assert answer.status_code == status
    assert contract.checked == 1


def test_the_contract_is_what_the_stand_in_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    contract = the_contract()
    monkeypatch.setenv("PPM_SWAGGER", str(contract.path))

    served = a_tenant().as_("").get("http://ppm.test/v1.0/swagger.json")

    assert served.json() == contract.spec


def test_a_wrong_answer_would_be_noticed() -> None:
    contract = the_contract()
    request = httpx.Request("GET", f"http://ppm.test/@contoso/v1.0/projects/{PROJECT}/tasks")
    answer = httpx.Response(200, json={"data": [{"id": 7}]}, request=request)

    with pytest.raises(AssertionError):
        contract.check(answer)
