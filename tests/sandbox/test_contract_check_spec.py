"""The contract check holds the vendor's own description against the calls we make."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.contract_tenant import Desk, Said, a_world
from tests.sandbox.ppm_contract import the_contract

TASKS, TASK = "/projects/{id}/tasks", "/projects/{id}/tasks/{taskId}"


@pytest.fixture
def desk(capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(capsys)


def a_spec() -> Any:
    """Every call we make, and no shape of any."""
    calls = {
        "/Me": "get",
        "/Fields/{entity}": "get",
        "/Projects": "get",
        "/Projects/{id}": "get",
        "/Resources": "get",
        TASKS: "get post",
        TASK: "get patch",
        "/Webhooks": "get post",
        "/Webhooks/{id}": "delete",
    }
    paths: Any = {
        path: {each: {"responses": {}} for each in methods.split()}
        for path, methods in calls.items()
    }
    return {"swagger": "2.0", "paths": paths}


def checked(desk: Desk, folder: Path, spec: Any) -> Said:
    desk.spec = folder / "swagger.json"
    desk.spec.write_text(json.dumps(spec), encoding="utf-8")
    return desk.check(a_world())


def test_the_published_contract_has_every_call_but_the_list_of_webhooks(desk: Desk) -> None:
    desk.spec = the_contract().path

    said = desk.check(a_world())

    assert said.code == 0
    assert said.row("GET /Webhooks").endswith("| not listed | differs")
    assert said.row(f"POST {TASKS}").endswith("| as assumed | ok")
    assert said.row(f"PATCH {TASK}").endswith("| as assumed | ok")
    assert said.row("GET /Me").endswith("| as assumed | ok")


def test_a_call_that_we_need_and_is_not_listed_makes_a_tenant_unfit(
    desk: Desk, tmp_path: Path
) -> None:
    spec = a_spec()
    del spec["paths"][TASK]["patch"]

    said = checked(desk, tmp_path, spec)

    assert said.row(f"PATCH {TASK}").endswith("| not listed | differs, needed")
    assert said.out.splitlines()[-1] == f"We need and did not find: PATCH {TASK}"
    assert said.code == 1


def test_a_call_is_known_in_any_spelling_and_behind_any_front(desk: Desk, tmp_path: Path) -> None:
    spec = a_spec()
    spec["paths"] = {
        f"/@{{tenant}}/v{{version}}{path.upper()}": calls for path, calls in spec["paths"].items()
    }

    assert checked(desk, tmp_path, spec).code == 0


@pytest.mark.parametrize(
    ("path", "call", "row"),
    [
        (TASK, {"delete": {}}, "Deleting a task"),
        (f"{TASKS}/bulk", {"post": {}}, "Calls for many tasks"),
        ("/Webhooks/{id}", {"patch": {}}, "Changing a webhook"),
        (TASKS, {"get": {"parameters": [{"name": "$top", "in": "query"}]}}, "Paging and filters"),
    ],
)
def test_what_the_public_record_does_not_know_is_news_and_no_trouble(
    path: str, call: Any, row: str, desk: Desk, tmp_path: Path
) -> None:
    spec = a_spec()
    spec["paths"].setdefault(path, {}).update(call)

    said = checked(desk, tmp_path, spec)

    assert said.verdict(row) == "differs"
    assert said.code == 0


def test_a_parent_among_the_members_of_tasks_is_news(desk: Desk, tmp_path: Path) -> None:
    member = {"properties": {"parentTaskId": {"type": "string"}}}
    spec = {**a_spec(), "definitions": {"TaskResponse": member}}

    said = checked(desk, tmp_path, spec)

    row = said.row("Parent among the members of a task")
    assert row.endswith("| parentTaskId | differs")


def test_a_parameter_that_is_wanted_and_that_we_do_not_send_makes_a_tenant_unfit(
    desk: Desk, tmp_path: Path
) -> None:
    spec = a_spec()
    wanted = {"name": "X-Workspace", "in": "header", "required": True}
    spec["paths"][TASKS]["get"]["parameters"] = [wanted]

    said = checked(desk, tmp_path, spec)

    assert said.row(f"GET {TASKS}").endswith("| wants X-Workspace | differs, needed")
    assert said.code == 1


def version_3(body: Any, answer: Any) -> Any:
    """A spec of the newer kind, with these schemas for making a task."""
    spec = a_spec()
    del spec["swagger"]
    reference = {"$ref": "#/components/schemas/Task"}
    spec["openapi"] = "3.0.1"
    spec["components"] = {"schemas": {"Task": answer}}
    spec["paths"][TASKS]["post"] = {
        "requestBody": {"content": {"application/json": {"schema": body}}},
        "responses": {"201": {"content": {"application/json": {"schema": reference}}}},
    }
    return spec


BODY: Any = {"properties": {"Attributes": {"type": "object"}}}
TOLD: Any = {"properties": {"id": {}, "attributes": {}, "sourceType": {}}}


def test_a_spec_of_version_3_is_read_as_well(desk: Desk, tmp_path: Path) -> None:
    said = checked(desk, tmp_path, version_3(BODY, {"properties": {"data": TOLD}}))

    assert said.row(f"POST {TASKS}").endswith("| as assumed | ok")


@pytest.mark.parametrize(
    ("body", "answer", "words"),
    [
        ({"properties": {"fields": {}}}, {"properties": {"data": TOLD}}, "not take attributes"),
        ({**BODY, "required": ["mode"]}, {"properties": {"data": TOLD}}, "wants mode"),
        (BODY, TOLD, "answers without data"),
        (BODY, {"properties": {"data": {"properties": {"id": {}}}}}, "not answer attributes,"),
    ],
)
def test_a_shape_that_is_not_ours_makes_a_tenant_unfit(
    body: Any, answer: Any, words: str, desk: Desk, tmp_path: Path
) -> None:
    said = checked(desk, tmp_path, version_3(body, answer))

    assert words in said.row(f"POST {TASKS}")
    assert said.code == 1


def test_a_spec_that_refers_to_itself_is_read_to_its_end(desk: Desk, tmp_path: Path) -> None:
    itself = {"$ref": "#/components/schemas/Task"}
    answer = {"properties": {"data": {"allOf": [itself, TOLD]}}, "allOf": [itself]}

    assert checked(desk, tmp_path, version_3(BODY, answer)).code == 0


@pytest.mark.parametrize("spec", [[], {"paths": 7}, {"paths": {"/Me": []}}, "nonsense"])
def test_a_spec_that_tells_nothing_is_unknown_and_no_trouble(
    spec: Any, desk: Desk, tmp_path: Path
) -> None:
    said = checked(desk, tmp_path, spec)

    assert said.verdict("swagger.json") == "unknown"
    assert said.code == 0
