"""How values look on the wire under each switch that nobody outside the vendor knows."""

from typing import Any

import pytest

from tests.sandbox.ppm_tenant import Tenant, a_tenant, blamed


def catalogue(tenant: Tenant) -> dict[str, dict[str, Any]]:
    return {field["key"]: field for field in tenant.lockstep.get("Fields/Task").json()["data"]}


def test_a_parent_is_a_plain_id_by_reference() -> None:
    tenant = a_tenant()
    epic = tenant.create("Payments")

    story = tenant.create(ParentId=epic["id"])

    assert story["attributes"]["ParentId"] == epic["id"]
    assert blamed(tenant.try_update(story, {"ParentId": {"id": epic["id"]}})) == {"ParentId"}


def test_a_parent_by_reference_object_has_an_id_and_a_name() -> None:
    tenant = a_tenant(hierarchy="reference_object")
    epic = tenant.create("Payments")
    story = tenant.create(ParentTask={"id": epic["id"]})
    tenant.listed()

    tenant.update(epic, Name="Paying")

    listed = next(task for task in tenant.listed() if task["id"] == story["id"])
    assert listed["attributes"]["ParentTask"] == {"id": epic["id"], "name": "Paying"}
    assert blamed(tenant.try_update(story, {"ParentTask": epic["id"]})) == {"ParentTask"}


def test_an_outline_tells_the_tree_by_level_and_number_in_the_order_of_the_list() -> None:
    tenant = a_tenant()
    epic = tenant.create("Payments")
    tenant.create("Shipping")
    tenant.create("Pay by invoice", ParentId=epic["id"])

    tenant.world.turn(hierarchy="outline")

    told = [task["attributes"] for task in tenant.listed()]
    assert [(one["Name"], one["OutlineLevel"], one["WBS"]) for one in told] == [
        ("Payments", 1, "1"),
        ("Pay by invoice", 2, "1.1"),
        ("Shipping", 1, "2"),
    ]


def test_an_outline_is_numbered_anew_when_somebody_drags_a_task() -> None:
    tenant = a_tenant(hierarchy="outline")
    first, second = tenant.create("Payments"), tenant.create("Shipping")
    tenant.listed()

    told = {"task": first["id"], "parent": second["id"]}
    tenant.lockstep.put("http://ppm.test/_sandbox/parent", json=told)

    numbers = [(one["attributes"]["Name"], one["attributes"]["WBS"]) for one in tenant.listed()]
    assert numbers == [("Shipping", "1"), ("Payments", "1.1")]


@pytest.mark.parametrize("key", ["OutlineLevel", "WBS"])
def test_an_outline_cannot_be_written(key: str) -> None:
    tenant = a_tenant(hierarchy="outline")

    assert catalogue(tenant)[key]["isReadonly"]
    assert blamed(tenant.try_update(tenant.create(), {key: 2})) == {key}


def test_without_hierarchy_nothing_tells_of_a_parent() -> None:
    tenant = a_tenant(hierarchy="none")

    keys = " ".join(catalogue(tenant)).lower()

    assert not [word for word in ("parent", "outline", "wbs") if word in keys]
    assert blamed(tenant.try_create({"Name": "A", "ParentId": None})) == {"ParentId"}


@pytest.mark.parametrize("hierarchy", ["reference", "reference_object", "outline", "none"])
def test_people_see_the_tree_whatever_the_api_tells_of_it(hierarchy: str) -> None:
    tenant = a_tenant(hierarchy=hierarchy)
    epic, story = tenant.create("Payments"), tenant.create()
    told = {"task": story["id"], "parent": epic["id"]}

    tenant.lockstep.put("http://ppm.test/_sandbox/parent", json=told)

    tree = tenant.lockstep.get(
        "http://ppm.test/_sandbox/tree", params={"project": tenant.world.tasks[epic["id"]].project}
    )
    assert tree.json() == {epic["id"]: None, story["id"]: epic["id"]}


@pytest.mark.parametrize(
    ("how", "shown"),
    [
        ("utc", "2026-11-24T00:00:00Z"),
        ("date", "2026-11-24"),
        ("naive", "2026-11-24T00:00:00"),
        ("offset", "2026-11-24T00:00:00+02:00"),
    ],
)
def test_a_date_is_shown_in_one_format_and_read_in_any(how: str, shown: str) -> None:
    tenant = a_tenant(date_format=how)

    task = tenant.create(StartDate="2026-11-24T00:00:00Z")

    assert task["attributes"]["StartDate"] == shown
    assert tenant.update(task, StartDate=shown) == task


@pytest.mark.parametrize(
    ("key", "name"),
    [("Priority", "High"), ("Group", "Planned"), ("Delivery Stage", "Active"), ("Status", "Done")],
)
def test_a_choice_may_be_an_object_with_an_id_and_a_name(key: str, name: str) -> None:
    tenant = a_tenant(choice_shape="object", status_auto=False)
    options = {one["name"]: one for one in catalogue(tenant)[key]["settings"]["options"]}

    task = tenant.create(**{key: {"id": options[name]["id"]}})

    assert task["attributes"][key] == options[name]
    assert blamed(tenant.try_update(task, {key: name})) == {key}


def test_a_choice_of_several_is_a_list() -> None:
    task = a_tenant().create(Regions=["North", "West"])

    assert task["attributes"]["Regions"] == ["North", "West"]


def test_a_choice_as_text_is_one_of_the_options_by_the_letter() -> None:
    tenant = a_tenant()

    assert catalogue(tenant)["Priority"]["settings"]["options"] == [
        "Low",
        "Medium",
        "High",
        "Critical",
    ]
    assert tenant.create(Priority="High")["attributes"]["Priority"] == "High"


def test_empty_values_are_left_out_or_said_to_be_empty() -> None:
    tenant = a_tenant()
    left_out = tenant.create()["attributes"]

    tenant.world.turn(omit_empty=False)
    said = tenant.create()["attributes"]

    assert "Effort" not in left_out
    assert (said["Effort"], said["Tags"], said["ParentId"]) == (None, [], None)


@pytest.mark.parametrize(
    ("how", "sent", "shown"),
    [
        ("html", "<p>A <b>bold</b> step</p>", "<p>A <b>bold</b> step</p>"),
        ("html", "x < y & z", "<p>x &lt; y &amp; z</p>"),
        ("html", "<p>Safe</p><script>alert(1)</script>", "<p>Safe</p>"),
        ("plain", "<p>A <b>bold</b> step</p><p>R&amp;D</p>", "A bold step\nR&D"),
        ("plain", "x < y & z", "x < y & z"),
    ],
)
def test_a_description_is_kept_as_html_or_as_words(how: str, sent: str, shown: str) -> None:
    task = a_tenant(rich_text=how).create(Description=sent)

    assert task["attributes"]["Description"] == shown


def test_a_predecessor_is_told_by_id_and_name() -> None:
    tenant = a_tenant()
    first = tenant.create("Design")

    second = tenant.create("Build", Predecessor=[{"id": first["id"]}])

    assert second["attributes"]["Predecessor"] == [{"id": first["id"], "name": "Design"}]


def test_custom_fields_have_spaces_in_their_keys() -> None:
    told = {"ADO Id": 4711, "ADO Link": "https://dev.azure.com/contoso/_workitems/edit/4711"}

    attributes = a_tenant().create(**told)["attributes"]

    assert {key: attributes[key] for key in told} == told
