"""Queries in the vendor's own language. Whatever comes from a person goes in as a literal."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from core.connectors.ado.answers import listed, members
from core.connectors.ado.calls import Calls, segment
from core.model.errors import Rejected, TryLater

MOST = 20_000
"""What one query may find; beyond it the service refuses and finds nothing."""

_TOO_MANY = "VS402337"
_TOO_SLOW = "VS402335"
_PORTION = 1_000
"""How many numbers one query names: its text may hold 32,000 characters."""

Row = tuple[int | None, int]
"""An item, and the one that it was reached from; none for one that stands for itself."""


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
        query = f"SELECT [System.Id] FROM WorkItems WHERE {where} ORDER BY [System.Id]"  # noqa: S608
        return _ids(self._asked(project, query))

    def among(self, project: str, ids: Sequence[int], more: str) -> list[int]:
        """Those of the items that meet a condition, in the order given. However much of the
        project meets it, the answer is no longer than the question."""
        found: set[int] = set()
        for some in _portions(ids):
            found.update(self.flat(project, {}, f"[System.Id] IN ({some}) AND {more}"))
        return [id_ for id_ in ids if id_ in found]

    def below(self, project: str, ids: Sequence[int]) -> list[int]:
        """These items and everything below them, each parent before its children."""
        found: list[Row] = []
        for some in _portions(ids):
            query = (
                "SELECT [System.Id] FROM WorkItemLinks"  # noqa: S608 - numbers alone
                f" WHERE ([Source].[System.Id] IN ({some}))"
                " AND ([System.Links.LinkType] = 'System.LinkTypes.Hierarchy-Forward')"
                " AND ([Target].[System.Id] > 0) MODE (Recursive)"
            )
            found += _rows(self._asked(project, query))
        return _parents_first(ids, found)

    def saved(self, project: str, team: str, query: str) -> list[int]:
        """What a saved query finds, whatever its form."""
        where = "/".join(segment(each) for each in (project, team) if each)
        path = f"{where}/_apis/wit/wiql/{segment(query)}"
        return _ids(_narrower(lambda: self._calls.get(path, "the saved query")))

    def _asked(self, project: str, query: str) -> object:
        path = f"{segment(project)}/_apis/wit/wiql"
        body, precise = {"query": query}, {"timePrecision": "true"}
        return _narrower(lambda: self._calls.post(path, "work items", body, precise))


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _narrower(ask: Callable[[], object]) -> object:
    """The answer. Raises Rejected with what helps, where the filter finds more than is told."""
    try:
        return ask()
    except (Rejected, TryLater) as refused:
        if _TOO_MANY in refused.words:
            words = f"this finds more than {MOST:,} work items, the most that Azure DevOps tells"
            raise Rejected(f"{words}: choose a narrower filter") from refused
        if _TOO_SLOW in refused.words:
            words = "Azure DevOps takes too long to find these work items"
            raise Rejected(f"{words}: choose a narrower filter") from refused
        raise


def _ids(found: object) -> list[int]:
    """The numbers in an answer: of items, or of both ends of links, as they come."""
    flat = (_number(each) for each in listed(members(found).get("workItems")))
    ends = (end for row in _rows(found) for end in row)
    return list(dict.fromkeys(id_ for id_ in (*flat, *ends) if id_ is not None))


def _rows(found: object) -> list[Row]:
    told = map(members, listed(members(found).get("workItemRelations")))
    rows = ((_number(each.get("source")), _number(each.get("target"))) for each in told)
    return [(source, target) for source, target in rows if target is not None]


def _number(reference: object) -> int | None:
    found = members(reference).get("id")
    return found if isinstance(found, int) else None


def _portions(ids: Sequence[int]) -> Iterator[str]:
    for start in range(0, len(ids), _PORTION):
        yield ", ".join(str(id_) for id_ in ids[start : start + _PORTION])


def _parents_first(ids: Sequence[int], rows: Sequence[Row]) -> list[int]:
    """What the rows tell as one tree, in the order of `ids` at the top. One that was asked for
    may stand below another that was asked for in a later portion."""
    above = {target: source for source, target in rows if source is not None}
    below: dict[int, list[int]] = {}
    for target, source in above.items():
        below.setdefault(source, []).append(target)
    told = {end: None for row in rows for end in row if end is not None}
    tops = [id_ for id_ in (*ids, *told) if id_ in told and id_ not in above]
    # What is in no tree stands in a circle that nobody should have made; it is not lost.
    waiting, found = [*reversed([*tops, *told])], dict[int, None]()
    while waiting:
        at = waiting.pop()
        if at not in found:
            found[at] = None
            waiting += reversed(below.get(at, []))
    return list(found)
