"""Plans: what a person was shown. A partition each, many planned links to a row."""

from collections.abc import Iterable, Iterator

from core.model.plans import Plan
from core.storage.codec import plans as codec
from core.storage.codec.making import left_out, left_out_json
from core.storage.rows import Json, as_text, key, read, written
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
        links = _portions(codec.planned_json(each) for each in plan.links)
        out = _portions(left_out_json(each) for each in plan.left_out)
        rows = [*({"links": each} for each in links), *({"left_out": each} for each in out)]
        self._table.put_all(
            written(partition, f"{number:06}", row) for number, row in enumerate(rows)
        )
        header = {**codec.plan_json(plan), "portions": len(rows)}
        self._table.put(written(partition, _HEADER, header))

    def get(self, project: str, plan: str) -> Plan | None:
        found = {row["RowKey"]: read(row) for row in self._table.partition(key(project, plan))}
        header = found.get(_HEADER)
        if header is None:
            return None
        rows = [found[f"{number:06}"] for number in range(header["portions"])]
        return codec.plan(
            header,
            tuple(codec.planned(each) for row in rows for each in row.get("links", ())),
            tuple(left_out(each) for row in rows for each in row.get("left_out", ())),
        )


def _portions(rows: Iterable[Json]) -> Iterator[list[Json]]:
    portion: list[Json] = []
    length = 0
    for each in rows:
        portion.append(each)
        length += len(as_text(each))
        if length > _PORTION:
            yield portion
            portion, length = [], 0
    if portion:
        yield portion
