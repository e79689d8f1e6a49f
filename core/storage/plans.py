"""Plans: what a person was shown. A partition each, many planned links to a row."""

from collections.abc import Iterable, Iterator

from core.model.plans import Plan, PlannedLink
from core.storage.codec import plans as codec
from core.storage.rows import Entity, Json, as_text, key, read, written
from core.storage.tables import Table

_HEADER = "plan"
_PORTION = 100_000
"""Characters of planned links in one row; one row for each would take a minute to write 50,000."""


class TablePlans:
    """The table `plans`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, plan: Plan) -> None:
        """Safe twice. The header goes last: a plan that is only half there is not there."""
        partition = key(plan.project, plan.id)
        portions = list(_portions(plan.links))
        self._table.put_all(_rows(partition, portions))
        header = {**codec.plan_json(plan), "portions": len(portions)}
        self._table.put(written(partition, _HEADER, header))

    def get(self, project: str, plan: str) -> Plan | None:
        rows = self._table.partition(key(project, plan))
        found = {row["RowKey"]: read(row) for row in rows}
        header = found.pop(_HEADER, None)
        if header is None:
            return None
        portions = [found[f"{number:06}"] for number in range(header["portions"])]
        links = (codec.planned(each) for portion in portions for each in portion["links"])
        return codec.plan(header, tuple(links))


def _portions(links: Iterable[PlannedLink]) -> Iterator[list[Json]]:
    portion: list[Json] = []
    length = 0
    for link in links:
        each = codec.planned_json(link)
        portion.append(each)
        length += len(as_text(each))
        if length > _PORTION:
            yield portion
            portion, length = [], 0
    if portion:
        yield portion


def _rows(partition: str, portions: list[list[Json]]) -> Iterator[Entity]:
    for number, portion in enumerate(portions):
        yield written(partition, f"{number:06}", {"links": portion})
