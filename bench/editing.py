"""People who edit work items while the bench looks on."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from bench.at_once import AtOnce
from bench.stage import Stage

TITLE = "System.Title"
LATENCY_MS = 20


class Editors:
    """Some of them at once, each with Anna's token."""

    def __init__(self, stage: Stage, threads: AtOnce) -> None:
        headers = {"Content-Type": "application/json-patch+json"}
        auth = httpx.BasicAuth("", "pat-anna")
        self._http = httpx.Client(base_url=stage.ado_url, headers=headers, auth=auth)
        self._threads = threads

    def name(self, titles: Mapping[int, str]) -> None:
        """Gives each of these work items its title."""
        self._threads.rate(lambda number: self.edit(number, titles[number]), titles)

    def edit(self, number: int, title: str) -> None:
        patch = [{"op": "add", "path": f"/fields/{TITLE}", "value": title}]
        path = f"_apis/wit/workitems/{number}?api-version=7.1"
        self._http.patch(path, json=patch).raise_for_status()


def slow(stage: Stage, milliseconds: int) -> None:
    """How long Azure DevOps takes to answer anything from now on."""
    stage.control(stage.ado_url, "PUT", "faults", {"latency_ms": milliseconds})
