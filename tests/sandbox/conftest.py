from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.host import Host
from tests.sandbox.host_worlds import APPS, PostOffice, settings


@pytest.fixture
def post_office(azurite: str, storage: str) -> Iterator[PostOffice]:
    with Host(APPS / "post_office", settings(azurite, storage)) as host:
        yield PostOffice(host, azurite, storage)
