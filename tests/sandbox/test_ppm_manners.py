"""How the stand-in answers at all: tokens, scopes, envelopes, paths and errors."""

import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from sandbox.ppm import Token, create_app
from sandbox.ppm.people import BEN
from tests.sandbox.ppm_tenant import NOBODY, PROJECT, a_tenant


@pytest.mark.parametrize("token", ["", "ppm-stranger"])
def test_a_token_that_nobody_made_is_answered_401(token: str) -> None:
    answer = a_tenant().as_(token).get("Me")

    assert answer.status_code == 401
    assert set(answer.json()) == {"errorMessage", "developerMessage", "errors"}


def test_a_token_is_good_until_it_expires() -> None:
    tenant = a_tenant()
    before = tenant.lockstep.get("Me").status_code

    tenant.clock.pass_seconds(timedelta(days=366).total_seconds())

    assert (before, tenant.lockstep.get("Me").status_code) == (200, 401)


def test_a_token_without_the_scope_is_answered_403() -> None:
    tenant = a_tenant()
    tenant.world.sign_up(
        BEN, Token("ppm-reader", BEN, tenant.clock() + timedelta(1), ("Read Tasks",))
    )

    written = tenant.as_("ppm-reader").post(f"projects/{PROJECT}/tasks", json={"attributes": {}})

    assert written.status_code == 403
    assert tenant.as_("ppm-reader").get(f"projects/{PROJECT}/tasks").status_code == 200


def test_me_tells_the_expiry_and_the_scopes_of_the_token() -> None:
    me = a_tenant().lockstep.get("Me").json()["data"]

    assert me["email"] == "lockstep@contoso.example"
    assert me["token"]["expirationDate"] == "2027-11-24T09:00:00Z"
    assert "Write Tasks" in me["token"]["scopes"]


def test_routes_are_found_in_any_case() -> None:
    client = a_tenant().lockstep

    answers = [client.get(path) for path in ("projects", "PROJECTS", f"Projects/{PROJECT.upper()}")]

    assert [answer.status_code for answer in answers] == [200, 200, 200]


def test_another_tenant_is_not_found() -> None:
    answer = a_tenant().lockstep.get("http://ppm.test/@fabrikam/v1.0/Me")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        f"Projects/{NOBODY}",
        f"projects/{PROJECT}/tasks/{NOBODY}",
        f"Resources/{NOBODY}",
        f"Webhooks/{NOBODY}",
        f"users/{NOBODY}",
        "nothing/like/this",
    ],
)
def test_what_does_not_exist_is_answered_404(path: str) -> None:
    answer = a_tenant().lockstep.get(path)

    assert answer.status_code == 404
    assert answer.json()["errorMessage"]


def test_the_fields_of_an_entity_nobody_knows_are_answered_400() -> None:
    answer = a_tenant().lockstep.get("Fields/Starship")

    assert answer.status_code == 400


def test_a_new_task_comes_in_attributes_and_not_in_updates() -> None:
    answer = a_tenant().lockstep.post(f"projects/{PROJECT}/tasks", json={"updates": {"Name": "A"}})

    assert answer.status_code == 400


def test_a_change_comes_in_updates_and_not_in_attributes() -> None:
    tenant = a_tenant()
    task = tenant.create()

    answer = tenant.lockstep.patch(
        f"projects/{PROJECT}/tasks/{task['id']}", json={"attributes": {"Name": "B"}}
    )

    assert answer.status_code == 400


def test_a_body_that_is_no_json_is_answered_400() -> None:
    answer = a_tenant().lockstep.post(f"projects/{PROJECT}/tasks", content=b"{")

    assert answer.status_code == 400


def test_a_task_cannot_be_deleted_by_the_api() -> None:
    tenant = a_tenant()
    task = tenant.create()

    answer = tenant.lockstep.delete(f"projects/{PROJECT}/tasks/{task['id']}")

    assert answer.status_code == 405
    assert tenant.read(task)["id"] == task["id"]


@pytest.mark.parametrize(
    "path", ["users", "settings", "calendar/workweekhours", "calendar/exceptions", "Resources"]
)
def test_the_tenant_tells_of_itself(path: str) -> None:
    answer = a_tenant().lockstep.get(path)

    assert answer.status_code == 200
    assert "data" in answer.json()


def test_a_project_can_be_created_and_changed() -> None:
    client = a_tenant().lockstep
    made = client.post("Projects", json={"attributes": {"Name": "Borealis"}})

    changed = client.patch(
        f"Projects/{made.json()['data']['id']}", json={"updates": {"StartDate": "2026-12-01"}}
    )

    assert (made.status_code, changed.status_code) == (201, 200)
    assert changed.json()["data"]["attributes"]["StartDate"] == "2026-12-01T00:00:00Z"


def test_an_archived_project_is_gone_from_lists_and_takes_no_writes() -> None:
    tenant = a_tenant()
    task = tenant.create()

    tenant.lockstep.put(f"http://ppm.test/_sandbox/archived?id={PROJECT}")

    assert tenant.lockstep.get("Projects").json()["data"] == []
    assert tenant.lockstep.get(f"projects/{PROJECT}/tasks").status_code == 404
    assert tenant.try_update(task, {"Name": "Late"}).status_code == 403


def test_the_list_of_an_unknown_project_answers_as_the_switch_says() -> None:
    tenant = a_tenant()
    seen = []

    for how in ("404", "403", "empty"):
        tenant.world.turn(unknown_project_list=how)
        seen.append(tenant.lockstep.get(f"projects/{NOBODY}/tasks").status_code)

    assert seen == [404, 403, 200]


def test_the_spec_is_served_from_where_it_lies(tmp_path: Path) -> None:
    spec = tmp_path / "swagger.json"
    spec.write_text('{"swagger": "2.0"}')
    app = create_app(a_tenant().world, spec=spec)

    with httpx.Client(transport=httpx.WSGITransport(app=app)) as client:
        assert client.get("http://ppm.test/v1.0/swagger.json").json() == {"swagger": "2.0"}


def test_without_a_file_the_spec_lists_the_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PPM_SWAGGER", raising=False)

    spec = json.loads(a_tenant().as_("").get("http://ppm.test/v1.0/swagger.json").text)

    assert "get" in spec["paths"]["/Me"]
