"""Every route there is, in the order of the addresses. Whoever needs them all imports all nouns."""

from handlers.api.addresses import ADDRESSES
from handlers.api.routes import Route, route

TABLE: tuple[Route, ...] = tuple(map(route, ADDRESSES))
