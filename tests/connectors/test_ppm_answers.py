"""What an answer of PPM Express means to a caller: no, not now, or nothing that can be read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from core.connectors.ppm.answers import opened
from core.connectors.ppm.calls import Calls
from core.model.errors import Rejected, TryLater

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TOKEN = "ppm-secret-1234"
HTML = {"Content-Type": "text/html"}
VENDOR = {
    "errorMessage": "Some values are not valid",
    "developerMessage": "400",
    "errors": [{"fieldName": "DueDate", "message": "is before StartDate"}, {"message": "x"}, 7],
}


def answered(status: int, **content: Any) -> httpx.Response:
    request = httpx.Request("GET", "http://ppm.test/", headers={"Authorization": f"Bearer {TOKEN}"})
    return httpx.Response(status, request=request, **content)


def means(status: int, **content: Any) -> object:
    return opened(answered(status, **content), "task 7", NOW)


def test_a_good_answer_is_the_object_around_its_data() -> None:
    assert means(200, json={"data": [1], "extra": 2}) == {"data": [1], "extra": 2}


def test_numbers_that_equal_nothing_are_kept_as_text() -> None:
    assert means(200, content=b'{"data": NaN}') == {"data": "NaN"}


@pytest.mark.parametrize("status", [400, 409, 413, 422])
def test_a_refusal_keeps_the_words_of_the_vendor_and_the_fields(status: int) -> None:
    with pytest.raises(Rejected) as refused:
        means(status, json=VENDOR)

    assert refused.value.words == "Some values are not valid: DueDate: is before StartDate"
    assert refused.value.fields == {"DueDate": "is before StartDate"}


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"no", b"{", b'{"errors": {"a": 1}}'])
def test_a_refusal_without_a_readable_body_is_a_refusal_still(body: bytes) -> None:
    with pytest.raises(Rejected) as refused:
        means(403, content=body)

    assert refused.value.words


def test_what_was_not_found_is_named() -> None:
    with pytest.raises(Rejected, match=r"^task 7: "):
        means(404, json={"errorMessage": "was not found"})


def test_a_refused_token_waits_for_an_administrator() -> None:
    with pytest.raises(TryLater, match="administrator"):
        means(401, json={"errorMessage": "The token has expired"})


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 302])
def test_an_outage_is_tried_again(status: int) -> None:
    with pytest.raises(TryLater):
        means(status, json=VENDOR)


@pytest.mark.parametrize("status", [200, 203, 403, 404, 503])
def test_a_page_is_a_gateway_speaking(status: int) -> None:
    with pytest.raises(TryLater):
        means(status, content=b"<html>Sign in</html>", headers=HTML)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"7", b'{"error": 1}', b"\xff\xfe\x00", b"[" * 100_000]
)
def test_a_good_status_with_something_unreadable_is_tried_again(body: bytes) -> None:
    with pytest.raises(TryLater):
        means(200, content=body)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7),
        ("1.5", 1.5),
        ("-3", 0),
        ("Tue, 24 Nov 2026 09:02:00 GMT", 120),
        ("Tue, 24 Nov 2026 08:00:00 GMT", 0),
        ("soon", None),
        ("nan", None),
        ("", None),
    ],
)
def test_the_waiting_time_is_the_vendors_own(told: str, seconds: float | None) -> None:
    with pytest.raises(TryLater) as away:
        means(429, headers={"Retry-After": told})

    assert away.value.after == seconds


@pytest.mark.parametrize("words", [f"Token {TOKEN} is bad", "Authorization: Bearer other-token-9"])
def test_a_token_is_never_part_of_a_message(words: str) -> None:
    with pytest.raises(Rejected) as refused:
        means(403, json={"errorMessage": words, "errors": [{"fieldName": "a", "message": words}]})

    assert "***" in refused.value.words
    for secret in (TOKEN, "other-token-9"):
        assert secret not in f"{refused.value.words}{refused.value.fields}"


def test_long_words_are_cut() -> None:
    with pytest.raises(Rejected) as refused:
        means(400, json={"errorMessage": "no " * 5000})

    assert len(refused.value.words) < 600


@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout, httpx.ConnectError, httpx.RemoteProtocolError, ConnectionError]
)
def test_a_connection_that_breaks_is_tried_again(error: type[Exception]) -> None:
    def breaks(request: httpx.Request) -> httpx.Response:
        raise error("broken")

    http = httpx.Client(transport=httpx.MockTransport(breaks), base_url="http://ppm.test/v1.0")

    with pytest.raises(TryLater, match="task 7"):
        Calls(http).one("projects/p/tasks/7", "task 7")
