"""The contract check tells what a tenant does otherwise than we assume, and changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sandbox.contract_check.reading import OnlyReads, connected
from sandbox.ppm import project_id
from sandbox.server import Server
from tests.sandbox.contract_tenant import TOKEN, Desk, a_world

TASK_FIELDS = "Fields/Task"


@pytest.fixture
def desk(capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(capsys)


def test_a_tenant_as_we_assume_it_is_fit_and_tells_its_settings(desk: Desk) -> None:
    said = desk.check(a_world())

    assert (said.code, said.err) == (0, "")
    assert said.setting("PPM_URL").endswith("/@contoso/v1.0")
    assert said.setting("PPM_HIERARCHY") == "reference"
    assert said.setting("PPM_DATE_FORMAT") == "YYYY-MM-DDT00:00:00Z"
    assert said.setting("PPM_LINK_FIELD") == "ADO Link"
    assert said.setting("ppm_rich_text of the project") == "html"


def test_nothing_but_gets_is_sent_and_nothing_is_written(desk: Desk) -> None:
    world = a_world()

    desk.check(world)

    assert len(world.calls) > 5
    assert {call.partition(" ")[0] for call in world.calls} == {"GET"}
    assert world.log.length() == 0


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE", "HEAD"])
def test_its_client_sends_nothing_but_gets_whoever_uses_it(method: str) -> None:
    reached: list[Any] = []

    def app(environ: Any, start: Any) -> Any:
        reached.append(environ["REQUEST_METHOD"])
        start("200 OK", [])
        return []

    with Server(app) as server, connected(server.url, TOKEN) as http:
        with pytest.raises(OnlyReads):
            http.request(method, "Webhooks")
        http.get("Webhooks")

    assert reached == ["GET"]


@pytest.mark.parametrize(
    ("hierarchy", "setting", "verdict"),
    [
        ("reference", "reference", "ok"),
        ("reference_object", "reference", "ok"),
        ("outline", "outline", "differs"),
        ("none", "store", "differs"),
    ],
)
def test_the_way_in_which_tasks_tell_their_parents_is_found(
    hierarchy: str, setting: str, verdict: str, desk: Desk
) -> None:
    said = desk.check(a_world(hierarchy=hierarchy))

    assert said.setting("PPM_HIERARCHY") == setting
    assert said.verdict("Parents of tasks") == verdict
    assert said.code == 0


@pytest.mark.parametrize(
    ("date_format", "setting", "verdict"),
    [
        ("utc", "YYYY-MM-DDT00:00:00Z", "ok"),
        ("date", "YYYY-MM-DD", "differs"),
        ("naive", "YYYY-MM-DDT00:00:00", "differs"),
        ("offset", "YYYY-MM-DDT00:00:00+02:00", "differs"),
    ],
)
def test_the_spelling_of_dates_becomes_a_setting(
    date_format: str, setting: str, verdict: str, desk: Desk
) -> None:
    said = desk.check(a_world(date_format=date_format))

    assert said.setting("PPM_DATE_FORMAT") == setting
    assert said.verdict("Dates") == verdict
    assert said.code == 0


def test_dates_that_nobody_can_read_make_a_tenant_unfit(desk: Desk) -> None:
    world = a_world()
    project = next(iter(world.projects))

    def in_german(told: Any) -> None:
        for task in told["data"]:
            task["attributes"]["DueDate"] = "24.12.2026"

    desk.altered[f"projects/{project}/tasks"] = in_german
    said = desk.check(world)

    assert said.verdict("Dates") == "differs, needed"
    assert said.code == 1


@pytest.mark.parametrize(("shape", "found"), [("text", "text"), ("object", "{id, name}")])
def test_the_shape_of_choices_is_told(shape: str, found: str, desk: Desk) -> None:
    said = desk.check(a_world(choice_shape=shape))

    assert f"| {found}: Group, Priority" in said.row("Choices")
    assert said.verdict("Choices") == "ok"


def test_empty_values_that_are_told_are_seen(desk: Desk) -> None:
    left_out, told = desk.check(a_world()), desk.check(a_world(omit_empty=False))

    assert left_out.verdict("Empty values") == "ok"
    assert told.row("Empty values").endswith("empty list, null | differs")


@pytest.mark.parametrize("kept_as", ["html", "plain"])
def test_whether_descriptions_are_html_becomes_a_setting(kept_as: str, desk: Desk) -> None:
    said = desk.check(a_world(rich_text=kept_as))

    assert said.setting("ppm_rich_text of the project") == kept_as


def test_mirrored_tasks_and_what_parents_work_out_are_counted(desk: Desk) -> None:
    rolled, own = desk.check(a_world()), desk.check(a_world(summary_rollup=False))

    assert "Ppmx: 30, VSTS: 3" in rolled.row("Where tasks come from")
    assert rolled.verdict("Effort of tasks with children") == "ok"
    assert own.verdict("Effort of tasks with children") == "differs"


def test_a_field_is_found_by_its_label_where_its_key_is_another(desk: Desk) -> None:
    def rename(told: Any) -> None:
        field = next(each for each in told["data"] if each["key"] == "DueDate")
        field["key"] = "custom_7"

    desk.altered[TASK_FIELDS] = rename
    said = desk.check(a_world())

    assert said.row("Rule due").endswith("| custom_7 by label | ok")
    assert "not in the catalogue: DueDate" in said.row("Attributes")


def test_a_tenant_whose_tasks_have_no_name_is_unfit(desk: Desk) -> None:
    def forget(told: Any) -> None:
        told["data"] = [each for each in told["data"] if each["key"] != "Name"]

    desk.altered[TASK_FIELDS] = forget
    said = desk.check(a_world())

    assert said.verdict("Rule title") == "differs, needed"
    assert said.out.splitlines()[-1] == "We need and did not find: Rule title"
    assert said.code == 1


def test_types_that_we_do_not_know_are_named(desk: Desk) -> None:
    assert "Dependency (Predecessor)" in desk.check(a_world()).row("Types of fields")


def test_without_a_field_for_the_mark_none_is_suggested(desk: Desk) -> None:
    def forget(told: Any) -> None:
        told["data"] = [each for each in told["data"] if "ADO" not in each["key"]]

    desk.altered[TASK_FIELDS] = forget
    said = desk.check(a_world())

    assert said.verdict("Field for a link to us") == "unknown"
    assert "PPM_LINK_FIELD" not in said.out


def test_a_scope_that_is_missing_is_a_row_and_the_rest_goes_on(desk: Desk) -> None:
    world = a_world()
    token = world.tokens[TOKEN]
    scopes = tuple(each for each in token.scopes if each != "Read Fields")
    world.tokens[TOKEN] = type(token)(TOKEN, token.account, token.expires, scopes)

    said = desk.check(world)

    assert "HTTP 403" in said.row("Fields of tasks")
    assert said.verdict("Resources") == "ok"
    assert said.code == 1


def test_whoever_may_not_see_webhooks_can_still_be_fit(desk: Desk) -> None:
    said = desk.check(a_world(), token="ppm-anna")

    assert said.row("Webhooks").endswith("| HTTP 401: this account may not | differs")
    assert said.code == 0


def test_our_own_webhooks_are_known_by_their_header(desk: Desk) -> None:
    def ours(told: Any) -> None:
        events = ("Task:Created", "Task:Updated", "Task:Deleted")
        headers = [{"name": "X-Lockstep-Key", "value": "secret"}]
        told["data"] = [{"eventTypes": [each], "headers": headers} for each in events]

    desk.altered["Webhooks"] = ours
    said = desk.check(a_world())

    assert said.verdict("Our webhooks") == "ok"
    assert "secret" not in said.out


def test_the_days_that_a_token_has_left_are_told(desk: Desk) -> None:
    world = a_world()
    token = world.tokens[TOKEN]
    ends = world.now() + timedelta(days=9, hours=1)
    world.tokens[TOKEN] = type(token)(TOKEN, token.account, ends, token.scopes)

    assert "9 days left" in desk.check(world).row("End of the token")


@pytest.mark.parametrize("answer", ["404", "403", "empty"])
def test_a_project_that_is_not_there_is_told_whatever_its_list_says(
    answer: str, desk: Desk
) -> None:
    said = desk.check(a_world(unknown_project_list=answer), "--project", project_id("Nowhere"))

    assert "HTTP 404" in said.row("The named project")
    assert said.code == 1


def test_the_project_that_was_named_is_looked_at(desk: Desk) -> None:
    world = a_world()
    second = list(world.projects)[1]

    said = desk.check(world, "--project", second)

    assert said.verdict("The named project") == "ok"
    assert f"in project {second}" in said.row("Tasks")
