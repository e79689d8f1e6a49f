"""The tree as the page reads it: one list for each column, each value told once. Ten thousand links
take a quarter of what they would take as objects."""

from typing import Literal

from pydantic import JsonValue

from core.model.absence import Absence
from core.model.approvals import Direction
from core.model.compare import Verdict
from core.model.items import Side
from core.model.rules import Kind
from handlers.api.answers import Answer, MaybeMoment, Moment


class ColumnAnswer(Answer):
    """An active field rule that is a column of the page. `label` is short and nobody else's."""

    rule: str
    kind: Kind
    label: str


class ListedAnswer(Answer):
    """A value for each row: `of` holds its index in `are`. Null where there is none."""

    of: list[int]
    are: list[JsonValue]


class NamedAnswer(Answer):
    """A word for each row: `of` holds its index in `are`. Empty where there is none."""

    of: list[int]
    are: list[str]


class SpotAnswer(Answer):
    """Where work items live: `url` followed by the number opens one; empty where nobody knows."""

    url: str
    collection: str
    project: str


class PlacesAnswer(Answer):
    of: list[int]
    are: list[SpotAnswer]


class ParentAnswer(Answer):
    """Where an item stands: below the link `link`, at the `root`, or `outside`, below an item that
    has no link. `title` is that of the linked work item, null for the other two."""

    link: str
    title: str | None


class AsideAnswer(Answer):
    """Why values take no part, by rule or `parent`, for each row: `of` holds its index in `are`."""

    of: list[int]
    are: list[dict[str, str]]


Shown = JsonValue | ParentAnswer
Differs = tuple[
    int,
    str,
    Shown,
    Shown,
    Shown,
    Shown,
    bool,
    Verdict,
    str,
    str,
    Direction | Literal[""],
]


class TreeAnswer(Answer):
    """Every link as a row, parents first, from what was last seen; a row is told by its index.

    `parents` holds the index of the row above, -1 at the top. `titles` are those of the work
    items, `task_titles` tells the task's where it is another. `values` holds, for each column,
    the work item's value, and the task's where the work item tells none; long texts are cut.

    Each of `mismatches` tells: row, rule or `parent`, the work item's value, the task's, what they
    last agreed on (work item, task), whether they ever did, who changed it (`ado`, `ppm`, `both`,
    `settled`, `unknown`), that person and when (empty where the vendor does not tell), and the
    direction that this suggests, empty for none. The four values of a `parent` are objects.

    `gone` tells which sides do not find their item any more, and why; `removed` whose work item is
    in a state that stands for no progress; `looked` since when every link has been looked at.
    """

    at: Moment
    columns: list[ColumnAnswer]
    ids: list[str]
    parents: list[int]
    numbers: list[int]
    places: PlacesAnswer
    titles: list[str]
    task_titles: list[tuple[int, str]]
    types: NamedAnswer
    states: NamedAnswer
    people: NamedAnswer
    values: dict[str, ListedAnswer]
    mismatches: list[Differs]
    aside: AsideAnswer
    gone: list[tuple[int, dict[Side, Absence]]]
    removed: list[int]
    looked: MaybeMoment
