"""What a route is: the words it answers to, who may use it, what it takes and gives.

Each noun's module ends in its routes, and `addresses.py` says how each is asked: from there come
the functions of the app, from both the rights of every role and the OpenAPI document.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from pydantic import BaseModel

from handlers.api.addresses import NAMED, Address
from handlers.api.asked import Asked, Needs


@dataclass(frozen=True)
class Query:
    """Something that may stand in the address behind the question mark."""

    name: str
    says: str
    whole_number: bool = False


@dataclass(frozen=True)
class Route:
    """One resource and one thing to do with it, at the address of that name.

    `act` gives a model of the kind `answers`, or a ready answer; `media` says what that is where it
    is not JSON. `status` is what success answers with. Where `nothing` has words it may answer 204
    instead, and that is what they say.
    """

    name: str
    needs: Needs
    act: Callable[[Asked], object]
    answers: type[BaseModel] | None
    says: str
    takes: type[BaseModel] | None = None
    status: int = 200
    asks: tuple[Query, ...] = ()
    media: str = "application/json"
    nothing: str = ""

    @property
    def method(self) -> str:
        return NAMED[self.name].method

    @property
    def path(self) -> str:
        return NAMED[self.name].path


def route(address: Address) -> Route:
    """What is asked there. Imports the module of its noun, if nobody has asked for that before."""
    noun = import_module(f"{__package__}.{address.noun}")
    found: Route = next(each for each in noun.ROUTES if each.name == address.name)
    return found
