"""All tasks of a project as they are told, one after the other: what is kept of each is what it
takes to know where all of them stand, and a name for what it said."""

from collections.abc import Iterator, Mapping

from core.connectors.ppm.catalogue import Catalogue
from core.connectors.ppm.hierarchy import placing
from core.connectors.ppm.lists import Kept, List
from core.connectors.ppm.snapshots import said
from core.connectors.ppm.tasks import Task, task


class Telling:
    """`places` and `words` are known once somebody has gone through the `first` telling; whoever
    goes through it then has it told once more, from what was kept."""

    def __init__(self, rows: List, catalogue: Catalogue) -> None:
        self._rows, self._kept = rows, Kept()
        self._may_place = placing(catalogue)
        self.places: list[Task] = []
        self._words: dict[str, str] = {}

    @property
    def words(self) -> Mapping[str, str]:
        return self._words

    def first(self) -> Iterator[Task]:
        for found in map(task, self._rows(self._kept)):
            told = {key: raw for key, raw in found.attributes.items() if self._may_place(key)}
            self.places.append(Task(found.key, told, found.source))
            self._words[found.key] = said(found)
            yield found

    def __iter__(self) -> Iterator[Task]:
        return map(task, self._kept)
