"""What many tests stand on: real storage, and a part of it nobody else uses."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from sandbox.azurite import Azurite


@pytest.fixture(scope="session")
def azurite() -> Iterator[str]:
    """The connection string of an emulator of this test process's own."""
    with Azurite() as running:
        yield running.connection_string


@pytest.fixture
def storage() -> str:
    """A prefix for names of tables and queues; letters and digits only, so that both take it."""
    return f"t{uuid.uuid4().hex[:12]}"
