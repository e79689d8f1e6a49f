"""What a work item becomes behind the door: a snapshot that says what it was told and what not."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from core.connectors.ado.answers import text
from core.connectors.ado.catalogue import Catalogue, TypeFields
from core.connectors.ado.fields import STATE, Definition, person, value
from core.connectors.ado.refs import ref
from core.connectors.ado.work_items import PARENT, TITLE, WorkItem
from core.model.items import ItemRef, Snapshot, State

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
    states: tuple[State, ...] = ()


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
                return _of_untold_type(item, asked, definitions)
            shared[key] = _of_type(type_, asked, definitions)
        return shared[key]

    def _made(self, item: WorkItem, told: Told) -> Snapshot:
        definitions, raw = self._catalogue.definitions(), item.fields
        values = {
            name: found
            for name in told.told
            if (found := value(raw.get(name), definitions[name], told.states)) is not None
        }
        changed_by = person(raw.get(_CHANGED_BY))
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
    return Told(told, asked - told, _locked(told, definitions), type_.states)


def _of_untold_type(
    item: WorkItem, asked: frozenset[str], definitions: Mapping[str, Definition]
) -> Told:
    """Only what is there is told: the rest may be empty, or may be no field of that type."""
    told = _readable(asked & frozenset(item.fields), definitions)
    return Told(told, asked - frozenset(definitions), _locked(told, definitions))


def _readable(names: frozenset[str], definitions: Mapping[str, Definition]) -> frozenset[str]:
    """The discussion is never read with an item, so it is no field to us."""
    return frozenset(
        name for name in names if name in definitions and definitions[name].kind != "history"
    )


def _locked(names: frozenset[str], definitions: Mapping[str, Definition]) -> frozenset[str]:
    return frozenset(name for name in names if definitions[name].readonly)


def _said(item: WorkItem, name: str) -> str:
    return text(item.fields.get(name))
