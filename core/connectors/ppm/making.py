"""New tasks, and how one that we made is known again: by a field that leads back to us, else by
its name, which ends in the link's id until it gets its true one. Names repeat in real plans.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.connectors.ppm.catalogue import Catalogue, Field, Form
from core.connectors.ppm.fields import Door
from core.connectors.ppm.tasks import Task
from core.connectors.ppm.writing import Accepted, Writing
from core.model.errors import Rejected
from core.model.items import ItemRef, Side, Snapshot
from core.model.making import Mark, NewItem

_LONGEST = 255
"""How long a name that carries a mark may be; the true one follows uncut."""

_NOTHING = (None, "", ())
_BLANK = Snapshot(ItemRef(Side.PPM, ""))
_TAG = re.compile(r"<[^>]*>")
_WEB = ("https://", "http://")


@dataclass(frozen=True)
class Marking:
    """Where a mark goes. `field` takes the address that leads back to us, where the tenant has
    such a field."""

    title: Field
    field: Field | None

    @classmethod
    def of(cls, catalogue: Catalogue, link_field: str) -> "Marking":
        title = catalogue.title
        found = catalogue.find(link_field) if link_field else None
        fits = found is not None and not found.locked and found.form in (Form.ADDRESS, Form.TEXT)
        return cls(title, found if fits and found != title else None)

    def laid(self, name: str, mark: Mark) -> tuple[Field, str]:
        """The field that gets the mark, and what stands there then. An address that leads nowhere,
        as nobody has said where we are, is no mark."""
        if self.field is not None and mark.url.startswith(_WEB):
            return self.field, mark.url
        end = f" [{mark.link}]"
        return self.title, name[: _LONGEST - len(end)] + end

    def is_in(self, field: Field, told: object, mark: Mark) -> bool:
        """Whether a value of this field is a mark. Our own address may have changed meanwhile."""
        if not isinstance(told, str):
            return False
        if field == self.title:
            return told.rstrip().endswith(f"[{mark.link}]")
        before, slash, link = _TAG.sub("", told).strip().rstrip("/").rpartition("/")
        is_address = field == self.field and bool(slash) and not any(map(str.isspace, before))
        return is_address and link.casefold() == mark.link.casefold()


class Maker:
    """Makes what a new task is sent, and finds what was made of it."""

    def __init__(self, door: Door, link_field: str) -> None:
        self._door = door
        self._writing = Writing(door)
        self._link_field = link_field

    def accepted(self, new: NewItem, catalogue: Catalogue) -> Accepted:
        """What is to stand on it, but for what is empty. Raises Rejected."""
        wanted = {name: value for name, value in new.values.items() if value not in _NOTHING}
        found = self._writing.accepted(wanted, _BLANK, catalogue)
        if not any(
            field == catalogue.title and str(value).strip() for field, value in found.values()
        ):
            words = "a task needs a name"
            raise Rejected(words, {catalogue.title.key: words})
        return found

    def attributes(
        self, accepted: Accepted, mark: Mark, catalogue: Catalogue
    ) -> Mapping[str, object]:
        """The values as they are sent, with the mark laid over them. Raises Rejected."""
        sent = self._writing.wired(accepted)
        name = str(sent[catalogue.title.key])
        field, marked = Marking.of(catalogue, self._link_field).laid(name, mark)
        return {**sent, field.key: self._door.wire(field, marked)}

    def waiting(
        self, new: NewItem, attributes: Mapping[str, object], catalogue: Catalogue
    ) -> frozenset[str]:
        """The caller's names of what has the mark on it and is to hold something else."""
        marking = Marking.of(catalogue, self._link_field)
        return frozenset(
            name
            for name, value in new.values.items()
            if value not in _NOTHING
            and (field := catalogue.find(name))
            and self._is_marked(marking, field, attributes, new.mark)
        )

    def find(self, tasks: Iterable[Task], mark: Mark, catalogue: Catalogue) -> Task | None:
        """The task with this mark, wherever it is. Raises Rejected where several have it."""
        marking = Marking.of(catalogue, self._link_field)
        places = [each for each in (marking.title, marking.field) if each]
        found = [
            task
            for task in tasks
            if any(self._is_marked(marking, place, task.attributes, mark) for place in places)
        ]
        if len(found) > 1:
            ids = " and ".join(each.key for each in found)
            raise Rejected(f"tasks {ids} were both created from it: keep one of them")
        return found[0] if found else None

    def _is_marked(
        self, marking: Marking, field: Field, attributes: Mapping[str, object], mark: Mark
    ) -> bool:
        return marking.is_in(field, self._door.value(field, attributes.get(field.key)), mark)
