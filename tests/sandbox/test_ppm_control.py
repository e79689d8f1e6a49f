"""Steering the stand-in from outside, and reading what was written to it."""

from typing import Any

import pytest

from sandbox.ppm import Switches, every_value
from tests.sandbox.ppm_tenant import PROJECT, Tenant, a_tenant, path

CONTROL = "http://ppm.test/_sandbox"


def log(tenant: Tenant, after: int = 0) -> list[dict[str, Any]]:
    return list(tenant.lockstep.get(f"{CONTROL}/log?after={after}").json())


@pytest.mark.parametrize(("name", "value"), every_value())
def test_every_switch_can_be_turned_from_outside_and_in_process(name: str, value: Any) -> None:
    tenant = a_tenant()

    answer = tenant.lockstep.put(f"{CONTROL}/switches", json={name: value})

    assert answer.json()[name] == value
    assert getattr(tenant.world.switches, name) == value
    assert tenant.lockstep.get(f"{CONTROL}/switches").json() == answer.json()


@pytest.mark.parametrize("wrong", [{"gravity": "off"}, {"hierarchy": "up"}, {"omit_empty": 1}])
def test_a_switch_that_does_not_exist_cannot_be_turned(wrong: dict[str, Any]) -> None:
    tenant = a_tenant()
    before = tenant.world.switches

    answer = tenant.lockstep.put(f"{CONTROL}/switches", json=wrong)

    assert answer.status_code == 400
    assert tenant.world.switches == before


def test_the_defaults_are_those_of_the_facts() -> None:
    switches = Switches()

    assert (switches.hierarchy, switches.unknown_key) == ("reference", "reject")
    assert (switches.date_format, switches.choice_shape) == ("utc", "text")
    assert (switches.rate_limit, switches.webhook_data) == ("off", "project_and_task")


def test_the_log_tells_who_changed_what_from_what_to_what() -> None:
    tenant = a_tenant()
    task = tenant.create(Effort=3)
    seen = log(tenant)[-1]["seq"]

    tenant.anna.patch(path(task), json={"updates": {"Effort": 5}})

    (row,) = log(tenant, after=seen)
    assert (row["who"], row["action"], row["via"]) == ("anna", "update", "api")
    assert (row["item"], row["project"]) == (task["id"], PROJECT)
    assert row["changes"] == {"Effort": {"old": 3, "new": 5}}


def test_the_log_tells_of_values_that_moved_along() -> None:
    tenant = a_tenant()
    task = tenant.create()

    tenant.update(task, Duration=2)

    due = {"old": "2026-11-24T00:00:00Z", "new": "2026-11-25T00:00:00Z"}
    assert log(tenant)[-1]["changes"] == {"Duration": {"old": 1, "new": 2}, "DueDate": due}


def test_the_log_blames_nobody_for_what_a_summary_becomes() -> None:
    tenant = a_tenant()
    epic = tenant.create("Payments")

    tenant.create(ParentId=epic["id"], Effort=8)

    row = log(tenant)[-1]
    assert (row["who"], row["item"]) == ("system", epic["id"])
    assert row["changes"]["Effort"] == {"old": None, "new": 8}


def test_a_write_that_changes_nothing_is_in_the_log_as_such() -> None:
    tenant = a_tenant()
    task = tenant.create()

    tenant.update(task, Name="Pay by invoice")

    assert log(tenant)[-1]["changes"] == {}


def test_a_refused_write_is_not_in_the_log() -> None:
    tenant = a_tenant()

    tenant.try_create({"Name": "A", "Nonsense": 1})

    assert log(tenant) == []


def test_a_parent_is_logged_by_its_id_whatever_the_hierarchy() -> None:
    tenant = a_tenant(hierarchy="none")
    epic, story = tenant.create("Payments"), tenant.create()

    tenant.anna.put(f"{CONTROL}/parent", json={"task": story["id"], "parent": epic["id"]})

    rows = [row for row in log(tenant) if row["who"] == "anna"]
    assert [row["changes"] for row in rows] == [{"Parent": {"old": None, "new": epic["id"]}}]


def test_calls_are_counted_per_route() -> None:
    tenant = a_tenant()
    tenant.create()
    tenant.listed()
    tenant.listed()

    counted = tenant.lockstep.get(f"{CONTROL}/calls").json()

    assert counted == {"POST /projects/<id>/tasks": 1, "GET /projects/<id>/tasks": 2}


def test_calls_can_be_counted_afresh() -> None:
    tenant = a_tenant()
    tenant.listed()

    tenant.lockstep.delete(f"{CONTROL}/calls")

    assert tenant.lockstep.get(f"{CONTROL}/calls").json() == {}


def test_faults_can_be_switched_on_and_never_hit_the_control() -> None:
    tenant = a_tenant()
    rule = {"kind": "500", "match": "GET .*/Me"}

    tenant.lockstep.put(f"{CONTROL}/faults", json={"rules": [rule]})

    answer = tenant.lockstep.get("Me")
    assert (answer.status_code, bool(answer.json()["errorMessage"])) == (500, True)
    assert tenant.lockstep.delete(f"{CONTROL}/faults").status_code == 204
    assert tenant.lockstep.get("Me").status_code == 200


def test_a_task_that_is_not_there_cannot_be_deleted_in_the_app() -> None:
    answer = a_tenant().lockstep.delete(f"{CONTROL}/task?id=nothing")

    assert answer.status_code == 400


def test_a_token_can_be_made_to_expire_soon_or_to_allow_less() -> None:
    tenant = a_tenant()
    told = {"token": "ppm-anna", "expires": "2026-11-24T10:00:00Z", "scopes": ["Read Tasks"]}

    tenant.lockstep.put(f"{CONTROL}/token", json=told)

    token = tenant.anna.get("Me").json()["data"]["token"]
    assert (token["expirationDate"], token["scopes"]) == ("2026-11-24T10:00:00Z", ["Read Tasks"])
    tenant.clock.pass_seconds(3600)
    assert tenant.anna.get("Me").status_code == 401
