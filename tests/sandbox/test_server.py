"""The server keeps connections, reads bodies of any kind, and stops at once."""

import socket
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import httpx
import pytest
from werkzeug.wrappers import Request, Response

from sandbox.server import Server


def app(environ: Any, start_response: Any) -> Iterable[bytes]:
    request = Request(environ)
    if request.path == "/unread":
        return Response("ignored")(environ, start_response)
    if request.path == "/stream":
        return Response(iter([b"one ", b"", b"two"]))(environ, start_response)
    if request.path == "/broken":
        raise RuntimeError("broken on purpose")
    text = f"{request.method} {request.path} {len(request.get_data())}"
    return Response(text)(environ, start_response)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(app) as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url) as one:
        yield one


def test_paths_arrive_decoded(client: httpx.Client) -> None:
    assert client.get("/caf%C3%A9/%24x").text == "GET /café/$x 0"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_every_method_reaches_the_app(client: httpx.Client, method: str) -> None:
    assert client.request(method, "/a").text == f"{method} /a 0"


def test_head_has_headers_and_no_body(client: httpx.Client) -> None:
    answer = client.head("/a")

    assert (answer.status_code, answer.content) == (200, b"")


def test_one_connection_carries_many_requests(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        for _ in range(3):
            line.sendall(b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
            answer = b""
            while not answer.endswith(b"POST /a 3"):
                answer += line.recv(4096)


def test_a_body_the_app_did_not_read_does_not_spoil_the_next_request(client: httpx.Client) -> None:
    client.post("/unread", content=b"x" * 100_000)

    assert client.get("/a").text == "GET /a 0"


def test_a_huge_body_arrives_whole(client: httpx.Client) -> None:
    assert client.post("/a", content=bytes(20_000_000)).text == "POST /a 20000000"


def test_a_chunked_body_is_joined(client: httpx.Client) -> None:
    assert client.post("/a", content=iter([b"abc", b"de"])).text == "POST /a 5"


def test_by_flag_a_chunked_body_arrives_empty() -> None:
    with Server(app, pass_chunked=False) as server, httpx.Client(base_url=server.url) as client:
        assert client.post("/a", content=iter([b"abc", b"de"])).text == "POST /a 0"
        assert client.post("/a", content=b"abc").text == "POST /a 3"


def test_an_answer_of_unknown_length_is_streamed(client: httpx.Client) -> None:
    assert client.get("/stream").text == "one two"


def test_a_broken_app_answers_500(client: httpx.Client, capsys: pytest.CaptureFixture[str]) -> None:
    assert client.get("/broken").status_code == 500
    assert "broken on purpose" in capsys.readouterr().err


def test_a_port_in_use_is_an_error(server: Server) -> None:
    with pytest.raises(OSError, match=r"[Aa]ddress|use"):
        Server(app, server.port)


def test_it_stops_although_connections_are_open() -> None:
    server = Server(app).start()
    with httpx.Client(base_url=server.url) as client:
        client.get("/a")
        stopping = threading.Thread(target=server.stop)
        stopping.start()
        stopping.join(60)
        assert not stopping.is_alive()


def test_requests_run_side_by_side() -> None:
    both = threading.Barrier(2, timeout=5)

    def waiting(environ: Any, start_response: Any) -> Iterable[bytes]:
        both.wait()
        return Response("met")(environ, start_response)

    with Server(waiting) as server:
        found: list[str] = []
        calls = [
            threading.Thread(target=lambda: found.append(httpx.get(server.url).text))
            for _ in range(2)
        ]
        for call in calls:
            call.start()
        for call in calls:
            call.join()
    assert found == ["met", "met"]
