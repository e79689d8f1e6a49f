"""Runs functions of an app through the library the platform itself runs, azure-functions-runtime.

Started with a Python 3.13 that has that library and nothing of ours for development:
`python worker_driver.py APP_FOLDER < calls.json`. What it calls inside the library is internal
there, which is why the library is pinned."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import azure_functions_runtime
from azure_functions_runtime import handle_event
from azure_functions_runtime.bindings.datumdef import Datum
from azure_functions_runtime.bindings.meta import load_binding_registry
from azure_functions_runtime.native_invocation import invocation_request_native


class BindingInfo(SimpleNamespace):
    undefined, out, inout = 0, 1, 2


def main() -> None:
    calls = json.load(sys.stdin)
    with contextlib.redirect_stdout(sys.stderr):
        functions = indexed(Path(sys.argv[1]).resolve())
        results = [called(functions, call) for call in calls]
    json.dump(
        {"functions": {f.name: f.raw_bindings for f in functions.values()}, "results": results},
        sys.stdout,
    )


def indexed(app: Path) -> dict[str, Any]:
    os.chdir(app)
    sys.path.insert(0, str(app))
    handle_event.protos = SimpleNamespace(
        BindingInfo=BindingInfo,
        RpcFunctionMetadata=SimpleNamespace,
        RpcRetryOptions=SimpleNamespace,
    )
    load_binding_registry()
    azure_functions_runtime.start_threadpool_executor()
    handle_event.load_function_metadata(str(app), "worker_driver")
    return {function.name: function for function in handle_event._metadata_result or ()}


def called(functions: dict[str, Any], call: dict[str, Any]) -> dict[str, Any]:
    function = functions[call["function"]]
    parameter = trigger(function)["name"]
    inputs, metadata = marshalled(call)
    ok, returned, _, error, _ = asyncio.run(
        invocation_request_native("call", function.function_id, [(parameter, inputs)], metadata)
    )
    return {"ok": ok, "error": error, "returned": told(returned)}


def trigger(function: Any) -> dict[str, Any]:
    bindings = [json.loads(text) for text in function.raw_bindings]
    return next(binding for binding in bindings if binding["type"].endswith("Trigger"))


def marshalled(call: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    if "http" in call:
        return Datum(request(**call["http"]), "http"), {}
    if "queue" in call:
        count = call.get("dequeue_count", 1)
        return Datum(call["queue"], "string"), {"DequeueCount": Datum(str(count), "json")}
    late = {"IsPastDue": call.get("past_due", False), "ScheduleStatus": {}, "Schedule": {}}
    return Datum(json.dumps(late), "json"), {}


def request(
    method: str = "GET",
    url: str = "http://localhost/",
    headers: dict[str, str] | None = None,
    params: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
    body: str = "",
) -> dict[str, Any]:
    return {
        "method": Datum(method, "string"),
        "url": Datum(url, "string"),
        "headers": texts(headers),
        "params": texts(params),
        "query": texts(query),
        "body": Datum(body.encode(), "bytes"),
    }


def texts(values: dict[str, str] | None) -> dict[str, Any]:
    return {name: Datum(value, "string") for name, value in (values or {}).items()}


def told(returned: Any) -> Any:
    if returned is None or returned.type != "http":
        return returned and returned.value
    value = returned.value
    return {
        "status": int(value["status_code"].value),
        "headers": {name: datum.value for name, datum in value["headers"].items()},
        "body": value["body"].value.decode(),
    }


if __name__ == "__main__":
    main()
