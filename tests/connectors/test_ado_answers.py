"""What an answer of Azure DevOps means for whoever asked."""

from __future__ import annotations

import base64
import gc
import json
import weakref
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from core.connectors.ado.answers import opened
from core.connectors.ado.calls import Calls
from core.model.errors import Conflict, Rejected, TryLater

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
BOM = b"\xef\xbb\xbf"
TOKEN = "pat-secret-1234"
SIGNED = base64.b64encode(f":{TOKEN}".encode()).decode()
ASKED = httpx.Request(
    "GET", "https://dev.azure.com/contoso", headers={"Authorization": f"Basic {SIGNED}"}
)


def an_error(message: str, key: str = "SomeException", **custom: object) -> dict[str, object]:
    told: dict[str, object] = {"$id": "1", "innerException": None, "message": message}
    told |= {"typeName": f"Microsoft.TeamFoundation.{key}, X", "typeKey": key, "errorCode": 0}
    return told | ({"customProperties": custom} if custom else {})


def an_answer(status: int, told: object = None, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = json.dumps(told).encode()
    kind = {"Content-Type": "application/json; charset=utf-8; api-version=7.1"}
    return httpx.Response(status, content=content, headers={**kind, **named})


def a_page(status: int, **headers: str) -> httpx.Response:
    return httpx.Response(status, html="<html>Sign in: secret-cookie</html>", headers=headers)


def fails(answer: httpx.Response) -> Any:
    answer.request = ASKED
    with pytest.raises((Conflict, Rejected, TryLater)) as failure:
        opened(answer, "work item 7", NOW)
    return failure.value


def test_a_good_answer_is_its_json() -> None:
    assert opened(an_answer(200, {"id": 7}), "work item 7", NOW) == {"id": 7}


def test_a_byte_order_mark_does_no_harm() -> None:
    kind = {"Content-Type": "application/json"}
    answer = httpx.Response(200, content=BOM + b'{"id": 7}', headers=kind)

    assert opened(answer, "work item 7", NOW) == {"id": 7}


@pytest.mark.parametrize(
    "answer",
    [
        a_page(203),
        a_page(200),
        an_answer(203, {"count": 0, "value": []}),
        an_answer(401, {"count": 0, "value": []}),
        httpx.Response(401),
        httpx.Response(302, headers={"Location": "https://login.microsoftonline.com/"}),
    ],
    ids=["203", "200 with a page", "203 with JSON", "401 with JSON", "401", "302"],
)
def test_a_refused_token_is_for_an_administrator_and_loses_nothing(answer: httpx.Response) -> None:
    failure = fails(answer)

    assert isinstance(failure, TryLater)
    assert "administrator" in failure.words
    assert failure.after is None


@pytest.mark.parametrize(
    "answer",
    [
        an_answer(412, an_error("VS403351: Test Operation for path /rev failed")),
        an_answer(409, an_error("TF26071: changed by someone else")),
        an_answer(400, an_error("TF26071: This work item has been changed")),
        an_answer(
            400, an_error("Der Test ist fehlgeschlagen", "TestPatchOperationFailedException")
        ),
        an_answer(400, an_error("Anders", "WorkItemRevisionMismatchException")),
        httpx.Response(412),
    ],
)
def test_whatever_says_that_the_item_moved_is_a_conflict(answer: httpx.Response) -> None:
    assert isinstance(fails(answer), Conflict)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 408])
def test_being_busy_is_for_later(status: int) -> None:
    failure = fails(an_answer(status, an_error("TF400733: blocked"), Retry_After="31"))

    assert isinstance(failure, TryLater)
    assert failure.after == 31


@pytest.mark.parametrize(("status", "unsure"), [(408, True), (502, True), (429, False)])
def test_only_who_calls_too_often_was_certainly_not_listened_to(status: int, unsure: bool) -> None:
    failure = fails(an_answer(status, an_error("TF400733: blocked")))

    assert isinstance(failure, TryLater)
    assert failure.unsure is unsure


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7.5", 7.5),
        ("-3", 0),
        ("Tue, 24 Nov 2026 09:00:30 GMT", 30),
        ("Tue, 24 Nov 2026 08:59:00 GMT", 0),
        ("nan", None),
        ("soon", None),
        ("", None),
    ],
)
def test_the_waiting_time_comes_as_seconds_or_as_a_moment(told: str, seconds: float | None) -> None:
    assert fails(an_answer(429, None, Retry_After=told)).after == seconds


def test_ten_thousand_revisions_will_stay_ten_thousand() -> None:
    words = (
        "Work item 7 has 10001 revisions, but currently, when updating via the API, only work "
        "items with up to 10,000 revisions are supported."
    )
    failure = fails(an_answer(500, an_error(words)))

    assert isinstance(failure, Rejected)
    assert failure.words == words


def test_an_organisation_that_was_switched_off_does_not_come_back_by_waiting() -> None:
    body = BOM + json.dumps(an_error("TF24668: The organisation is deactivated")).encode()
    answer = httpx.Response(503, content=body, headers={"Content-Type": "application/json"})

    assert isinstance(fails(answer), Rejected)


@pytest.mark.parametrize("status", [400, 403, 404, 413, 415])
def test_a_no_is_told_in_the_vendors_own_words(status: int) -> None:
    failure = fails(an_answer(status, an_error("TF401289: may not create tags")))

    assert isinstance(failure, Rejected)
    assert "TF401289: may not create tags" in failure.words


def test_what_is_not_there_is_named() -> None:
    assert fails(an_answer(404, an_error("TF401232: does not exist"))).words.startswith(
        "work item 7"
    )


def test_broken_rules_are_told_field_by_field() -> None:
    rules = [
        {"fieldReferenceName": "Custom.X", "errorMessage": "TF401320: X is required."},
        {"fieldReferenceName": "System.Title", "errorMessage": "TF401320: Title is too long."},
    ]
    told = an_error(
        "TF401320: X is required. One additional error occurred",
        "RuleValidationException",
        FieldReferenceName=None,
        ErrorMessage="TF401320: X is required.",
        RuleValidationErrors=rules,
    )

    fields = fails(an_answer(400, told)).fields

    assert fields.keys() == {"Custom.X", "System.Title"}
    assert fields["Custom.X"].startswith("TF401320: X is required")
    assert fields["System.Title"] == "TF401320: Title is too long."


def test_an_invalid_field_is_named() -> None:
    words = "The identity value 'x' for field 'Assigned To' is an unknown identity."
    told = an_error(words, "WorkItemFieldInvalidException", ReferenceName="System.AssignedTo")

    fields = fails(an_answer(400, told)).fields

    assert fields.keys() == {"System.AssignedTo"}
    assert fields["System.AssignedTo"].startswith(words.rstrip("."))


def test_older_controllers_wrap_their_words() -> None:
    failure = fails(an_answer(400, {"count": 1, "value": {"Message": "No such page."}}))

    assert failure.words == "No such page."


def test_plain_words_are_words_too() -> None:
    answer = httpx.Response(404, text="The controller for path '/x' was not found")

    assert "The controller" in fails(answer).words


def test_a_page_is_never_read() -> None:
    assert "secret-cookie" not in str(fails(a_page(503)))
    assert "secret-cookie" not in str(fails(a_page(400)))


@pytest.mark.parametrize(
    "words", [f"Token {TOKEN} is bad", f"sent: Basic {SIGNED}", "sent: Bearer eyJ0-an-identitys"]
)
def test_a_token_is_never_part_of_a_message(words: str) -> None:
    rules = [{"fieldReferenceName": "Custom.X", "errorMessage": words}]
    told = an_error(words, ErrorMessage=words, ReferenceName="Y", RuleValidationErrors=rules)
    plain = httpx.Response(400, text=words)

    for found in (fails(an_answer(400, told)), fails(an_answer(503, told)), fails(plain)):
        said = f"{found.words} {getattr(found, 'fields', '')}"
        assert "***" in said
        assert not [each for each in (TOKEN, SIGNED, "eyJ0") if each in said]


def test_long_words_are_cut() -> None:
    words = fails(an_answer(400, an_error("ü" * 5000))).words

    assert len(words.encode()) <= 2000


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[" * 100_000])
def test_broken_json_is_for_later(content: bytes) -> None:
    kind = {"Content-Type": "application/json"}

    assert isinstance(fails(httpx.Response(200, content=content, headers=kind)), TryLater)


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[" * 100_000, b"[]", b'{"message": 3}'])
def test_a_refusal_needs_no_readable_body(content: bytes) -> None:
    kind = {"Content-Type": "application/json"}

    assert "400" in fails(httpx.Response(400, content=content, headers=kind)).words


@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
def test_nobody_at_home_is_for_later_and_tells_no_secret(
    error: type[httpx.TransportError],
) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise error(f"cannot reach {request.headers['Authorization']}", request=request)

    http = httpx.Client(
        transport=httpx.MockTransport(broken),
        base_url="https://dev.azure.com/contoso",
        auth=("", "pat-secret"),
    )

    with pytest.raises(TryLater) as away:
        Calls(http).get("_apis/wit/fields", "the fields")

    assert "Basic" not in away.value.words
    assert "pat-secret" not in away.value.words


def test_an_answer_is_let_go_of_once_it_is_read() -> None:
    """Without waiting for whoever looks for circles: a sweep reads hundreds of large ones."""
    answers: list[weakref.ref[httpx.Response]] = []
    http = httpx.Client(
        transport=httpx.MockTransport(lambda request: an_answer(200, {"count": 0})),
        base_url="https://dev.azure.com/contoso",
        event_hooks={"response": [lambda answer: answers.append(weakref.ref(answer))]},
    )
    gc.disable()

    try:
        Calls(http).get("_apis/wit/fields", "the fields")
        held = [answer() for answer in answers]
    finally:
        gc.enable()

    assert held == [None]
