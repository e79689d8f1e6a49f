"""Signing in, versions, addresses, refusals and limits: how the service talks, whatever it says."""

from typing import Any

import pytest

from tests.sandbox.ado_world import PATCH, SHOP, STORY, an_office, sets, type_key

ITEM = f"_apis/wit/workitems/{STORY}"


@pytest.mark.parametrize("token", ["", "wrong"])
def test_without_a_good_token_the_answer_is_a_page_with_a_status_of_success(token: str) -> None:
    answer = an_office().call("GET", ITEM, token=token)

    assert answer.status_code == 203
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("status", [401, 302])
def test_by_switch_a_bad_token_is_told_otherwise(status: int) -> None:
    assert an_office(bad_token_status=status).call("GET", ITEM, token="x").status_code == status


def test_a_token_may_come_as_bearer() -> None:
    headers = {"Authorization": "Bearer pat-anna"}

    answer = an_office().http.get(f"/contoso/{ITEM}?api-version=7.1", headers=headers)

    assert answer.json()["id"] == STORY


def test_the_version_may_stand_in_the_accept_header_and_is_echoed() -> None:
    headers = {"Accept": "application/json;api-version=7.1-preview.3"}

    answer = an_office().http.get(f"/contoso/{ITEM}", headers=headers, auth=("", "pat-anna"))

    assert answer.headers["Content-Type"] == (
        "application/json; charset=utf-8; api-version=7.1-preview.3"
    )


@pytest.mark.parametrize(
    ("path", "version", "key"),
    [
        (ITEM, "8.0", "VssVersionOutOfRangeException"),
        (ITEM, "7.2", "VssInvalidPreviewVersionException"),
        (ITEM, "seven", "VssInvalidVersionException"),
        (f"{SHOP}/_apis/wit/workItems/3/comments", "7.1", "VssInvalidPreviewVersionException"),
        (f"{SHOP}/_apis/wit/workItems/3/comments", "", "VssInvalidPreviewVersionException"),
        ("_apis/graph/users", "7.1", "VssInvalidPreviewVersionException"),
    ],
)
def test_a_version_that_is_not_spoken_is_refused(path: str, version: str, key: str) -> None:
    answer = an_office().call("GET", path, version=version)

    assert (answer.status_code, type_key(answer)) == (400, key)


def test_a_preview_may_be_too_new_for_one_resource_and_right_for_another() -> None:
    office = an_office()

    batch = office.call(
        "POST", "_apis/wit/workitemsbatch", {"ids": [STORY]}, version="7.2-preview.3"
    )

    assert type_key(batch) == "VssVersionOutOfRangeException"
    assert office.call("GET", ITEM, version="7.2-preview.3").status_code == 200


def test_a_write_without_a_version_is_refused() -> None:
    answer = an_office().patch(STORY, sets("System.Title", "Pay"), version="")

    assert type_key(answer) == "VssVersionNotSpecifiedException"


@pytest.mark.parametrize(
    "path", ["_apis/wit/workitems/0", "_apis/wit/wishes", "_apis/dreams", "about"]
)
def test_an_address_of_nothing_is_404_in_plain_text(path: str) -> None:
    answer = an_office().call("GET", path)

    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "was not found" in answer.text


def test_another_organisation_is_not_found() -> None:
    answer = an_office().http.get("/fabrikam/_apis/projects", auth=("", "pat-anna"))

    assert answer.status_code == 404


def test_a_method_the_resource_lacks_is_405() -> None:
    assert an_office().call("DELETE", "_apis/wit/fields").status_code == 405


def test_an_unknown_project_is_named_by_name_or_by_id() -> None:
    office = an_office()

    by_name = office.call("GET", "_apis/projects/Nowhere")
    by_id = office.call("GET", "_apis/projects/41c63d44-26a4-5956-bbd5-6b77f1d10808")

    assert by_name.json()["message"].startswith("TF200016")
    assert by_id.json()["message"].startswith("VS800075")


def test_an_error_tells_its_type_in_the_services_own_body() -> None:
    body = an_office().call("GET", "_apis/wit/workitems/999").json()

    assert set(body) == {
        "$id",
        "innerException",
        "message",
        "typeName",
        "typeKey",
        "errorCode",
        "eventId",
    }


def test_every_answer_has_an_activity_id() -> None:
    office = an_office()

    ids = {office.call("GET", path).headers["ActivityId"] for path in (ITEM, "about", ITEM)}

    assert len(ids) == 3


def test_a_body_that_is_no_json_is_400() -> None:
    office = an_office()

    answer = office.http.request(
        "PATCH",
        f"/contoso/{ITEM}?api-version=7.1",
        content=b"[{",
        headers={"Content-Type": PATCH},
        auth=("", "pat-anna"),
    )

    assert answer.status_code == 400


def spend(budget: float, calls: int) -> list[Any]:
    office = an_office(rate_limits=True, tstu_budget=budget)
    path = f"{SHOP}/_apis/wit/workitemtypes/Task/fields"
    return [office.call("GET", path, _expand="all") for _ in range(calls)]


def test_low_usage_has_no_rate_limit_headers() -> None:
    (answer,) = spend(budget=200, calls=1)

    assert not [name for name in answer.headers if name.startswith("x-ratelimit")]


def test_headers_warn_before_delays_begin() -> None:
    answer = spend(budget=10, calls=6)[-1]

    assert answer.headers["X-RateLimit-Limit"] == "10"
    assert answer.headers["X-RateLimit-Remaining"] == "3"
    assert "Retry-After" not in answer.headers


def test_over_the_budget_answers_are_200_and_ask_to_wait() -> None:
    answer = spend(budget=10, calls=10)[-1]

    assert answer.status_code == 200
    assert int(answer.headers["Retry-After"]) >= 1
    assert float(answer.headers["X-RateLimit-Delay"]) > 0


def test_whoever_goes_on_all_the_same_is_blocked() -> None:
    answer = spend(budget=10, calls=20)[-1]

    assert answer.status_code == 429
    assert "TF400733" in answer.json()["message"]
    assert "Retry-After" in answer.headers


def test_the_budget_is_one_identitys_and_comes_back_with_time() -> None:
    office = an_office(rate_limits=True, tstu_budget=1)
    path = f"{SHOP}/_apis/wit/workitemtypes/Task/fields"
    for _ in range(3):
        office.call("GET", path)

    assert office.call("GET", path).status_code == 429
    assert office.call("GET", path, token="pat-ben").status_code == 200
    office.clock.pass_by(minutes=6)
    assert office.call("GET", path).status_code == 200


def test_calls_are_counted_by_route_and_forgotten_on_request() -> None:
    office = an_office()
    office.get(ITEM)
    office.get("_apis/wit/workitems/4")

    told = office.http.get("/_sandbox/calls").json()

    assert told == {"total": 2, "items": 2, "calls": {"GET wit/workItems/{id:int}": 2}}
    office.http.delete("/_sandbox/calls")
    assert office.http.get("/_sandbox/calls").json() == {"total": 0, "items": 0, "calls": {}}


def test_the_items_that_one_call_brings_are_counted_beside_the_calls() -> None:
    office = an_office()

    office.call("POST", "_apis/wit/workitemsbatch", {"ids": [1, 2, 4], "fields": ["System.Title"]})

    told = office.http.get("/_sandbox/calls").json()
    assert (told["total"], told["items"]) == (1, 3)


def test_switches_can_be_turned_from_outside() -> None:
    office = an_office()

    told = office.http.put("/_sandbox/world", json={"batch_atomic": True}).json()

    assert told["batch_atomic"]
    assert office.world.switches.batch_atomic
    assert office.http.put("/_sandbox/world", json={"wishes": 1}).status_code == 400


def test_a_fault_has_the_services_own_words() -> None:
    office = an_office()
    office.http.put("/_sandbox/faults", json={"rules": [{"kind": "429", "retry_after": 7}]})

    answer = office.call("GET", ITEM)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert "TF400733" in answer.json()["message"]
    office.http.delete("/_sandbox/faults")
    assert office.call("GET", ITEM).status_code == 200


def test_paged_lists_tell_how_to_go_on() -> None:
    office = an_office()

    first = office.call("GET", "_apis/projects", _top=1)
    token = first.headers["x-ms-continuationtoken"]
    second = office.call("GET", "_apis/projects", _top=1, continuationToken=token)

    names = [answer.json()["value"][0]["name"] for answer in (first, second)]
    assert names == ["Attic", "Shop"]
    assert "x-ms-continuationtoken" not in second.headers
