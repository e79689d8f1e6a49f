"""Every route, from every file."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.ado.routes import (
    backlogs,
    batch,
    feeds,
    history,
    hooks,
    items,
    nodes,
    people,
    places,
    process,
    queries,
)
from sandbox.ado.routing import Route


def all_routes() -> Iterator[Route]:
    for nouns in (
        items,
        history,
        batch,
        queries,
        feeds,
        places,
        nodes,
        process,
        backlogs,
        people,
        hooks,
    ):
        yield from nouns.ROUTES
