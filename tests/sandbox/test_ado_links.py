"""Links between items: invisible to revisions, judged on the result, rewritten when read."""

from typing import Any

import pytest

from tests.sandbox.ado_world import (
    CHILD,
    EPIC,
    FEATURE,
    OTHER_STORY,
    PARENT,
    RELATED,
    STORY,
    TASK,
    Office,
    an_office,
    index_of,
    links,
    removes,
    sets,
)

SUCCESSOR = "System.LinkTypes.Dependency-Forward"


def parent_of(office: Office, key: int) -> int | None:
    found: int | None = office.item(key)["fields"].get("System.Parent")
    return found


def web_link(url: str) -> dict[str, Any]:
    value = {"rel": "Hyperlink", "url": url, "attributes": {"comment": "the task"}}
    return {"op": "add", "path": "/relations/-", "value": value}


def test_a_link_moves_neither_revision_nor_date_on_either_end() -> None:
    office = an_office()
    before = [office.item(key) for key in (STORY, OTHER_STORY)]
    office.clock.pass_by(hours=1)

    answer = office.patch(STORY, links(RELATED, OTHER_STORY))

    assert answer.status_code == 200
    for old, key in zip(before, (STORY, OTHER_STORY), strict=True):
        new = office.item(key)
        assert new["rev"] == old["rev"]
        assert new["fields"]["System.ChangedDate"] == old["fields"]["System.ChangedDate"]


def test_both_ends_of_a_link_show_it() -> None:
    office = an_office()

    office.patch(OTHER_STORY, links(PARENT, FEATURE))

    assert parent_of(office, OTHER_STORY) == FEATURE
    children = [one["url"] for one in office.item(FEATURE)["relations"] if one["rel"] == CHILD]
    assert sorted(url.rpartition("/")[2] for url in children) == ["3", "5"]


def test_a_parent_is_replaced_in_one_save() -> None:
    office = an_office()
    index = index_of(office.item(TASK), PARENT)

    answer = office.patch(TASK, removes(index), links(PARENT, OTHER_STORY))

    assert answer.status_code == 200, answer.text
    assert parent_of(office, TASK) == OTHER_STORY


def test_the_result_counts_and_not_the_order_of_the_operations() -> None:
    office = an_office()

    answer = office.patch(TASK, links(PARENT, OTHER_STORY), removes(0))

    assert answer.status_code == 200, answer.text
    assert parent_of(office, TASK) == OTHER_STORY


def test_a_second_parent_is_refused() -> None:
    answer = an_office().patch(TASK, links(PARENT, OTHER_STORY))

    assert answer.status_code == 400
    assert answer.json()["message"].startswith("TF201036: You cannot add a Parent link")


def test_a_second_parent_is_refused_from_above_too() -> None:
    answer = an_office().patch(OTHER_STORY, links(CHILD, TASK))

    assert answer.json()["message"].startswith("TF201036: You cannot add a Child link")


@pytest.mark.parametrize("below", [FEATURE, STORY, TASK, EPIC])
def test_a_circle_is_refused(below: int) -> None:
    answer = an_office().patch(EPIC, links(PARENT, below))

    assert answer.status_code == 400
    assert "TF201035" in answer.json()["message"]


def test_dependencies_may_not_run_in_a_circle_either() -> None:
    office = an_office()
    office.patch(STORY, links(SUCCESSOR, OTHER_STORY))

    assert "TF201035" in office.patch(OTHER_STORY, links(SUCCESSOR, STORY)).json()["message"]


def test_a_link_that_exists_already_is_told_so() -> None:
    answer = an_office().patch(TASK, links(PARENT, STORY))

    assert answer.status_code == 400
    assert "Relation already exists" in answer.json()["message"]


def test_a_link_to_nowhere_is_refused() -> None:
    assert an_office().patch(TASK, links(RELATED, 999)).status_code == 404


def test_the_order_of_relations_is_not_that_of_insertion() -> None:
    office = an_office()
    keys = [office.create("Task", sets("System.Title", str(n))).json()["id"] for n in range(8)]
    for key in keys:
        office.patch(OTHER_STORY, links(RELATED, key))

    read = [int(one["url"].rpartition("/")[2]) for one in office.item(OTHER_STORY)["relations"]]

    assert sorted(read) == keys
    assert read != keys


def test_removing_by_index_takes_the_relation_that_was_read_there() -> None:
    office = an_office()
    office.patch(STORY, links(RELATED, OTHER_STORY), links(RELATED, EPIC))
    relations = office.item(STORY)["relations"]

    office.patch(STORY, removes(3), removes(1))

    kept = [one["url"] for one in office.item(STORY)["relations"]]
    assert kept == [relations[0]["url"], relations[2]["url"]]


def test_an_index_that_is_not_there_is_refused() -> None:
    assert an_office().patch(STORY, removes(7)).status_code == 400


def test_the_comment_of_a_link_can_be_changed() -> None:
    office = an_office()
    index = index_of(office.item(STORY), PARENT)
    path = f"/relations/{index}/attributes/comment"

    office.patch(STORY, {"op": "replace", "path": path, "value": "because"})

    assert office.item(STORY)["relations"][index]["attributes"]["comment"] == "because"


def test_attributes_must_be_a_thing_with_members() -> None:
    operation = links(RELATED, EPIC)
    operation["value"]["attributes"] = '{"comment":"x"}'

    assert "WorkItemRelation" in an_office().patch(STORY, operation).json()["message"]


@pytest.mark.parametrize(("bumps", "rev"), [(True, 2), (False, 1)])
def test_a_web_link_moves_the_revision_or_not(bumps: bool, rev: int) -> None:
    office = an_office(hyperlink_bumps_rev=bumps)

    answer = office.patch(STORY, web_link("https://ppm.example/tasks/7"))

    assert answer.json()["rev"] == rev
    link = next(one for one in answer.json()["relations"] if one["rel"] == "Hyperlink")
    assert link["url"] == "https://ppm.example/tasks/7"
    assert link["attributes"]["comment"] == "the task"


def test_the_same_web_link_twice_is_refused() -> None:
    office = an_office()
    office.patch(STORY, web_link("https://ppm.example/tasks/7"))

    again = office.patch(STORY, web_link("https://ppm.example/tasks/7"))

    assert "Relation already exists" in again.json()["message"]


def test_an_artifact_link_needs_a_name_the_service_knows() -> None:
    value = {"rel": "ArtifactLink", "url": "vstfs:///PPM/7", "attributes": {"name": "PPM"}}

    answer = an_office().patch(STORY, {"op": "add", "path": "/relations/-", "value": value})

    assert "must have a valid name" in answer.json()["message"]


def test_deleting_a_parent_leaves_its_children_and_hides_the_link() -> None:
    office = an_office()
    office.hands().delete(STORY)

    task = office.item(TASK)

    assert "System.Parent" not in task["fields"]
    assert "relations" not in task


def test_the_log_tells_of_a_moved_parent() -> None:
    office = an_office()

    office.hands("pat-ben").move(TASK, OTHER_STORY)

    row = office.world.log.after()[-1]
    assert row["changes"] == {"System.Parent": {"old": STORY, "new": OTHER_STORY}}
