"""The functions of an app: found in its `function_app.py` once, by the library's own indexing, and
checked for what would make the real worker give up on the whole app."""

from __future__ import annotations

import importlib.util
import inspect
import itertools
import re
import sys
import threading
import typing
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import azure.functions as func

from .settings import resolved

_LEGAL_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,127}")
_CONTEXT = "context"
_count = itertools.count(1)


@dataclass(frozen=True)
class Http:
    route: str
    methods: frozenset[str]  # none named: all


@dataclass(frozen=True)
class Queue:
    queue: str
    connection: str


@dataclass(frozen=True)
class Timer:
    schedule: str
    run_on_startup: bool


@dataclass(frozen=True)
class Invocation:
    """As much of the worker's context as a function needs that has threads of its own."""

    invocation_id: str
    thread_local_storage: threading.local = field(default_factory=threading.local)


@dataclass(frozen=True)
class Function:
    name: str
    call: Callable[..., Any]
    parameter: str
    trigger: Http | Queue | Timer

    @property
    def parameter_type(self) -> Any:
        return typing.get_type_hints(self.call).get(self.parameter)

    def __call__(self, value: object) -> Any:
        given = {self.parameter: value}
        if _CONTEXT in inspect.signature(self.call).parameters:
            given[_CONTEXT] = Invocation(uuid.uuid4().hex)
        returned = self.call(**given)
        if returned is not None and not isinstance(self.trigger, Http):
            raise TypeError(f"{self.name} returns a value that nothing is bound to.")
        return returned


def functions_of(app_dir: Path) -> list[Function]:
    """In the order of the real host: by name, ordinal, ignoring case."""
    found = [_function(entry) for entry in _app(_load(app_dir)).get_functions()]
    return sorted(found, key=lambda function: function.name.upper())


def _load(app_dir: Path) -> ModuleType:
    file = app_dir / "function_app.py"
    spec = importlib.util.spec_from_file_location(f"hosted_function_app_{next(_count)}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module
    with _import_from(app_dir):
        spec.loader.exec_module(module)
    return module


@contextmanager
def _import_from(folder: Path) -> Iterator[None]:
    # Only while loading, so that several small apps in one process do not see each other.
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


def _app(module: ModuleType) -> func.FunctionRegister:
    apps = [value for value in vars(module).values() if isinstance(value, func.FunctionRegister)]
    if len(apps) != 1:
        raise ValueError(f"{module.__file__} has {len(apps)} function apps; the host wants one.")
    return apps[0]


def _function(entry: func.Function) -> Function:
    name, trigger = str(entry.get_function_name()), entry.get_trigger()
    if not _LEGAL_NAME.fullmatch(name) or name.lower() == "host":
        raise ValueError(f"{name!r} is not a name the host accepts for a function.")
    if trigger is None:
        raise ValueError(f"{name} has no trigger.")
    call = entry.get_user_function()
    _check_shape(name, call, trigger.name, entry)
    return Function(name, call, trigger.name, _trigger(name, trigger.get_dict_repr()))


def _check_shape(name: str, call: Callable[..., Any], wanted: str, entry: func.Function) -> None:
    if inspect.iscoroutinefunction(call):
        raise ValueError(f"{name} is async; this house writes plain functions.")
    if others := [str(b.type) for b in entry.get_bindings() if b.name not in (wanted, "$return")]:
        raise ValueError(f"{name} binds {', '.join(others)}, which this host does not know.")
    if [each for each in inspect.signature(call).parameters if each != _CONTEXT] != [wanted]:
        raise ValueError(f"{name} must take exactly what its trigger gives: {wanted}.")


def _trigger(name: str, written: dict[str, Any]) -> Http | Queue | Timer:
    match written["type"]:
        case "httpTrigger":
            methods = frozenset(method.value for method in written.get("methods") or ())
            return Http(resolved(written.get("route") or name), methods)
        case "queueTrigger":
            return Queue(resolved(written["queueName"]), written["connection"])
        case "timerTrigger":
            return Timer(resolved(written["schedule"]), bool(written.get("runOnStartup")))
        case other:
            raise ValueError(f"{name} has a {other}, which this host does not know.")
