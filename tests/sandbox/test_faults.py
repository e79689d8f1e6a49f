"""Faults strike what they are told to strike, and control routes never."""

from collections.abc import Iterable
from typing import Any

import httpx
import pytest
from werkzeug.wrappers import Request, Response

from sandbox.faults import Faults, with_faults
from sandbox.server import Server

DONE: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    DONE.clear()


def app(environ: Any, start_response: Any) -> Iterable[bytes]:
    request = Request(environ)
    DONE.append(f"{request.method} {request.path}")
    return Response("done")(environ, start_response)


def client_of(faults: Faults) -> httpx.Client:
    transport = httpx.WSGITransport(app=with_faults(app, faults))
    return httpx.Client(transport=transport, base_url="http://sandbox.test")


def statuses(faults: Faults, *paths: str) -> list[int]:
    client = client_of(faults)
    return [client.get(path).status_code for path in paths]


@pytest.mark.parametrize(
    ("kind", "status"), [("429", 429), ("500", 500), ("503_html", 503), ("203_sign_in", 203)]
)
def test_a_refusal_is_answered_and_nothing_is_done(kind: str, status: int) -> None:
    faults = Faults()
    faults.add(kind)

    assert statuses(faults, "/a") == [status]
    assert DONE == []


def test_a_rule_strikes_only_what_it_matches() -> None:
    faults = Faults()
    faults.add("500", match="^GET /b")

    assert statuses(faults, "/a", "/b", "/a/b") == [200, 500, 200]


def test_a_rule_strikes_as_often_as_told() -> None:
    faults = Faults()
    faults.add("500", times=2)

    assert statuses(faults, "/", "/", "/") == [500, 500, 200]


def test_a_rule_can_strike_each_third_request() -> None:
    faults = Faults()
    faults.add("500", every=3)

    assert statuses(faults, *["/"] * 6) == [200, 200, 500, 200, 200, 500]


def test_a_waiting_time_is_told_when_there_is_one() -> None:
    faults = Faults()
    faults.add("429", times=1, retry_after=2.5)
    faults.add("200_retry_after", times=1, retry_after=9)
    client = client_of(faults)

    refused, passed, plain = (client.get("/") for _ in range(3))

    assert refused.headers["Retry-After"] == "2.5"
    assert (passed.status_code, passed.headers["Retry-After"]) == (200, "9")
    assert "Retry-After" not in plain.headers


def test_a_vendor_brings_its_own_words() -> None:
    faults = Faults()
    faults.add("429")
    own = {"429": lambda: Response("too fast", 429)}
    transport = httpx.WSGITransport(app=with_faults(app, faults, own))

    with httpx.Client(transport=transport, base_url="http://sandbox.test") as client:
        assert client.get("/").text == "too fast"


def test_a_reset_breaks_the_connection_before_anything_is_done() -> None:
    faults = Faults()
    faults.add("reset", times=1)

    with Server(with_faults(app, faults)) as server, httpx.Client(base_url=server.url) as client:
        with pytest.raises(httpx.ReadError):
            client.get("/a")
        assert DONE == []
        assert client.get("/a").status_code == 200


def test_a_lost_answer_is_lost_after_everything_was_done() -> None:
    faults = Faults()
    faults.add("lost_answer", times=1)

    with Server(with_faults(app, faults)) as server, httpx.Client(base_url=server.url) as client:
        with pytest.raises(httpx.ReadError):
            client.post("/a")
        assert DONE == ["POST /a"]


def test_latency_holds_up_every_request(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("sandbox.faults.time.sleep", slept.append)

    statuses(Faults(latency_ms=250), "/a", "/b")

    assert slept == [0.25, 0.25]


def test_faults_are_steered_from_outside_whatever_the_faults_are() -> None:
    client = client_of(Faults())
    wish = {"latency_ms": 0, "rules": [{"kind": "500", "times": 1}]}

    told = client.put("/_sandbox/faults", json=wish).json()

    assert told["rules"][0]["kind"] == "500"
    assert client.get("/_sandbox/faults").status_code == 200
    assert client.get("/").status_code == 500
    assert client.get("/_sandbox/faults").json()["rules"][0]["struck"] == 1
    assert client.delete("/_sandbox/faults").status_code == 204
    assert client.get("/_sandbox/faults").json()["rules"] == []


def test_a_fault_nobody_knows_is_refused() -> None:
    answer = client_of(Faults()).put("/_sandbox/faults", json={"rules": [{"kind": "flood"}]})

    assert answer.status_code == 400
    assert "flood" in answer.json()["message"]


def test_an_unknown_control_tells_what_there_is() -> None:
    answer = client_of(Faults()).get("/_sandbox/weather")

    assert answer.status_code == 404
    assert "GET faults" in answer.json()["known"]
