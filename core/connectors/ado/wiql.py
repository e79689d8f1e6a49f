"""Queries in the vendor's own language. Whatever comes from a person goes in as a literal."""

from collections.abc import Callable, Mapping, Sequence

from core.connectors.ado.answers import listed, members
from core.connectors.ado.calls import Calls, segment
from core.model.errors import Rejected

MOST = 20_000
"""What one query may find; beyond it the service refuses and finds nothing."""

_TOO_MANY = "VS402337"
_TOO_SLOW = "VS402335"
_PORTION = 2_000
"""How many numbers one query names: its text may hold 32,000 characters."""


class Wiql:
    """Asks; the answers are numbers of work items, each once."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def flat(self, project: str, conditions: Mapping[str, str], more: str = "") -> list[int]:
        """The items that meet these conditions ("[Field] =" and a value), in the order of their
        numbers. `more` is a condition in brackets whose values are literals already. Raises
        Rejected, in words for a person, where there are too many."""
        every = [f"{test} {literal(value)}" for test, value in conditions.items()]
        where = " AND ".join([*every, *([more] if more else [])])
        return self._asked(project, f"SELECT [System.Id] FROM WorkItems WHERE {where}")  # noqa: S608

    def below(self, project: str, ids: Sequence[int]) -> list[int]:
        """These items and everything below them, each parent before its children."""
        found: dict[int, None] = {}
        for start in range(0, len(ids), _PORTION):
            some = ", ".join(str(id_) for id_ in ids[start : start + _PORTION])
            query = (
                "SELECT [System.Id] FROM WorkItemLinks"  # noqa: S608 - numbers alone
                f" WHERE ([Source].[System.Id] IN ({some}))"
                " AND ([System.Links.LinkType] = 'System.LinkTypes.Hierarchy-Forward')"
                " AND ([Target].[System.Id] > 0) MODE (Recursive)"
            )
            found.update(dict.fromkeys(self._asked(project, query)))
        return list(found)

    def saved(self, project: str, team: str, query: str) -> list[int]:
        """What a saved query finds, whatever its form."""
        where = "/".join(segment(each) for each in (project, team) if each)
        path = f"{where}/_apis/wit/wiql/{segment(query)}"
        return _ids(_narrower(lambda: self._calls.get(path, "the saved query")))

    def _asked(self, project: str, query: str) -> list[int]:
        path = f"{segment(project)}/_apis/wit/wiql"
        body, precise = {"query": query}, {"timePrecision": "true"}
        return _ids(_narrower(lambda: self._calls.post(path, "work items", body, precise)))


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _narrower(ask: Callable[[], object]) -> object:
    """The answer. Raises Rejected with what helps, where the filter finds more than is told."""
    try:
        return ask()
    except Rejected as refused:
        if _TOO_MANY in refused.words:
            words = f"this finds more than {MOST:,} work items, which is what Azure DevOps tells"
            raise Rejected(f"{words}: choose a narrower filter") from refused
        if _TOO_SLOW in refused.words:
            words = "Azure DevOps takes too long to find these work items"
            raise Rejected(f"{words}: choose a narrower filter") from refused
        raise


def _ids(found: object) -> list[int]:
    """The numbers in an answer: of items, or of both ends of links, as they come."""
    told = members(found)
    rows: list[object] = [*listed(told.get("workItems"))]
    for each in map(members, listed(told.get("workItemRelations"))):
        rows += [each.get("source"), each.get("target")]
    ids = (members(row).get("id") for row in rows)
    return list(dict.fromkeys(id_ for id_ in ids if isinstance(id_, int)))
