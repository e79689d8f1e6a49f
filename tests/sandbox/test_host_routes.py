from collections.abc import Sequence

import pytest

from sandbox.host.functions import Function, Http
from sandbox.host.routes import Routes


def routes(*named: tuple[str, str] | tuple[str, str, Sequence[str]], prefix: str = "") -> Routes:
    functions = [
        Function(
            name, lambda req: None, "req", Http(route, frozenset(methods[0] if methods else []))
        )
        for name, route, *methods in named
    ]
    return Routes(functions, prefix)


@pytest.mark.parametrize(
    ("template", "path", "values"),
    [
        ("api/items", "/api/items", {}),
        ("api/items", "/API/Items/", {}),
        ("api/items/{id}", "/api/items/a b", {"id": "a b"}),
        ("api/items/{id:int}", "/api/items/12", {"id": "12"}),
        ("api/items/{id?}", "/api/items", {}),
        ("api/items/{id?}", "/api/items/3", {"id": "3"}),
        ("files/{name}.js", "/files/grid.js", {"name": "grid"}),
        ("{*path}", "/", {}),
        ("{*path}", "/a/b.css", {"path": "a/b.css"}),
        ("/{*path}", "/a", {"path": "a"}),
        ("api/{*path}", "/api", {}),
    ],
)
def test_a_template_matches_what_it_describes(
    template: str, path: str, values: dict[str, str]
) -> None:
    found = routes(("page", template)).find("GET", path)

    assert found is not None
    assert found[1] == values


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("api/items/{id}", "/api/items"),
        ("api/items/{id}", "/api/items/1/2"),
        ("api/items/{id:int}", "/api/items/twelve"),
        ("api/{*path}", "/apiary"),
        ("api/items", "/api"),
    ],
)
def test_a_template_matches_nothing_else(template: str, path: str) -> None:
    assert routes(("page", template)).find("GET", path) is None


def test_the_first_match_wins_even_over_a_better_one() -> None:
    found = routes(("a_any", "api/{*rest}"), ("b_exact", "api/items")).find("GET", "/api/items")

    assert found is not None
    assert found[0].name == "a_any"


def test_another_method_sends_the_search_on() -> None:
    table = routes(("a_reads", "api/items", ["GET"]), ("b_all", "{*rest}"))

    found = table.find("POST", "/api/items")

    assert found is not None
    assert found[0].name == "b_all"


def test_the_prefix_stands_before_every_route() -> None:
    table = routes(("items", "items"), prefix="api")

    assert table.find("GET", "/api/items") is not None
    assert table.find("GET", "/items") is None


@pytest.mark.parametrize("route", ["admin/x", "administration", "runtime/x", "Admin"])
def test_routes_that_begin_with_the_hosts_own_words_are_refused(route: str) -> None:
    with pytest.raises(ValueError, match="refuses"):
        routes(("page", route))


def test_a_leading_slash_behind_a_prefix_is_refused() -> None:
    with pytest.raises(ValueError, match="two slashes"):
        routes(("page", "/{*rest}"), prefix="api")


def test_two_functions_may_share_a_route_only_with_different_methods() -> None:
    assert routes(("a", "items", ["GET"]), ("b", "items", ["POST"])).find("POST", "/items")

    with pytest.raises(ValueError, match="a and b have the same route"):
        routes(("a", "items", ["GET"]), ("b", "Items"))


def test_a_constraint_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="constraint 'colour'"):
        routes(("page", "{name:colour}"))
