"""Our functions through the library that runs them in Azure: what indexes and marshals here does so
there. It wants Python 3.13, which `python3 dev.py test` looks for."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DRIVER = Path(__file__).parent / "worker_driver.py"
SAMPLE = ROOT / "tests" / "sandbox" / "host_apps" / "post_office"
PYTHON = ROOT / ".venv-313" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

real_app = pytest.mark.skipif(
    not (ROOT / "function_app.py").exists(), reason="there is no function_app.py yet"
)


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


@real_app
def test_the_worker_finds_every_function_of_the_product(azurite: str) -> None:
    found = product(azurite)["functions"]

    assert {"ado_hook", "changes", "apply_timer", "sweep_timer"} <= found.keys()


@real_app
def test_a_hook_that_nobody_knows_is_answered_through_the_worker(azurite: str) -> None:
    http = {"method": "POST", "params": {"hook": "unknown"}, "body": "{}"}

    (result,) = product(azurite, {"function": "ado_hook", "http": http})["results"]

    assert result["ok"], result["error"]
    assert result["returned"]["status"] == 401


@real_app
@pytest.mark.parametrize("name", ["apply_timer", "sweep_timer"])
def test_a_timer_of_the_product_runs_through_the_worker(azurite: str, name: str) -> None:
    (result,) = product(azurite, {"function": name})["results"]

    assert result["ok"], result["error"]


@real_app
def test_a_change_reaches_its_function_through_the_worker(azurite: str) -> None:
    change = {"side": "ado", "key": "no-such-collection/1"}

    (result,) = product(azurite, {"function": "changes", "queue": json.dumps(change)})["results"]

    assert result["ok"], result["error"]
