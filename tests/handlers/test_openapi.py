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
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from handlers.api.document import document
from handlers.api.table import TABLE
from tests.handlers.shop import Shop, a_shop

DOCUMENT = json.loads(json.dumps(document(TABLE)))
ROUTES = {route.name: route for route in TABLE}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
TRIES = 16
"""How often each operation is asked, half of it with what the document does not allow."""


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


@dataclass(frozen=True)
class Asker:
    """An admin at the shop, who knows the names of what is there."""

    shop: Shop
    known: Mapping[str, str]

    def asks(self, case: Case, knows: bool) -> None:
        """Every answer is one that the document speaks of."""
        if knows:
            case.path_parameters.update(
                {name: self.known[name] for name in case.path_parameters if name in self.known}
            )
        headers = {"X-Demo-Person": "admin", "Content-Type": "application/json"}
        found = case.call(
            base_url=self.shop.host.url, headers=headers, timeout=60, allow_redirects=False
        )
        case.validate_response(found, checks=CHECKS)


@pytest.fixture(scope="module")
def asker(azurite: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    with a_shop(azurite, tmp_path_factory.mktemp("shop")) as shop:
        yield Asker(shop, filled(shop))


def filled(shop: Shop) -> Mapping[str, str]:
    """A shop with something of everything: the names that stand in paths."""
    assert shop.connect().status_code == 200
    linked = [shop.adopts(number) for number in (1, 2, 3)]
    shop.edits_item(linked[0], "Pay by invoice, later")
    shop.is_quiet()
    plan = shop.plans(linked[0], "to_ppm")
    return {
        "project": shop.project,
        "link": linked[0].link,
        "plan": plan["id"],
        "rule": "title",
        "hook": "shop",
    }


@cache
def operations() -> Mapping[str, Any]:
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    found = [result.ok() for result in schema.get_all_operations()]
    return {each.definition.raw["operationId"]: each for each in found}


def cases(name: str) -> st.SearchStrategy[Case]:
    """What the document allows, and, where anything can be wrong at all, what it does not."""
    operation = operations()[name]
    allowed = operation.as_strategy()
    if not (ROUTES[name].takes or ROUTES[name].asks or "{" in ROUTES[name].path):
        return allowed
    return st.one_of(allowed, operation.as_strategy(GenerationMode.NEGATIVE))


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
    def asks(case: Case, knows: bool) -> None:
        asker.asks(case, knows)

    asks()
