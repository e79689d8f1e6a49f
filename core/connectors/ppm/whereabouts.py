"""Why a task is not in its project's list any more. There is no recycle bin to look into."""

from collections.abc import Collection, Iterator, Mapping

from core.connectors.ppm.answers import members, text
from core.connectors.ppm.calls import segment
from core.connectors.ppm.tasks import normal
from core.connectors.ppm.tenant import Tenant
from core.model.absence import Absence
from core.model.errors import Rejected, TryLater
from core.model.items import ItemRef, Snapshot

MOST = 20
"""In how many other projects a task is looked for: each costs a call."""


class Whereabouts:
    def __init__(self, tenant: Tenant, project: str) -> None:
        self._tenant = tenant
        self._project = project

    def absence(self, lost: Collection[Snapshot]) -> Mapping[ItemRef, Absence]:
        """A list may come empty where the project itself is out of reach, and whether a task may
        move to another project nobody has documented. Raises TryLater."""
        refs = {normal(each.ref.key): each.ref for each in lost}
        if not self._is_readable():
            return dict.fromkeys(refs.values(), Absence.NO_ACCESS)
        found, left = dict.fromkeys(refs.values(), Absence.UNKNOWN), set(refs)
        for keys in self._elsewhere():
            found |= dict.fromkeys((refs[key] for key in left & keys), Absence.OUT_OF_SCOPE)
            left -= keys
            if not left:
                break
        return found

    def _is_readable(self) -> bool:
        try:
            self._tenant.calls.one(f"Projects/{segment(self._project)}", self._called)
        except Rejected:
            return False
        return True

    @property
    def _called(self) -> str:
        return f"project {self._project}"

    def _elsewhere(self) -> Iterator[set[str]]:
        """The tasks of each other project that we may read."""
        try:
            every = [each.id for each in self._tenant.projects()]
        except Rejected:
            return
        others = [each for each in every if normal(each) != normal(self._project)]
        yield from map(self._tasks, others[:MOST])

    def _tasks(self, project: str) -> set[str]:
        try:
            path = f"projects/{segment(project)}/tasks"
            rows = self._tenant.calls.rows(path, f"project {project}")
        except (Rejected, TryLater):  # what keeps us out of one project says nothing of ours
            return set()
        return {normal(text(members(row).get("id"))) for row in rows}
