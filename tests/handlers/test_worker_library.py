"""Our functions through the library that runs them in Azure: what indexes and marshals here does so
there. It wants Python 3.13, which `python3 dev.py test` looks for."""

from __future__ import annotations

import ast
import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from core.model.changes import Change, Place
from core.model.items import ItemRef, Side
from core.storage.changes import encode
from handlers.api.table import TABLE

ROOT = Path(__file__).parents[2]
DRIVER = Path(__file__).parent / "worker_driver.py"
SAMPLE = ROOT / "tests" / "sandbox" / "host_apps" / "post_office"
PYTHON = ROOT / ".venv-313" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@pytest.fixture(autouse=True)
def python_313() -> None:
    if PYTHON.exists():
        return
    missing = "THE WORKER LIBRARY IS NOT TESTED: no .venv-313, run `python3 dev.py test`"
    if "CI" in os.environ:
        pytest.fail(missing)
    pytest.skip(missing)


def through_the_worker(
    app: Path, settings: Mapping[str, str], *calls: dict[str, Any]
) -> dict[str, Any]:
    inherited = {name: value for name, value in os.environ.items() if name != "CONTAINER_NAME"}
    done = subprocess.run(
        [str(PYTHON), str(DRIVER), str(app)],
        input=json.dumps(calls),
        env={**inherited, **settings, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def post_office(*calls: dict[str, Any]) -> dict[str, Any]:
    return through_the_worker(SAMPLE, {"LETTERS": "letters", "RINGS": "0 0 * * * *"}, *calls)


def test_an_http_function_answers_through_the_worker() -> None:
    http = {
        "method": "POST",
        "url": "http://localhost/api/echo/a?b=c",
        "headers": {"x-colour": "red"},
        "params": {"rest": "a"},
        "query": {"b": "c"},
        "body": "hello",
    }

    (result,) = post_office({"function": "echo", "http": http})["results"]

    told = json.loads(result["returned"]["body"])
    assert result["ok"], result["error"]
    assert result["returned"]["headers"]["content-type"] == "application/json"
    assert (told["body"], told["params"], told["route_params"]) == (
        "hello",
        {"b": "c"},
        {"rest": "a"},
    )


def test_a_queue_function_and_a_timer_run_through_the_worker() -> None:
    answer = post_office(
        {"function": "deliver", "queue": "hello", "dequeue_count": 2},
        {"function": "ring", "past_due": True},
        {"function": "seen", "http": {}},
    )

    seen = json.loads(answer["results"][2]["returned"]["body"])
    assert seen["letters"] == [{"text": "hello", "try": 2}]
    assert seen["rings"] == [True]


def test_an_error_in_a_function_is_a_failed_call() -> None:
    (result,) = post_office({"function": "broken", "http": {}})["results"]

    assert not result["ok"]
    assert "RuntimeError" in result["error"]


def product(connection: str, *calls: dict[str, Any]) -> dict[str, Any]:
    sample = json.loads((ROOT / "local.settings.sample.json").read_text(encoding="utf-8"))
    settings = sample["Values"] | {"AzureWebJobsStorage": connection}
    return through_the_worker(ROOT, settings, *calls)


def test_the_worker_finds_every_function_of_the_product(azurite: str) -> None:
    text = (ROOT / "function_app.py").read_text(encoding="utf-8")
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    written = {node.name for node in functions if node.decorator_list}

    found = product(azurite)["functions"]

    assert found.keys() == written | {route.name for route in TABLE}


def test_a_hook_that_nobody_knows_is_answered_through_the_worker(azurite: str) -> None:
    http = {"method": "POST", "params": {"hook": "unknown"}, "body": "{}"}

    (result,) = product(azurite, {"function": "ado_hook", "http": http})["results"]

    assert result["ok"], result["error"]
    assert result["returned"]["status"] == 401


def test_a_page_that_takes_a_role_is_answered_through_the_worker(azurite: str) -> None:
    http = {"method": "GET", "headers": {"x-ms-client-principal": "forged"}}

    (result,) = product(azurite, {"function": "projects_list", "http": http})["results"]

    assert result["returned"]["status"] == 401
    assert result["returned"]["headers"]["content-type"] == "application/json"
    assert json.loads(result["returned"]["body"])["error"]["message"] == "sign in first"


@pytest.mark.parametrize("name", ["apply_timer", "sweep_timer", "hooks_timer", "alarms_timer"])
def test_a_timer_of_the_product_runs_through_the_worker(azurite: str, name: str) -> None:
    (result,) = product(azurite, {"function": name})["results"]

    assert result["ok"], result["error"]


def test_a_change_reaches_its_function_through_the_worker(azurite: str) -> None:
    place = Place(ItemRef(Side.ADO, "no-such-collection:1"))
    message = encode(Change("2026-03-02T12:00:00+00:00", place))

    (result,) = product(azurite, {"function": "changes", "queue": message})["results"]

    assert result["ok"], result["error"]
