"""The contract check copes with a vendor that is busy, talks nonsense or tells more than known."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.contract_tenant import Desk, a_world


@pytest.fixture
def desk(capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(capsys)


def test_a_task_that_reads_otherwise_alone_than_in_the_list_is_told(desk: Desk) -> None:
    world = a_world()
    project = next(iter(world.projects))

    def shorten(told: Any) -> None:
        for task in told["data"]:
            del task["attributes"]["DueDate"]

    desk.altered[f"projects/{project}/tasks"] = shorten
    said = desk.check(world)

    assert said.row("One task").endswith("other than in the list: DueDate | differs")


def test_a_vendor_that_is_busy_in_between_leaves_parts_unknown(desk: Desk) -> None:
    said = desk.check(a_world(rate_limit="503_html", calls_per_minute=3))

    assert said.verdict("Resources") == "unknown, needed"
    assert said.code == 1


def test_answers_that_make_no_sense_become_rows(desk: Desk) -> None:
    world = a_world()
    project = next(iter(world.projects))

    def muddle(told: Any) -> None:
        told["data"] = [7, {"id": "../../Me", "attributes": {"Effort": 10**400, "Name": [[{}]]}}]

    desk.altered |= {"Fields/Task": lambda told: told["data"].extend([None, {"key": 7}])}
    desk.altered |= {f"projects/{project}/tasks": muddle, "Webhooks": lambda told: told.clear()}
    said = desk.check(world)

    assert "1 without id or attributes; 1 with an id that is no GUID" in said.row("Tasks")
    assert said.row("Fields of tasks").endswith(
        "; amiss: isMultiChoice, isReadonly, key, label, type | differs, needed"
    )
    assert said.row("Webhooks").endswith("with something unexpected | differs")
    assert said.code == 1


def test_a_list_that_comes_in_pages_is_read_to_its_end_and_told(desk: Desk) -> None:
    first, rest = slice(0, 1), slice(1, None)
    pages = iter([first, first, rest])

    def leaf(told: Any) -> None:
        page = next(pages)
        told["data"] = told["data"][page]
        told |= {"nextLink": "Projects?page=2"} if page == first else {}

    desk.altered["Projects"] = leaf
    said = desk.check(a_world())

    assert said.row("Beside data in answers").endswith("| nextLink | differs")
    assert "2 projects" in said.row("Projects")
    assert said.code == 0


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("ETag", "Headers with versions"),
        ("X-RateLimit-Remaining", "Headers about limits"),
        ("X-Request-Id", "Headers that name a request"),
    ],
)
def test_headers_that_would_be_of_use_are_told(name: str, row: str, desk: Desk) -> None:
    desk.headers[name] = "42"

    said = desk.check(a_world())

    assert said.row(row).endswith(f"| {name.lower()}: 42 | differs")
    assert said.code == 0
