"""Alarms in a channel of Teams: the envelope, the card, and what becomes of a bad answer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import httpx
import pytest
from werkzeug import Request, Response

from core.connectors.teams import TeamsChannel, usable
from core.model.alarms import Alarm, Kind, Raised
from core.model.errors import Rejected, TryLater

URL = "https://flows.example/hooks/1?sig=secret-of-the-channel"
AT = "2026-03-02T12:00:00+00:00"
POISON = Raised(Alarm(Kind.POISON, "", "changes", "2 messages", grave=True), AT, AT)
BRAKE = Raised(Alarm(Kind.BRAKE, "billing", "1", "412 of 500 *links*", grave=True), AT, AT)


class Receiver:
    """A workflow that keeps what it was sent, and answers as it is told to."""

    def __init__(self, status: int = 202, location: str = "") -> None:
        self.status = status
        self.location = location
        self.told: list[Any] = []
        self.headers: list[dict[str, str]] = []

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        request = Request(environ)
        self.told.append(json.loads(request.get_data()))
        self.headers.append({name.lower(): value for name, value in request.headers})
        headers = {"Location": self.location} if self.location else {}
        return Response(status=self.status, headers=headers)(environ, start)


def post(receiver: Receiver, *rows: Raised) -> None:
    with httpx.Client(transport=httpx.WSGITransport(app=receiver)) as http:
        TeamsChannel(http, "https://lockstep.example").post(URL, rows)


def texts(receiver: Receiver) -> list[str]:
    card = receiver.told[0]["attachments"][0]["content"]
    return [block["text"] for block in card["body"]]


def test_a_message_is_an_envelope_with_one_adaptive_card() -> None:
    receiver = Receiver()

    post(receiver, POISON)

    [sent] = receiver.told
    [attachment] = sent["attachments"]
    assert sent["type"] == "message"
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attachment["contentUrl"] is None
    assert (attachment["content"]["type"], attachment["content"]["version"]) == (
        "AdaptiveCard",
        "1.4",
    )
    assert attachment["content"]["actions"][0]["url"] == "https://lockstep.example/?view=health"


def test_a_card_says_what_where_and_since_when() -> None:
    receiver = Receiver()

    post(receiver, POISON, BRAKE)

    assert texts(receiver) == [
        "Lockstep: 2 alarms",
        "poison, since 2026-03-02T12:00 UTC",
        "2 messages",
        "brake in project billing, since 2026-03-02T12:00 UTC",
        "412 of 500 \\*links\\*",
    ]


def test_what_is_over_is_told_as_over() -> None:
    receiver = Receiver()

    post(receiver, Raised(POISON.alarm, AT, AT, over_at=AT))

    assert texts(receiver)[:2] == ["Lockstep: all over", "Over: poison, since 2026-03-02T12:00 UTC"]


def test_hundreds_of_alarms_fit_into_one_message() -> None:
    receiver = Receiver()
    long = Raised(Alarm(Kind.HOOK, "p" * 36, "ado-1", "ä*" * 2000), AT, AT)

    post(receiver, *[long] * 300)

    assert texts(receiver)[-1] == "and 280 more"
    assert len(json.dumps(receiver.told[0], ensure_ascii=False).encode()) < 28_000


def test_no_sign_in_goes_to_a_channel() -> None:
    receiver = Receiver()

    post(receiver, POISON)

    assert "authorization" not in receiver.headers[0]


@pytest.mark.parametrize(
    ("status", "error"),
    [(429, TryLater), (500, TryLater), (503, TryLater), (400, Rejected), (404, Rejected)],
)
def test_a_bad_answer_says_whether_it_is_worth_another_try(
    status: int, error: type[Exception]
) -> None:
    with pytest.raises(error) as found:
        post(Receiver(status), POISON)

    assert "secret-of-the-channel" not in str(found.value)


def test_another_address_is_never_followed() -> None:
    receiver = Receiver(302, "https://elsewhere.example/")

    with pytest.raises(Rejected, match="302"):
        post(receiver, POISON)
    assert len(receiver.told) == 1


def test_an_address_that_nobody_answers_at_is_told_to_nobody() -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"cannot reach {request.url}", request=request)

    with (
        httpx.Client(transport=httpx.MockTransport(away)) as http,
        pytest.raises(TryLater) as found,
    ):
        TeamsChannel(http, "").post(URL, [POISON])

    assert "secret-of-the-channel" not in found.value.words
    assert found.value.__suppress_context__


@pytest.mark.parametrize(
    "url",
    [
        "http://flows.example/1",
        "ftp://x",
        "https://",
        "flows.example",
        "https://a:b@x/",
        "https://[",
    ],
)
def test_an_address_of_no_use_is_refused_without_telling_it(url: str) -> None:
    with pytest.raises(Rejected) as found:
        usable(url)

    assert url not in found.value.words or len(url) < 9


def test_plain_http_is_for_this_machine_only() -> None:
    assert usable(" http://127.0.0.1:1/x ", plain_http=True) == "http://127.0.0.1:1/x"
    assert usable(URL) == URL
