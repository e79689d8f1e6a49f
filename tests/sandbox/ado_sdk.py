"""The vendor's own Python client, connected to the stand-in over a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import Server
from tests.sandbox.ado_world import Office


@contextmanager
def clients(office: Office, folder: Path, token: str = "pat-anna") -> Iterator[Any]:
    """The client keeps what it discovered on disk, so it must do so in a fresh place."""
    with pytest.MonkeyPatch.context() as patch, Server(office.app) as server:
        patch.setenv("AZURE_DEVOPS_CACHE_DIR", str(folder))
        from azure.devops.connection import Connection  # type: ignore[import-untyped]
        from msrest.authentication import BasicAuthentication

        credentials = BasicAuthentication("", token)
        yield Connection(base_url=f"{server.url}/Contoso", creds=credentials).clients_v7_1


def operation(op: str, path: str, value: Any = None) -> Any:
    from azure.devops.v7_1.work_item_tracking.models import JsonPatchOperation  # type: ignore[import-untyped]

    return JsonPatchOperation(op=op, path=path, value=value)


def sets(ref: str, value: Any) -> Any:
    return operation("add", f"/fields/{ref}", value)


def relates(rel: str, url: str) -> Any:
    return operation("add", "/relations/-", {"rel": rel, "url": url})


def query(text: str) -> Any:
    from azure.devops.v7_1.work_item_tracking.models import Wiql

    return Wiql(query=text)


def batch(ids: list[int], *fields: str) -> Any:
    from azure.devops.v7_1.work_item_tracking.models import WorkItemBatchGetRequest

    return WorkItemBatchGetRequest(ids=ids, fields=list(fields) or None, error_policy="Omit")


def refused(words: str) -> Any:
    """What the client raises where the service said no, in these words."""
    from azure.devops.exceptions import AzureDevOpsServiceError  # type: ignore[import-untyped]

    return pytest.raises(AzureDevOpsServiceError, match=words)
