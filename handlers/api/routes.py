"""What a route is: the words it answers to, who may use it, what it takes and gives.

Each noun's module ends in its routes; `table.py` has them all, and from it come the functions of
the app, the rights of every role, and the OpenAPI document.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel

from handlers.api.asked import Asked, Needs

PROJECT = "api/projects/{project}"


@dataclass(frozen=True)
class Query:
    """Something that may stand in the address behind the question mark."""

    name: str
    says: str
    whole_number: bool = False


@dataclass(frozen=True)
class Route:
    """One resource and one thing to do with it.

    `act` gives a model of the kind `answers`, or a ready answer; `media` says what that is where it
    is not JSON. `status` is what success answers with. Where `nothing` has words it may answer 204
    instead, and that is what they say.
    """

    name: str
    method: str
    path: str
    needs: Needs
    act: Callable[[Asked], object]
    answers: type[BaseModel] | None
    says: str
    takes: type[BaseModel] | None = None
    status: int = 200
    asks: tuple[Query, ...] = ()
    media: str = "application/json"
    nothing: str = ""
