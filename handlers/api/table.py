"""Every route there is."""

from handlers.api import (
    approvals,
    brakes,
    configuration,
    connection,
    document,
    filters,
    health,
    history,
    items,
    leaving,
    letters,
    links,
    me,
    plans,
    poison,
    probes,
    projects,
    rules,
    standing,
    tree,
)
from handlers.api.routes import Route

_NOUNS: tuple[tuple[Route, ...], ...] = (
    me.ROUTES,
    projects.ROUTES,
    connection.ROUTES,
    items.ROUTES,
    filters.ROUTES,
    links.ROUTES,
    tree.ROUTES,
    plans.ROUTES,
    approvals.ROUTES,
    brakes.ROUTES,
    letters.ROUTES,
    rules.ROUTES,
    standing.ROUTES,
    history.ROUTES,
    health.ROUTES,
    configuration.ROUTES,
    leaving.ROUTES,
    poison.ROUTES,
    probes.ROUTES,
)
_OTHERS = tuple(route for noun in _NOUNS for route in noun)
TABLE: tuple[Route, ...] = (*_OTHERS, document.route(_OTHERS))
