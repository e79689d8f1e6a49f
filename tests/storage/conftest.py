from collections.abc import Iterator

import pytest
from azure.data.tables import TableServiceClient

from tests.storage.written import Written1
from tests.worlds import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def tables(azurite: str) -> Iterator[TableServiceClient]:
    with TableServiceClient.from_connection_string(azurite) as client:
        yield client


@pytest.fixture
def version_1(tables: TableServiceClient, storage: str) -> Written1:
    return Written1(tables, storage)
