"""What the product works out by itself: values of summaries, and the colour of a task."""

from typing import Any

import pytest

from tests.sandbox.ppm_tenant import Tenant, a_tenant, blamed, path


def a_summary(tenant: Tenant) -> tuple[dict[str, Any], dict[str, Any]]:
    """An epic over two stories of two and one day, the longer one done."""
    epic = tenant.create("Payments", Effort=99)
    tenant.create("Pay later", ParentId=epic["id"], Effort=3, StartDate="2026-11-27", Duration=1)
    done = {"ParentId": epic["id"], "Effort": 5, "Progress": 100, "Duration": 2}
    return tenant.read(epic), tenant.create("Pay by invoice", **done)


def test_a_summary_spans_its_children_and_adds_them_up() -> None:
    tenant = a_tenant()
    epic, _ = a_summary(tenant)

    told = tenant.read(epic)["attributes"]

    assert (told["StartDate"][:10], told["DueDate"][:10]) == ("2026-11-24", "2026-11-27")
    assert (told["Duration"], told["Effort"], told["Progress"]) == (4, 8, 67)


@pytest.mark.parametrize("key", ["DueDate", "Progress", "Effort", "RemainingWork"])
def test_a_value_of_a_summary_cannot_be_written(key: str) -> None:
    tenant = a_tenant()
    epic, _ = a_summary(tenant)

    assert blamed(tenant.try_update(epic, {key: 1})) == {key}


def test_the_name_of_a_summary_can_be_written() -> None:
    tenant = a_tenant()
    epic, _ = a_summary(tenant)

    assert tenant.update(epic, Name="Paying")["attributes"]["Name"] == "Paying"


def test_a_summary_of_summaries_is_added_up_too() -> None:
    tenant = a_tenant()
    epic, story = a_summary(tenant)
    tenant.create("Invoice form", ParentId=story["id"], Effort=21)

    assert tenant.read(epic)["attributes"]["Effort"] == 24


def test_a_moved_child_is_taken_from_the_old_parent_and_given_to_the_new() -> None:
    tenant = a_tenant()
    epic, story = a_summary(tenant)
    other = tenant.create("Other epic")

    tenant.update(story, ParentId=other["id"])

    efforts = [tenant.read(one)["attributes"]["Effort"] for one in (epic, other)]
    assert efforts == [3, 5]


def test_the_list_shows_a_summary_as_it_is_by_now() -> None:
    tenant = a_tenant()
    epic, story = a_summary(tenant)
    tenant.listed()

    tenant.update(story, Effort=6)

    shown = next(task for task in tenant.listed() if task["id"] == epic["id"])
    assert shown == tenant.read(epic)
    assert shown["attributes"]["Effort"] == 9


def test_without_roll_up_a_summary_keeps_what_was_written() -> None:
    tenant = a_tenant(summary_rollup=False)
    epic, _ = a_summary(tenant)

    assert tenant.update(epic, Effort=40)["attributes"]["Effort"] == 40


@pytest.mark.parametrize(
    ("attributes", "status"),
    [
        ({"Progress": 100}, "Done"),
        ({"StartDate": "2026-11-16", "DueDate": "2026-11-20"}, "Critical"),
        ({"StartDate": "2026-11-24", "DueDate": "2026-11-26"}, "At Risk"),
        ({"StartDate": "2026-11-24", "DueDate": "2026-12-24"}, "On Track"),
    ],
)
def test_the_status_follows_from_progress_and_due_date(
    attributes: dict[str, Any], status: str
) -> None:
    assert a_tenant().create(**attributes)["attributes"]["Status"] == status


def test_a_status_that_is_worked_out_ignores_what_is_written() -> None:
    tenant = a_tenant()
    task = tenant.create(Progress=100)

    assert tenant.update(task, Status="Critical")["attributes"]["Status"] == "Done"


def test_a_status_that_is_not_worked_out_is_kept_as_written() -> None:
    tenant = a_tenant(status_auto=False)

    assert tenant.create(Status="Critical")["attributes"]["Status"] == "Critical"


def test_a_task_deleted_in_the_app_goes_with_its_children_and_out_of_the_sums() -> None:
    tenant = a_tenant()
    epic, story = a_summary(tenant)
    child = tenant.create("Invoice form", ParentId=story["id"])

    tenant.lockstep.delete(f"http://ppm.test/_sandbox/task?id={story['id']}")

    assert tenant.lockstep.get(path(child)).status_code == 404
    assert tenant.read(epic)["attributes"]["Effort"] == 3
