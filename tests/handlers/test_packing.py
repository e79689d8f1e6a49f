"""Answers are smaller on the wire for whoever reads gzip, and the same for everybody."""

from __future__ import annotations

import gzip
from dataclasses import replace

import azure.functions as func
import pytest

from handlers.api.asked import Asked
from handlers.api.door import answer
from handlers.packing import WORTH
from sandbox.host import PEOPLE
from tests.handlers.desks import ROUTES, a_desk, ask, request, told

VIEWER = PEOPLE["viewer"]
CSV = "Pay by invoice;" * 100


def get(name: str, said: str) -> func.HttpResponse:
    headers = {"Accept-Encoding": said}
    return ask(a_desk(), name, request(person=VIEWER, headers=headers))


def made(text: str, said: str = "gzip") -> func.HttpResponse:
    """What becomes of a ready answer."""

    def act(asked: Asked) -> func.HttpResponse:
        name = {"Content-Disposition": 'attachment; filename="history.csv"'}
        return func.HttpResponse(text, mimetype="text/csv", headers=name)

    req = request(person=VIEWER, headers={"Accept-Encoding": said})
    return answer(req, a_desk().services, replace(ROUTES["project_show"], act=act))


def test_a_large_answer_is_packed() -> None:
    plain, packed = get("openapi_show", ""), get("openapi_show", "gzip, deflate, br")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.mimetype == plain.mimetype == "application/json"
    assert gzip.decompress(packed.get_body()) == plain.get_body()
    assert len(packed.get_body()) < len(plain.get_body()) / 4


@pytest.mark.parametrize("said", ["", "identity", "br", "gzip;q=0", "*;q=0, br"])
def test_whoever_cannot_read_it_packed_gets_it_plain(said: str) -> None:
    found = get("openapi_show", said)

    assert "Content-Encoding" not in found.headers
    assert told(found)["openapi"] == "3.1.0"


@pytest.mark.parametrize("said", ["*", "GZIP", "gzip;q=0.5", "br, *;q=0.1"])
def test_it_is_packed_however_somebody_says_that_they_can_read_it(said: str) -> None:
    assert get("openapi_show", said).headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("said", ["", "gzip"])
@pytest.mark.parametrize("name", ["me_show", "openapi_show"])
def test_an_answer_says_that_it_depends_on_who_reads_it(name: str, said: str) -> None:
    assert get(name, said).headers["Vary"] == "Accept-Encoding"


def test_a_small_answer_is_left_alone() -> None:
    assert "Content-Encoding" not in get("me_show", "gzip").headers
    assert "Content-Encoding" not in made("x" * WORTH).headers
    assert "Content-Encoding" in made("x" * (WORTH + 1)).headers


def test_a_file_keeps_its_name_and_its_kind() -> None:
    found = made(CSV)

    assert found.headers["Content-Disposition"] == 'attachment; filename="history.csv"'
    assert found.headers["Cache-Control"] == "no-store"
    assert found.mimetype == "text/csv"
    assert gzip.decompress(found.get_body()).decode() == CSV


def test_a_refusal_is_told_in_the_same_way() -> None:
    headers = {"Accept-Encoding": "gzip"}
    body = {"direction": "to_ppm", "links": ["x" * 2000, ""]}

    found = ask(a_desk(), "plans_add", request("POST", body, VIEWER, headers))

    assert found.status_code == 400
    assert found.headers["Vary"] == "Accept-Encoding"
