import http.client
import json
from typing import Any

import httpx
import pytest

from tests.sandbox.host_worlds import PostOffice


def echo(post_office: PostOffice, path: str = "", **request: Any) -> dict[str, Any]:
    method = request.pop("method", "GET")
    answer = httpx.request(method, f"{post_office.host.url}/api/echo/{path}", **request)
    told: dict[str, Any] = answer.json()
    return told


def test_a_function_gets_method_route_values_and_body(post_office: PostOffice) -> None:
    told = echo(post_office, "a/b", method="PUT", content=b"hello")

    assert told["method"] == "PUT"
    assert told["route_params"] == {"rest": "a/b"}
    assert told["body"] == "hello"


def test_repeated_query_keys_are_joined_and_empty_values_dropped(post_office: PostOffice) -> None:
    assert echo(post_office, "x?a=1&a=2&b=&c=3")["params"] == {"a": "1,2", "c": "3"}


def test_header_names_arrive_in_lower_case(post_office: PostOffice) -> None:
    assert echo(post_office, headers={"X-Colour": "Red"})["headers"]["x-colour"] == "Red"


def test_repeated_headers_arrive_as_one(post_office: PostOffice) -> None:
    told = echo(post_office, headers=[("X-Colour", "red"), ("X-Colour", "blue")])

    assert [part.strip() for part in told["headers"]["x-colour"].split(",")] == ["red", "blue"]


def test_a_chunked_body_does_not_arrive(post_office: PostOffice) -> None:
    assert echo(post_office, method="POST", content=iter([b"hel", b"lo"]))["body"] == ""


def test_the_url_shows_the_scheme_of_the_front_door(post_office: PostOffice) -> None:
    told = echo(post_office, "x?a=1", headers={"X-Forwarded-Proto": "https"})

    assert told["url"].startswith("https://127.0.0.1:")
    assert told["url"].endswith("/api/echo/x?a=1")


def test_text_is_answered_as_it_is(post_office: PostOffice) -> None:
    assert httpx.get(f"{post_office.host.url}/api/text").text == "Grüße"


@pytest.mark.parametrize("path", ["broken", "nothing", "dictionary"])
def test_a_function_without_a_proper_answer_answers_500_and_nothing_more(
    post_office: PostOffice, path: str
) -> None:
    answer = httpx.get(f"{post_office.host.url}/api/{path}")

    assert (answer.status_code, answer.content) == (500, b"")


def test_several_cookies_survive(post_office: PostOffice) -> None:
    answer = httpx.get(f"{post_office.host.url}/api/cookies")

    cookies = [line.split(";")[0] for line in answer.headers.get_list("set-cookie")]
    assert cookies == ["__Host-a=1", "b=2"]


def test_an_unknown_path_and_an_unknown_method_are_both_not_found(post_office: PostOffice) -> None:
    url = post_office.host.url

    assert httpx.get(f"{url}/api/unheard-of").status_code == 404
    assert httpx.get(f"{url}/api/hooks/ado/1").status_code == 404


def test_many_requests_share_one_connection(post_office: PostOffice) -> None:
    connection = http.client.HTTPConnection(post_office.host.url.removeprefix("http://"))

    for number in range(3):
        connection.request("POST", "/api/echo/x", body=str(number))
        assert json.loads(connection.getresponse().read())["body"] == str(number)
    connection.close()
