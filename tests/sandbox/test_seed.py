"""The backlog of our own making is always the same, and has the mess real backlogs have."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sandbox.backlog import SeedItem, load, parents_first
from sandbox.seed import seed

CHILD = "System.LinkTypes.Hierarchy-Forward"
PARENT = "System.LinkTypes.Hierarchy-Reverse"


def test_the_same_number_grows_the_same_backlog() -> None:
    assert seed(7) == seed(7)
    assert seed(7) != seed(8)


@pytest.mark.parametrize("size", [1, 10, 300, 1001])
def test_it_has_as_many_items_as_asked_for_and_ids_without_gaps(size: int) -> None:
    items = seed(1, size).items

    assert [item.id for item in items] == list(range(1, size + 1))


def test_parents_stand_before_their_children_and_in_the_same_project() -> None:
    seen: dict[int, SeedItem] = {}
    for item in seed().items:
        if item.parent is not None:
            assert seen[item.parent].project == item.project
        seen[item.id] = item


def test_there_are_several_projects_teams_and_dated_iterations() -> None:
    backlog = seed()

    assert len(backlog.projects) == 3
    assert all(len(project.teams) == 2 for project in backlog.projects)
    assert all(one.start and one.finish for one in backlog.projects[0].iterations)


def test_every_level_and_some_bugs_are_there() -> None:
    kinds = Counter(item.type for item in seed().items)

    assert set(kinds) == {"Epic", "Feature", "User Story", "Task", "Bug"}


def test_titles_repeat_and_some_are_hostile() -> None:
    titles = Counter(item.title for item in seed().items)

    assert titles.most_common(1)[0][1] > 2
    assert any("<script>" in title for title in titles)
    assert any(title != title.strip() for title in titles)
    assert any(len(title) == 255 for title in titles)


def test_two_people_share_a_name() -> None:
    names = Counter(person.name for person in seed().people)

    assert names["Anna Keller"] == 2


def a_file(place: Path, *lines: dict[str, Any]) -> Path:
    path = place / "backlog.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    return path


def a_line(key: int, *relations: tuple[str, int], **fields: Any) -> dict[str, Any]:
    told = {
        "System.TeamProject": "Once Shop",
        "System.AreaPath": "Once Shop\\Web",
        "System.WorkItemType": "Task",
        "System.State": "New",
        "System.Title": f"Item {key}",
        **fields,
    }
    links = [{"rel": rel, "id": other} for rel, other in relations]
    return {"project": "Shop", "id": key, "rev": 1, "fields": told, "relations": links}


def test_a_parent_told_from_one_side_only_is_believed(tmp_path: Path) -> None:
    path = a_file(tmp_path, a_line(1, (PARENT, 2)), a_line(2), a_line(3, (CHILD, 2)))

    parents = {item.id: item.parent for item in load(path).items}

    assert parents == {1: 2, 2: 3, 3: None}


def test_parents_in_a_circle_are_left_out(tmp_path: Path) -> None:
    path = a_file(tmp_path, a_line(1, (PARENT, 2)), a_line(2, (PARENT, 1)))

    assert [item.parent for item in load(path).items] == [None, None]


def test_paths_start_with_the_projects_name_here(tmp_path: Path) -> None:
    backlog = load(a_file(tmp_path, a_line(1)))

    assert backlog.items[0].fields["System.AreaPath"] == "Shop\\Web"
    assert backlog.projects[0].areas == ("Shop\\Web",)


def test_people_are_known_by_their_mail(tmp_path: Path) -> None:
    assigned = {"System.AssignedTo": "Ann Lee <ann@example.com>"}
    backlog = load(a_file(tmp_path, a_line(1, **assigned)))

    assert backlog.items[0].fields["System.AssignedTo"] == "ann@example.com"
    assert backlog.people[0].name == "Ann Lee"


def test_a_description_that_looks_like_a_person_is_none(tmp_path: Path) -> None:
    text = "<b>Ask</b> Ann <ann@example.com>"
    backlog = load(a_file(tmp_path, a_line(1, **{"System.Description": text})))

    assert backlog.items[0].fields["System.Description"] == text
    assert backlog.people == ()


@pytest.mark.parametrize(
    ("kind", "state", "process"),
    [
        ("User Story", "New", "Agile"),
        ("Product Backlog Item", "New", "Scrum"),
        ("Issue", "To Do", "Basic"),
    ],
)
def test_the_process_is_told_by_the_types(
    tmp_path: Path, kind: str, state: str, process: str
) -> None:
    line = a_line(1, **{"System.WorkItemType": kind, "System.State": state})

    assert load(a_file(tmp_path, line)).projects[0].process == process


def test_a_project_the_file_lacks_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Attic"):
        load(a_file(tmp_path, a_line(1)), "Attic")


def test_parents_first_reaches_up_before_it_goes_on() -> None:
    items = [SeedItem(n, "Shop", "Task", "New", "x", parent) for n, parent in ((1, 3), (2, 1))]

    ordered = list(parents_first([*items, SeedItem(3, "Shop", "Task", "New", "x")]))

    assert [item.id for item in ordered] == [3, 1, 2]
