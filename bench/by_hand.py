"""The script that somebody would write by hand with the vendor's own Python client: every task's
name is read once, then each work item is read, compared and patched, one after the other."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.approved import Approved
from core.model.items import Side

TITLE = "System.Title"


def titles_brought(approved: Approved, work_items: Any) -> int:
    """How many work items were patched."""
    from azure.devops.v7_1.work_item_tracking.models import JsonPatchOperation  # type: ignore[import-untyped]

    names, patched = _names(approved), 0
    for link, number in approved.numbers.items():
        wanted = names[approved.tasks[link]]
        item = work_items.get_work_item(number)
        if item.fields[TITLE] == wanted:
            continue
        work_items.update_work_item(
            [
                JsonPatchOperation(op="test", path="/rev", value=item.rev),
                JsonPatchOperation(op="add", path=f"/fields/{TITLE}", value=wanted),
            ],
            number,
        )
        patched += 1
    return patched


def connected(url: str, folder: Path) -> Any:
    """The client for work items. What it discovers it keeps on disk, so it does that in `folder`,
    and has discovered it once before anything is measured."""
    os.environ["AZURE_DEVOPS_CACHE_DIR"] = str(folder)
    from azure.devops.connection import Connection  # type: ignore[import-untyped]
    from msrest.authentication import BasicAuthentication

    connection = Connection(base_url=url, creds=BasicAuthentication("", "pat-lockstep"))
    return connection.clients_v7_1.get_work_item_tracking_client()


def _names(approved: Approved) -> Mapping[str, str]:
    with approved.client(Side.PPM) as http:
        answer = http.get(f"projects/{approved.world.id}/tasks").raise_for_status()
    return {each["id"]: each["attributes"]["Name"] for each in answer.json()["data"]}
