"""Which paths ask nobody to sign in: the hooks, the page, and nothing else."""

from __future__ import annotations

import pytest

from handlers.page import anonymous_paths
from sandbox.host.functions import Http, functions_of
from sandbox.host.routes import Routes
from sandbox.host.settings import environment
from sandbox.host.sign_in import EXCLUDED
from tests.handlers.desks import ROOT, sample_settings


def test_these_paths_ask_nobody_to_sign_in() -> None:
    assert sorted(anonymous_paths()) == [
        "/",
        "/aggregator",
        "/aggregator/*",
        "/api/hooks/*",
        "/create-item",
        "/create-item/*",
        "/favicon.ico",
        "/relay",
        "/signed-in",
        "/web/*",
    ]


def test_the_sandbox_lets_the_same_paths_through_without_a_sign_in() -> None:
    assert sorted(EXCLUDED) == sorted(anonymous_paths())


def is_anonymous(path: str) -> bool:
    return any(
        path.startswith(each[:-1]) if each.endswith("*") else path == each
        for each in anonymous_paths()
    )


def test_nothing_but_hooks_and_the_page_stands_on_a_path_that_asks_nobody() -> None:
    with environment(sample_settings()):
        functions = functions_of(ROOT)
    open_ = {
        function.name
        for function in functions
        if isinstance(function.trigger, Http) and is_anonymous(f"/{function.trigger.route}")
    }

    assert open_ == {"ado_hook", "ppm_hook", "ppm_hook_greeting"}
    assert functions[-1].name == "web"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "aggregator",
        "aggregator/project-1",
        "create-item",
        "create-item/project-1",
        "signed-in",
        "relay",
        "favicon.ico",
        "web/app.js",
        "web/parts/dom.js",
        "web/settings.json",
    ],
)
def test_whatever_the_page_answers_asks_nobody_and_is_the_last_to_be_asked(path: str) -> None:
    with environment(sample_settings()):
        routes = Routes(functions_of(ROOT), "")

    for method in ("GET", "HEAD"):
        found = routes.find(method, f"/{path}")
        assert found is not None
        assert found[0].name == "web"
    assert routes.find("POST", f"/{path}") is None
    assert is_anonymous(f"/{path}")
