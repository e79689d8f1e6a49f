"""The document of the API, and the API held against it: each operation with what nobody expects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from core.model.changes import Change, Place, PoisonRow
from core.storage.changes import encode
from core.wiring import services
from handlers.api.document import document
from handlers.api.table import TABLE
from sandbox.host import PEOPLE
from tests.handlers.desks import ROUTES, WRITES, ask, request, told
from tests.handlers.rows import TABLE as ROWS
from tests.handlers.rows import a_full_desk
from tests.handlers.shop import SHOP, Shop, a_shop

DOCUMENT = json.loads(json.dumps(document(TABLE)))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
NO_IDENTITY = {"IDENTITY_ENDPOINT": "http://127.0.0.1:9/", "IDENTITY_HEADER": "nobody"}
"""Where the app would get a token of its own, nobody listens."""
AWAY_IS_FINE = SchemathesisConfig.from_dict(
    {"checks": {"not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "503"]}}}
)
TRIES = 16
"""How often each operation is asked, at times with what the document does not allow."""


def within(found: Any) -> Iterator[Any]:
    """Everything in the document."""
    yield found
    if isinstance(found, dict | list):
        for each in found.values() if isinstance(found, dict) else found:
            yield from within(each)


def test_every_route_is_described_under_its_own_name() -> None:
    described = {
        (method.upper(), path.removeprefix("/")): operation["operationId"]
        for path, operations in DOCUMENT["paths"].items()
        for method, operation in operations.items()
    }

    assert described == {(route.method, route.path): route.name for route in TABLE}


def test_the_document_is_valid() -> None:
    schemathesis.openapi.from_dict(DOCUMENT).validate()


@pytest.mark.parametrize("name", DOCUMENT["components"]["schemas"])
def test_a_schema_is_one_of_the_dialect_that_the_document_is_written_in(name: str) -> None:
    Draft202012Validator.check_schema(DOCUMENT["components"]["schemas"][name])


def test_whatever_the_document_points_at_is_in_it() -> None:
    pointed = {
        each["$ref"] for each in within(DOCUMENT) if isinstance(each, dict) and "$ref" in each
    }
    known = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}

    assert pointed
    assert pointed <= known


def described(name: str) -> Mapping[str, Any]:
    """What the document says about an operation."""
    operations = DOCUMENT["paths"][f"/{ROUTES[name].path}"]
    found: Mapping[str, Any] = operations[ROUTES[name].method.lower()]
    return found


@pytest.mark.parametrize("name", ROUTES)
def test_a_right_request_is_answered_as_the_document_says(name: str) -> None:
    row, desk = ROWS[name], a_full_desk()
    req = request(row.method, row.body, PEOPLE["admin"], None, None, **row.route)

    found = ask(desk, name, req)

    said = described(name)["responses"][str(found.status_code)].get("content", {})
    assert found.status_code == ROUTES[name].status
    assert found.headers["Cache-Control"] == "no-store"
    assert [found.mimetype] == (list(said) or [found.mimetype])
    if ROUTES[name].answers:
        valid(said["application/json"]["schema"], told(found))


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route.takes])
def test_a_right_request_is_one_that_the_document_allows(name: str) -> None:
    body = described(name)["requestBody"]

    valid(body["content"]["application/json"]["schema"], ROWS[name].body or {})


def valid(schema: Mapping[str, Any], found: object) -> None:
    whole = {**schema, "components": DOCUMENT["components"]}
    Draft202012Validator(whole).validate(found)


@dataclass(frozen=True)
class Asker:
    """An admin at the shop, who may know what is there: names by their place in path or body."""

    shop: Shop
    path: Mapping[str, str]
    body: Mapping[str, Any]

    def asks(self, case: Case[Any], knows: bool) -> None:
        """Every answer is one that the document speaks of."""
        if knows:
            known = {name: self.path[name] for name in case.path_parameters if name in self.path}
            case.path_parameters.update(known)
            case.query.update({name: self.body[name] for name in case.query if name in self.body})
            case.body = self.familiar(case.body, case.operation.definition.raw["operationId"])
        headers = {"X-Demo-Person": "admin", **(WRITES if knows else {})}
        found = case.call(
            base_url=self.shop.host.url, headers=headers, timeout=60, allow_redirects=False
        )
        case.validate_response(found, checks=CHECKS)

    def familiar(self, found: Any, name: str) -> Any:
        """What is sent, with words that can be read and the names of what is there."""
        match found:
            case dict():
                return {legible(key): self.familiar(each, key) for key, each in found.items()}
            case list():
                return [self.familiar(each, name) for each in found]
            case str() | int():
                known = self.body.get(f"{name}.{type(found).__name__}", self.body.get(name))
                return known if type(known) is type(found) else legible(found)
            case _:
                return found


def legible(found: Any) -> Any:
    if not isinstance(found, str):
        return found
    return "".join(letter if letter.isprintable() else "x" for letter in found)


@pytest.fixture(scope="module")
def shop(azurite: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with a_shop(azurite, tmp_path_factory.mktemp("shop"), more=NO_IDENTITY) as open_shop:
        assert open_shop.connect().status_code == 200
        store, at = services().store, "2026-03-02T12:00:00+00:00"
        store.poison.add(PoisonRow("m-1", encode(Change(at, Place(project="nowhere"))), at))
        yield open_shop


@pytest.fixture
def asker(shop: Shop) -> Asker:
    """The shop as it should be, whatever the test before made of it."""
    if not shop.call("GET", "/connection").json().get("places"):
        assert shop.connect().status_code == 200
    shop.call("POST", "/rule-resets", {}, "admin")
    links = {number: linked(shop, number) for number in (1, 2)}
    plan = shop.call("POST", "/plans", {"direction": "to_ppm"}).json()["id"]
    path = {
        "project": shop.project,
        "link": links[1],
        "plan": plan,
        "rule": "title",
        "message": "m-1",
    }
    body = {
        "project": SHOP,
        "organisation": shop.ado_url,
        "url": shop.ado_url,
        "token": "pat-lockstep",
        "zone": "Europe/Berlin",
        "links": links[2],
        "link": links[2],
        "plan": plan,
        "ado.int": 3,
        "ado.str": "System.Title",
        "ppm": "Name",
        "items": 4,
        "item.int": 4,
        "item": "4",
        "tasks": shop.tasks[5],
        "task": shop.tasks[5],
        "type": "User Story",
        "parent": 6,
    }
    return Asker(shop, path, body)


def linked(shop: Shop, number: int) -> str:
    """The link of a work item; made where an earlier test has taken it away."""
    rows = shop.call("GET", "/links").json()["links"]
    mine = [row["id"] for row in rows if row["ado"]["key"].endswith(f":{number}")]
    return mine[0] if mine else shop.adopts(number).link


@cache
def operations() -> Mapping[str, Any]:
    schema = schemathesis.openapi.from_dict(DOCUMENT, config=AWAY_IS_FINE)
    found: list[Any] = list(schema.get_all_operations())
    return {each.ok().definition.raw["operationId"]: each.ok() for each in found}


def cases(name: str) -> st.SearchStrategy[Case[Any]]:
    """What the document allows, and, where anything can be wrong at all, what it does not."""
    operation, route = operations()[name], ROUTES[name]
    allowed: st.SearchStrategy[Case[Any]] = operation.as_strategy()
    if not (route.takes or route.asks or "{" in route.path):
        return allowed
    return st.one_of(allowed, allowed, operation.as_strategy(GenerationMode.NEGATIVE))


@pytest.mark.parametrize("name", ROUTES)
def test_every_answer_is_one_that_the_document_speaks_of(asker: Asker, name: str) -> None:
    @settings(
        max_examples=TRIES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases(name), knows=st.sampled_from([True, True, True, False]))
    def asks(case: Case[Any], knows: bool) -> None:
        asker.asks(case, knows)

    asks()
