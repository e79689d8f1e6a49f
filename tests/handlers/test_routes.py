"""Every HTTP function is reachable: the host takes the first match by name, not the best one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from sandbox.host.functions import Function, Http, functions_of
from sandbox.host.routes import Routes
from sandbox.host.settings import environment, host_rules
from tests.handlers.desks import ROOT, sample_settings

_HOLE = re.compile(r"\{\*?(\w+)[^}]*\}")


def functions() -> list[Function]:
    with environment(sample_settings()):
        return functions_of(ROOT)


FUNCTIONS = functions()


def asked() -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Each function with a method and a path that should reach it, and what it should be told."""
    prefix = host_rules(ROOT).route_prefix
    for function in FUNCTIONS:
        if not isinstance(function.trigger, Http):
            continue
        template = f"/{prefix}/{function.trigger.route}".replace("//", "/")
        values = {name: f"some-{name}" for name in _HOLE.findall(template)}
        path = _HOLE.sub(lambda hole: f"some-{hole[1]}", template)
        for method in sorted(function.trigger.methods) or ["GET", "POST"]:
            yield function.name, method, path, values


@pytest.mark.parametrize(("name", "method", "path", "values"), list(asked()))
def test_a_function_is_reached_by_its_own_address(
    name: str, method: str, path: str, values: dict[str, str]
) -> None:
    found = Routes(FUNCTIONS, host_rules(ROOT).route_prefix).find(method, path)

    assert found is not None
    assert (found[0].name, found[1]) == (name, values)


@pytest.mark.parametrize("path", ["/api/hooks/ado/shop", "/api/unheard-of"])
def test_an_address_that_nobody_has_reaches_nobody_but_the_page(path: str) -> None:
    routes = Routes(FUNCTIONS, host_rules(ROOT).route_prefix)

    for method in ("PUT", "DELETE"):
        assert routes.find(method, path) is None
    found = routes.find("GET", path)
    assert found is not None
    assert found[0].name == "web"


def test_every_path_stands_below_api_but_for_the_page_and_what_leads_from_an_item_to_its_twin() -> (
    None
):
    found = {(name, path) for name, _, path, _ in asked() if not path.startswith("/api/")}

    assert found == {("link_follow", "/l/some-link"), ("web", "/some-path")}


def test_the_readme_names_every_address_with_its_methods() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.partition("\n## HTTP resources\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([^|]*?) (/\S+)` \|", table, re.MULTILINE)
    explained = {(m, path) for methods, path in rows for m in re.findall(r"[A-Z]+", methods)}

    served = {
        (method, f"/{function.trigger.route}")
        for function in FUNCTIONS
        if isinstance(function.trigger, Http)
        for method in function.trigger.methods
    }

    assert explained == served
