"""What a work item becomes behind the door: a snapshot that says what it was told and what not."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from core.connectors.ado.answers import text
from core.connectors.ado.catalogue import Catalogue, TypeFields
from core.connectors.ado.fields import STATE, Definition, person, reader
from core.connectors.ado.refs import ref
from core.connectors.ado.work_items import PARENT, TITLE, WorkItem
from core.connectors.hearing import as_heard, heard
from core.model.items import ItemRef, Snapshot, State, Value
from core.model.sightings import Known

_PROJECT = "System.TeamProject"
_TYPE = "System.WorkItemType"
_CHANGED_BY = "System.ChangedBy"
_CHANGED_AT = "System.ChangedDate"
NEEDED = (TITLE, _TYPE, _PROJECT, STATE, "System.Rev", _CHANGED_BY, _CHANGED_AT, PARENT)
"""What every snapshot needs, whatever else was asked for."""


@dataclass(frozen=True)
class Told:
    """What the items of one type tell of the fields that were asked; they all share it."""

    told: frozenset[str]
    missing: frozenset[str]
    readonly: frozenset[str]
    readers: Sequence[tuple[str, Callable[[object], Value]]]
    states: tuple[State, ...] = ()
    view: str = ""


class Snapshots:
    """Makes snapshots of one collection's items, whose organisation has its address at `home`."""

    def __init__(self, catalogue: Catalogue, collection: str, home: str) -> None:
        self._catalogue = catalogue
        self._collection = collection
        self._home = home

    def of(self, items: Iterable[WorkItem], fields: Collection[str]) -> Mapping[ItemRef, Snapshot]:
        asked, shared = frozenset(fields), dict[tuple[str, str], Told]()
        made = (self._made(item, self._told(item, asked, shared)) for item in items)
        return {each.ref: each for each in made}

    def heard(
        self, items: Iterable[WorkItem], fields: Collection[str], known: Known
    ) -> Iterator[Snapshot | ItemRef]:
        """The same of items as a look brings them, each with its words; of one whose words are
        known its ref alone. What others have asked for in the same call is not among the words."""
        asked, shared = frozenset(fields), dict[tuple[str, str], Told]()
        names = sorted({*asked, *NEEDED})
        for item in items:
            told, here = self._told(item, asked, shared), ref(self._collection, item.id)
            told_us = [item.fields.get(name) for name in names]
            words, was = heard([item.rev, told_us], told.view), known.get(here)
            if was and was.words == words:
                yield was.ref
            else:
                yield as_heard(self._made(item, told), words)

    def blank(self, project: str, name: str, fields: Collection[str]) -> Snapshot | None:
        """An item of this type before anybody fills it in; nothing where there is no such type."""
        type_, definitions = self._catalogue.type(project, name), self._catalogue.definitions()
        if type_ is None:
            return None
        told = _of_type(type_, frozenset(fields), definitions)
        return Snapshot(
            ref=ref(self._collection, 0),
            told=told.told,
            missing=told.missing,
            readonly=told.readonly,
            parent_told=PARENT in definitions,
            states=told.states,
            type=name,
            home=project,
        )

    def _told(
        self, item: WorkItem, asked: frozenset[str], shared: dict[tuple[str, str], Told]
    ) -> Told:
        key = _said(item, _PROJECT), _said(item, _TYPE)
        if key not in shared:
            type_, definitions = self._catalogue.type(*key), self._catalogue.definitions()
            if type_ is None:
                return self._viewed(_of_untold_type(item, asked, definitions))
            shared[key] = self._viewed(_of_type(type_, asked, definitions))
        return shared[key]

    def _viewed(self, told: Told) -> Told:
        """With a name for whatever else decides what an item of the type is made to be."""
        definitions = self._catalogue.definitions()
        kinds = [[name, definitions[name].kind] for name in sorted(told.told)]
        states = [[state.name, state.category] for state in told.states]
        names = [sorted(told.missing), sorted(told.readonly), PARENT in definitions]
        return replace(told, view=heard(kinds, states, names, self._home))

    def _made(self, item: WorkItem, told: Told) -> Snapshot:
        definitions, fields = self._catalogue.definitions(), item.fields
        values: dict[str, Value] = {}
        for name, read in told.readers:
            raw = fields.get(name)
            if raw is not None and raw != "" and (found := read(raw)) is not None:
                values[name] = found
        changed_by = person(fields.get(_CHANGED_BY))
        place = quote(_said(item, _PROJECT))
        return Snapshot(
            ref=ref(self._collection, item.id),
            version=str(item.rev),
            values=values,
            told=told.told,
            missing=told.missing,
            readonly=told.readonly,
            parent=None if item.parent is None else ref(self._collection, item.parent),
            parent_told=PARENT in definitions,
            states=told.states,
            title=_said(item, TITLE),
            type=_said(item, _TYPE),
            url=f"{self._home}/{place}/_workitems/edit/{item.id}",
            changed_by=(changed_by.name or changed_by.mail) if changed_by else "",
            changed_at=_said(item, _CHANGED_AT),
            home=_said(item, _PROJECT),
        )


def narrowed(found: Snapshot, fields: Collection[str]) -> Snapshot:
    """As if only these fields had been asked for."""
    asked = frozenset(fields)
    return replace(
        found,
        values={name: value for name, value in found.values.items() if name in asked},
        told=found.told & asked,
        missing=found.missing & asked,
        readonly=found.readonly & asked,
    )


def _of_type(
    type_: TypeFields, asked: frozenset[str], definitions: Mapping[str, Definition]
) -> Told:
    told = _readable(asked & type_.fields, definitions)
    readers = _readers(told, definitions, type_.states)
    return Told(told, asked - told, _locked(told, definitions), readers, type_.states)


def _of_untold_type(
    item: WorkItem, asked: frozenset[str], definitions: Mapping[str, Definition]
) -> Told:
    """Only what is there is told: the rest may be empty, or may be no field of that type."""
    told = _readable(asked & frozenset(item.fields), definitions)
    missing, readers = asked - frozenset(definitions), _readers(told, definitions, ())
    return Told(told, missing, _locked(told, definitions), readers)


def _readers(
    told: frozenset[str], definitions: Mapping[str, Definition], states: Sequence[State]
) -> Sequence[tuple[str, Callable[[object], Value]]]:
    return [(name, reader(definitions[name], states)) for name in told]


def _readable(names: frozenset[str], definitions: Mapping[str, Definition]) -> frozenset[str]:
    """The discussion is never read with an item, so it is no field to us."""
    return frozenset(
        name for name in names if name in definitions and definitions[name].kind != "history"
    )


def _locked(names: frozenset[str], definitions: Mapping[str, Definition]) -> frozenset[str]:
    return frozenset(name for name in names if definitions[name].readonly)


def _said(item: WorkItem, name: str) -> str:
    return text(item.fields.get(name))
