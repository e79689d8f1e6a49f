"""What Azure DevOps has to choose from: filters, teams, iterations, queries, types and levels."""

from collections.abc import Collection
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Filter:
    """Which work items a person wants to see; what is empty does not narrow it.

    `iteration` is a path, `query` the id of a saved query, `item` a work item with everything
    below it, `text` words in the title.
    """

    collection: str
    project: str
    team: str = ""
    iteration: str = ""
    query: str = ""
    item: int = 0
    text: str = ""


@dataclass(frozen=True)
class Choice:
    """Something to pick in a filter: its id, and what people call it."""

    id: str
    name: str


@dataclass(frozen=True)
class TypeChoice:
    """A work item type. `can_create` is false for those that the service keeps to itself."""

    name: str
    colour: str = ""
    icon: str = ""
    can_create: bool = True


@dataclass(frozen=True)
class Level:
    """A backlog level of a project: the higher the rank, the nearer to the top."""

    id: str
    name: str
    rank: int
    types: frozenset[str] = field(default_factory=frozenset)


def level_of(type_: str, levels: Collection[Level]) -> Level | None:
    """The level a type stands on; none for types that no backlog shows."""
    return next((each for each in levels if type_ in each.types), None)
