"""What becomes of a task that is written: kept, cleared, refused, moved."""

from typing import Any

import pytest

from tests.sandbox.ppm_tenant import NOBODY, PROJECT, Tenant, a_tenant, blamed, path


def test_keys_left_out_of_a_change_stay_as_they_are() -> None:
    tenant = a_tenant()
    task = tenant.create(Effort=8, Tags=["risk"])

    changed = tenant.update(task, Name="Pay by card")

    assert changed["attributes"]["Name"] == "Pay by card"
    assert changed["attributes"]["Effort"] == 8
    assert changed["attributes"]["Tags"] == ["risk"]


@pytest.mark.parametrize(("key", "value", "nothing"), [("Effort", 8, None), ("Tags", ["a"], [])])
def test_nothing_clears_a_value(key: str, value: Any, nothing: Any) -> None:
    tenant = a_tenant()
    task = tenant.create(**{key: value})

    changed = tenant.update(task, **{key: nothing})

    assert key not in changed["attributes"]


def test_a_name_cannot_be_cleared() -> None:
    tenant = a_tenant()

    assert blamed(tenant.try_update(tenant.create(), {"Name": None})) == {"Name"}


def test_a_task_needs_a_name() -> None:
    assert blamed(a_tenant().try_create({"Effort": 8})) == {"Name"}


def test_one_bad_key_fails_the_whole_change() -> None:
    tenant = a_tenant()
    task = tenant.create()

    refused = tenant.try_update(task, {"Name": "Pay by card", "Effort": "much", "Nonsense": 1})

    assert blamed(refused) == {"Effort", "Nonsense"}
    assert tenant.read(task) == task


def test_an_unknown_key_may_be_ignored_instead() -> None:
    tenant = a_tenant(unknown_key="ignore")

    task = tenant.create(Nonsense=1)

    assert "Nonsense" not in task["attributes"]


def test_a_readonly_key_is_refused_or_ignored() -> None:
    tenant = a_tenant()
    task = tenant.create()
    refused = tenant.try_update(task, {"CreatedDate": "2020-01-01"})

    tenant.world.turn(readonly_write="ignore")

    assert blamed(refused) == {"CreatedDate"}
    assert tenant.update(task, CreatedDate="2020-01-01") == task


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Name", 7),
        ("Progress", 101),
        ("Duration", 1.5),
        ("Effort", True),
        ("StartDate", "soon"),
        ("StartDate", "2026-11-24 09:00"),
        ("IsMilestone", "yes"),
        ("Priority", "high"),
        ("AssignedTo", "Anna"),
        ("Tags", "risk"),
        ("ADO Id", "12"),
        ("ADO Link", "not an address"),
        ("Predecessor", [{"id": NOBODY}]),
        ("ParentId", NOBODY),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_the_name_of_its_field(
    key: str, value: Any
) -> None:
    assert blamed(a_tenant().try_create({"Name": "A", key: value})) == {key}


def test_a_person_is_assigned_by_the_id_of_their_resource_alone() -> None:
    tenant = a_tenant()
    anna = tenant.resource("Anna Keller")

    task = tenant.create(AssignedTo=[{"id": anna}])

    told = {"id": anna, "fullName": "Anna Keller", "imageId": None}
    assert task["attributes"]["AssignedTo"] == [told]


def test_an_unknown_person_cannot_be_assigned() -> None:
    assert blamed(a_tenant().try_create({"Name": "A", "AssignedTo": [{"id": NOBODY}]})) == {
        "AssignedTo"
    }


def test_an_inactive_person_keeps_old_work_and_gets_no_new() -> None:
    tenant = a_tenant()
    anna = tenant.resource("Anna Keller")
    old = tenant.create(AssignedTo=[{"id": anna}])
    tenant.lockstep.patch(f"Resources/{anna}", json={"updates": {"Status": "Inactive"}})

    kept = tenant.try_update(old, {"AssignedTo": [{"id": anna}]})
    refused = tenant.try_create({"Name": "B", "AssignedTo": [{"id": anna}]})

    assert kept.status_code == 200
    assert blamed(refused) == {"AssignedTo"}


def test_a_renamed_person_is_renamed_on_every_task() -> None:
    tenant = a_tenant()
    anna = tenant.resource("Anna Keller")
    tenant.create(AssignedTo=[{"id": anna}])
    tenant.listed()

    tenant.lockstep.patch(f"Resources/{anna}", json={"updates": {"Name": "Anna Cohen"}})

    assert tenant.listed()[0]["attributes"]["AssignedTo"][0]["fullName"] == "Anna Cohen"


def test_a_task_is_moved_to_the_root_by_null() -> None:
    tenant = a_tenant()
    epic, story = a_tree(tenant)

    moved = tenant.update(story, ParentId=None)

    assert "ParentId" not in moved["attributes"]
    assert story["attributes"]["ParentId"] == epic["id"]


def test_a_task_cannot_be_put_below_itself() -> None:
    tenant = a_tenant()
    epic, story = a_tree(tenant)

    assert blamed(tenant.try_update(epic, {"ParentId": story["id"]})) == {"ParentId"}
    assert blamed(tenant.try_update(epic, {"ParentId": epic["id"]})) == {"ParentId"}


def test_a_moved_task_keeps_its_id() -> None:
    tenant = a_tenant()
    _, story = a_tree(tenant)
    other = tenant.create("Other epic")

    moved = tenant.update(story, ParentId=other["id"])

    assert (moved["id"], moved["attributes"]["ParentId"]) == (story["id"], other["id"])


def test_a_task_of_another_project_is_no_parent() -> None:
    tenant = a_tenant()
    made = tenant.lockstep.post("Projects", json={"attributes": {"Name": "Borealis"}})
    elsewhere = f"projects/{made.json()['data']['id']}/tasks"
    task = tenant.create()

    refused = tenant.lockstep.post(
        elsewhere, json={"attributes": {"Name": "A", "ParentId": task["id"]}}
    )

    assert blamed(refused) == {"ParentId"}


def test_mirrored_tasks_are_listed_and_cannot_be_written() -> None:
    tenant = a_tenant(foreign_tasks=True)
    mirrored = next(task for task in tenant.listed() if task["sourceType"] == "VSTS")

    assert tenant.try_update(mirrored, {"Name": "Mine"}).status_code == 403
    assert tenant.create()["sourceType"] == "Ppmx"


def test_without_mirrored_tasks_nothing_is_left_of_them() -> None:
    tenant = a_tenant(foreign_tasks=True)
    mirrored = tenant.listed()[0]

    tenant.world.turn(foreign_tasks=False)

    assert tenant.listed() == []
    assert tenant.lockstep.get(path(mirrored)).status_code == 404


def test_there_is_no_version_of_anything_anywhere() -> None:
    tenant = a_tenant()
    answer = tenant.lockstep.get(path(tenant.create()))

    assert "etag" not in answer.headers
    assert set(answer.json()["data"]) == {"id", "attributes", "sourceType"}


def test_a_project_lists_all_its_tasks_in_one_answer() -> None:
    tenant = a_tenant()
    for n in range(120):
        tenant.create(f"Chore {n}")

    answer = tenant.lockstep.get(f"projects/{PROJECT}/tasks?$top=10&page=2")

    assert list(answer.json()) == ["data"]
    assert len(answer.json()["data"]) == 120


def a_tree(tenant: Tenant) -> tuple[dict[str, Any], dict[str, Any]]:
    epic = tenant.create("Payments")
    return epic, tenant.create("Pay by invoice", ParentId=epic["id"])
