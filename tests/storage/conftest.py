from collections.abc import Iterator

import pytest
from azure.data.tables import TableServiceClient

from tests.worlds import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def tables(azurite: str) -> Iterator[TableServiceClient]:
    with TableServiceClient.from_connection_string(azurite) as client:
        yield client
