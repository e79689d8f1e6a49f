"""The contract check answers whoever asks wrongly in one sentence, and never shows the token."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from sandbox.ppm import create_app
from sandbox.server import Server
from tests.sandbox.contract_tenant import TOKEN, Desk, a_world

URL = "https://api-eu.ppm.express/@contoso/v1.0"


@pytest.fixture
def desk(capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(capsys)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "it takes --url"),
        (["--url", URL], "it takes --url"),
        (["--url", URL, "--tokn", "s3cret"], "it takes --url"),
        (["--url", URL, "--token", "good", "s3cret"], "it takes --url"),
        (
            ["--url", "https://app.ppm.express/eu/@contoso", "--token", "s3cret"],
            "--url has to look",
        ),
        (["--url", f"{URL}?key=s3cret", "--token", "s3cret"], "--url has to look"),
        (["--url", "https://me:s3cret@host/@contoso/v1.0", "--token", "good"], "--url has to look"),
        (["--url", "https://host:99999/@contoso/v1.0", "--token", "good"], "--url has to look"),
        (["--url", "https://xn--/@contoso/v1.0", "--token", "good"], "--url has to look"),
        (["--url", f"http{URL[5:]}", "--token", "s3cret"], "has to begin with https://"),
        (["--url", URL, "--token", "s3cret\r\nX: y"], "--token holds signs"),
        (["--url", URL, "--token", " "], "--token holds signs"),
        (["--url", URL, "--token", "s3cret", "--project", "../Me"], "--project takes the id"),
    ],
)
def test_a_wrong_use_is_told_in_one_sentence_that_repeats_nothing(
    arguments: list[str], words: str, desk: Desk
) -> None:
    said = desk.run(*arguments)

    assert (said.code, said.out) == (2, "")
    assert words in said.err
    assert said.err.count("\n") == 1
    assert "s3cret" not in said.err


def test_a_token_that_is_not_accepted_ends_it_in_one_sentence(desk: Desk) -> None:
    said = desk.check(a_world(), token="ppm-nobody")

    assert (said.code, said.out) == (2, "")
    assert "does not accept this token" in said.err
    assert said.err.count("\n") == 1
    assert "ppm-nobody" not in said.err


def test_an_address_where_nobody_answers_ends_it_in_one_sentence(desk: Desk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/@contoso/v1.0"
        said = desk.run("--url", url, "--token", TOKEN)

    assert said.code == 2
    assert "could not be reached" in said.err
    assert said.err.count("\n") == 1


def test_a_page_instead_of_an_answer_ends_it_in_one_sentence(desk: Desk) -> None:
    def app(environ: Any, start: Any) -> Any:
        start("200 OK", [("Content-Type", "text/html")])
        return [b"<html>Sign in</html>"]

    with Server(app) as server:
        said = desk.run("--url", f"{server.url}/@contoso/v1.0", "--token", TOKEN)

    assert said.code == 2
    assert "Nothing there answers as PPM Express would" in said.err


def test_a_tenant_that_does_not_exist_ends_it_in_one_sentence(desk: Desk) -> None:
    with Server(create_app(a_world(), tenant="fabrikam")) as server:
        said = desk.run("--url", f"{server.url}/@contoso/v1.0", "--token", TOKEN)

    assert said.code == 2
    assert "There is no such tenant" in said.err


def test_what_was_told_is_kept_word_by_word(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "told.json"

    desk.check(a_world(), "--out", str(out))

    told = json.loads(out.read_text(encoding="utf-8"))
    assert set(told) == {"swagger", "Fields/Task"}
    assert told["Fields/Task"][0]["key"] == "Name"


def test_a_file_that_cannot_be_written_is_told_after_the_table(desk: Desk, tmp_path: Path) -> None:
    said = desk.check(a_world(), "--out", str(tmp_path))

    assert said.code == 2
    assert "could not be written" in said.err
    assert "Settings to use:" in said.out


def test_a_token_that_the_vendor_echoes_is_neither_shown_nor_kept(
    desk: Desk, tmp_path: Path
) -> None:
    out = tmp_path / "told.json"

    def echo(told: Any) -> None:
        told["data"][0]["label"] = f"long words before the token {TOKEN}"
        told["data"][0]["type"] = TOKEN
        told["data"][0]["settings"] = {TOKEN: [f"Bearer {TOKEN}"]}

    desk.altered["Fields/Task"] = echo
    said = desk.check(a_world(), "--out", str(out))

    kept = out.read_text(encoding="utf-8")
    assert TOKEN not in said.out + said.err + kept
    assert "***" in said.out
    assert "***" in kept


def test_nothing_that_the_vendor_tells_steers_the_terminal(desk: Desk) -> None:
    def paint(told: Any) -> None:
        told["data"][0]["label"] = "\x1b[2J\x9b31mName\u202e\u2028\nwhat  ok"

    desk.altered["Fields/Task"] = paint
    said = desk.check(a_world())

    assert all(sign.isprintable() or sign == "\n" for sign in said.out)
    assert "?[2J?31mName?? what  ok" in said.out
