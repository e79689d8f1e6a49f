"""How a task that we made is known again: by a field that leads back to us, else by its name,
which ends in the link's id until it gets its true one. Names repeat in real plans."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.connectors.ppm.catalogue import Catalogue, Field, Form
from core.connectors.ppm.fields import Door
from core.connectors.ppm.tasks import Task
from core.model.errors import Rejected
from core.model.items import Value
from core.model.making import Mark

_LONGEST = 255
"""How long a name that carries a mark may be; the true one follows uncut."""


@dataclass(frozen=True)
class Marking:
    """`field` takes the address that leads back to us, where the tenant has such a field."""

    title: Field
    field: Field | None

    @classmethod
    def of(cls, catalogue: Catalogue, title: Field, link_field: str) -> "Marking":
        found = catalogue.find(link_field) if link_field else None
        fits = found is not None and not found.locked and found.form in (Form.ADDRESS, Form.TEXT)
        return cls(title, found if fits else None)

    def marked(self, name: str, mark: Mark) -> tuple[str, dict[Field, Value]]:
        """The name to make a task with, and what else marks it."""
        if self.field is not None:
            return name, {self.field: mark.url}
        end = f" [{mark.link}]"
        return name[: _LONGEST - len(end)] + end, {}

    def carries(self, name: str, mark: Mark) -> bool:
        return name.rstrip().endswith(f"[{mark.link}]")

    def find(self, tasks: Iterable[Task], mark: Mark, door: Door) -> Task | None:
        """The task with this mark. Raises Rejected where several have it."""
        found = [each for each in tasks if self._is_marked(each, mark, door)]
        if len(found) > 1:
            ids = " and ".join(each.key for each in found)
            raise Rejected(f"tasks {ids} were both created from it: keep one of them")
        return found[0] if found else None

    def _is_marked(self, task: Task, mark: Mark, door: Door) -> bool:
        name = door.value(self.title, task.attributes.get(self.title.key))
        if isinstance(name, str) and self.carries(name, mark):
            return True
        if self.field is None:
            return False
        told = door.value(self.field, task.attributes.get(self.field.key))
        return isinstance(told, str) and told.strip().casefold() == mark.url.casefold()
