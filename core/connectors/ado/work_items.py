"""Work items as Azure DevOps tells them, and the two ways of asking: many at once, or one whole."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from core.connectors.ado.answers import listed, members, text
from core.connectors.ado.calls import Calls
from core.connectors.ado.refs import target_id
from core.model.errors import Rejected, TryLater

PARENT = "System.Parent"
TITLE = "System.Title"
ABOVE = "System.LinkTypes.Hierarchy-Reverse"
HYPERLINK = "Hyperlink"
MOST_IDS = 200
_BY_ADDRESS = (HYPERLINK, "ArtifactLink")
_FIELDS = "/fields/"
_WHOLE = {"$expand": "all"}

Operation = Mapping[str, object]


@dataclass(frozen=True)
class Relation:
    """One of an item's links, to another item or to whatever else has an address."""

    rel: str
    url: str
    comment: str = ""
    name: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells it apart. The service rewrites addresses of its own, all but the last part."""
        if self.rel in _BY_ADDRESS:
            return self.rel, self.url
        return self.rel, self.url.partition("?")[0].rstrip("/").rpartition("/")[2].lower()


@dataclass(frozen=True)
class WorkItem:
    """An item behind the door; its values are still the vendor's. `markdown` names long texts that
    are not HTML."""

    id: int
    rev: int
    fields: Mapping[str, object]
    relations: tuple[Relation, ...] = ()
    markdown: frozenset[str] = frozenset()

    @property
    def parent(self) -> int | None:
        above = self.place_of_parent
        if above is not None:
            return target_id(self.relations[above].url)
        told = self.fields.get(PARENT)
        return told if isinstance(told, int) else None

    @property
    def place_of_parent(self) -> int | None:
        """Where the link to the parent stands among the relations."""
        return next((at for at, each in enumerate(self.relations) if each.rel == ABOVE), None)


class Unreadable(TryLater):
    """An answer in which something is no work item: of many, nobody can tell whose it was."""


def work_item(found: object) -> WorkItem:
    """Raises Unreadable where this is no work item."""
    told = members(found)
    id_, rev = told.get("id"), told.get("rev")
    if not isinstance(id_, int) or not isinstance(rev, int):
        raise Unreadable("Azure DevOps answered with something that is no work item", unsure=True)
    formats = members(told.get("multilineFieldsFormat"))
    return WorkItem(
        id_,
        rev,
        members(told.get("fields")),
        tuple(_relation(each) for each in listed(told.get("relations"))),
        frozenset(name for name, form in formats.items() if text(form).lower() == "markdown"),
    )


def work_items(found: object) -> Sequence[WorkItem]:
    """The items of a list. What cannot be read stands in it as null."""
    value = members(found).get("value")
    if not isinstance(value, list):
        raise TryLater("Azure DevOps answered with something that is no list of work items")
    return [work_item(each) for each in value if each is not None]


def _relation(found: object) -> Relation:
    told = members(found)
    attributes = members(told.get("attributes"))
    return Relation(
        text(told.get("rel")),
        text(told.get("url")),
        text(attributes.get("comment")),
        text(attributes.get("name")),
    )


def add_relation(rel: str, url: str, attributes: Mapping[str, str] | None = None) -> Operation:
    value = {"rel": rel, "url": url, "attributes": dict(attributes or {})}
    return {"op": "add", "path": "/relations/-", "value": value}


class WorkItems:
    """Reads and patches. An item that is asked for whole comes with its relations."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def many(self, ids: Sequence[int], names: Collection[str]) -> Sequence[WorkItem]:
        """Those that can be read, with these fields."""
        return [item for some in self.batches(ids, names) for item in some]

    def batches(self, ids: Sequence[int], names: Collection[str]) -> Iterator[Sequence[WorkItem]]:
        """The same, as many at a time as one call brings."""
        return self._batches(ids, {"fields": sorted(names)})

    def whole(self, ids: Sequence[int]) -> Sequence[WorkItem]:
        """Those that can be read, with all their fields and relations."""
        found = self._batches(ids, {"$expand": "relations"})
        return [item for some in found for item in some]

    def _batches(
        self, ids: Sequence[int], asked: Mapping[str, object]
    ) -> Iterator[Sequence[WorkItem]]:
        for start in range(0, len(ids), MOST_IDS):
            some = {"ids": list(ids[start : start + MOST_IDS]), "errorPolicy": "omit"}
            answer = self._calls.post("_apis/wit/workitemsbatch", "work items", {**asked, **some})
            yield work_items(answer)

    def one(self, id_: int) -> WorkItem:
        return work_item(self._calls.get(_path(id_), _called(id_), _WHOLE))

    def patch(self, id_: int, operations: Sequence[Operation]) -> WorkItem:
        """Raises Rejected with the vendor's words for each field of ours that it names."""
        with self.naming(operations):
            return work_item(self._calls.patch(_path(id_), _called(id_), operations, _WHOLE))

    @contextmanager
    def naming(self, operations: Sequence[Operation]) -> Iterator[None]:
        """Whatever is refused in here names the fields that stand in its words."""
        paths = [str(each["path"]) for each in operations]
        sent = [path.removeprefix(_FIELDS) for path in paths if path.startswith(_FIELDS)]
        try:
            yield
        except Rejected as refused:
            named = {name: refused.words for name in sent if name in refused.words}
            raise Rejected(refused.words, refused.fields or named) from refused

    def try_out(self, id_: int, operations: Sequence[Operation]) -> None:
        """Ask whether a patch would be taken; nothing is written."""
        self._calls.patch(_path(id_), _called(id_), operations, {"validateOnly": "true"})


def _path(id_: int) -> str:
    return f"_apis/wit/workitems/{id_}"


def _called(id_: int) -> str:
    return f"work item {id_}"
