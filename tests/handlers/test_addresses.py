"""What a process lists at its start, and what it leaves to the first who asks."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

from handlers.api.addresses import ADDRESSES, NAMED
from handlers.api.routes import route

ROOT = Path(__file__).parents[2]
NOUNS = {each.noun for each in ADDRESSES}


def test_every_route_of_a_noun_has_one_address_and_every_address_a_route() -> None:
    told = [(noun, each.name) for noun in NOUNS for each in noun_of(noun).ROUTES]

    assert sorted(told) == sorted((each.noun, each.name) for each in ADDRESSES)
    assert len(NAMED) == len(ADDRESSES)


def test_a_route_answers_at_its_address() -> None:
    assert all(
        (route(each).method, route(each).path) == (each.method, each.path) for each in ADDRESSES
    )


def test_a_process_that_just_started_has_imported_nothing_that_one_function_alone_needs() -> None:
    code = "import sys, function_app; print(*sys.modules)"

    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )

    ours = {name for name in told.stdout.split() if name.startswith(("core", "handlers"))}
    assert ours == {"handlers", "handlers.api", "handlers.api.addresses"}
    assert not {"pydantic", "httpx", "azure.core", "azure.identity"} & set(told.stdout.split())


def noun_of(name: str) -> ModuleType:
    return import_module(f"handlers.api.{name}")
