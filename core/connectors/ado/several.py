"""A project may be fed by several organisations; each of its items finds its own."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from core.connectors.ado.client import AdoSystem
from core.connectors.ado.refs import collection
from core.model.absence import Absence
from core.model.approvals import Fate, Parcel, Write
from core.model.errors import Rejected, of_none
from core.model.fields import VendorField
from core.model.items import ItemRef, Snapshot
from core.model.making import ItemType, Made, NewItem, Refusals
from core.model.schema import Schema
from core.model.sightings import Known, Sightings


class Organisations:
    """The `System` of a project's organisations, taken together."""

    apart: frozenset[str] = AdoSystem.apart

    def __init__(self, systems: Sequence[AdoSystem]) -> None:
        self._systems = {each.collection: each for each in systems}

    def fetch(
        self, refs: Collection[ItemRef], fields: Collection[str]
    ) -> Mapping[ItemRef, Snapshot]:
        """Items of an organisation that is away must not look as if gone: then nothing was seen.

        One that is no longer connected has nothing that we may read.
        """
        found: dict[ItemRef, Snapshot] = {}
        for name, mine in _apart(refs).items():
            if name in self._systems:
                found.update(self._systems[name].fetch(mine, fields))
        return found

    def news(self, known: Known, fields: Collection[str]) -> Sightings:
        return Sightings.of(
            self._systems[name].news({ref: known[ref] for ref in refs}, fields)
            for name, refs in _apart(known).items()
            if name in self._systems
        )

    def absence(self, lost: Collection[Snapshot]) -> Mapping[ItemRef, Absence]:
        known, found = {each.ref: each for each in lost}, dict[ItemRef, Absence]()
        for name, mine in _apart(known).items():
            if name in self._systems:
                found.update(self._systems[name].absence([known[ref] for ref in mine]))
            else:
                found.update(dict.fromkeys(mine, Absence.OUT_OF_SCOPE))
        return found

    def strays(self, seen: Collection[Snapshot]) -> frozenset[ItemRef]:
        known, found = {each.ref: each for each in seen}, set[ItemRef]()
        for name, mine in _apart(known).items():
            found |= self._systems[name].strays([known[ref] for ref in mine])
        return frozenset(found)

    def write(
        self, ref: ItemRef, write: Write, seen: Snapshot, fields: Collection[str]
    ) -> Snapshot:
        return self._of(ref).write(ref, write, seen, fields)

    @property
    def at_once(self) -> int:
        return min((each.at_once for each in self._systems.values()), default=1)

    def write_many(self, parcels: Sequence[Parcel], fields: Collection[str]) -> Sequence[Fate]:
        known, found = {each.ref: each for each in parcels}, dict[ItemRef, Fate]()
        for name, mine in _apart(known).items():
            if name in self._systems:
                parcels_there = [known[ref] for ref in mine]
                found.update(zip(mine, self._fates(name, parcels_there, fields), strict=True))
            else:
                found.update({ref: _not_connected(ref) for ref in mine})
        return [found[each.ref] for each in parcels]

    def _fates(
        self, name: str, parcels: Sequence[Parcel], fields: Collection[str]
    ) -> Sequence[Fate]:
        """What befalls one organisation tells nothing of what was written in another."""
        try:
            return self._systems[name].write_many(parcels, fields)
        except Exception as failure:  # noqa: BLE001 - each of its own fails by it
            return [of_none(failure)] * len(parcels)

    def blank(self, type_: ItemType, fields: Collection[str]) -> Snapshot:
        return self._named(type_).blank(type_, fields)

    def create(self, new: NewItem, fields: Collection[str]) -> Made:
        return self._named(new.type).create(new, fields)

    def find_made(self, new: NewItem, fields: Collection[str]) -> Made | None:
        return self._named(new.type).find_made(new, fields)

    def try_write(self, ref: ItemRef, write: Write, seen: Snapshot) -> Refusals | None:
        return self._of(ref).try_write(ref, write, seen)

    def try_create(self, new: NewItem) -> Refusals | None:
        return self._named(new.type).try_create(new)

    def required(self, type_: ItemType) -> Sequence[VendorField]:
        return self._named(type_).required(type_)

    def catalogue(self) -> Sequence[VendorField]:
        """Of all of them: a field that several have stands here once."""
        every = [each for system in self._systems.values() for each in system.catalogue()]
        found = {each.name: each for each in every}
        return sorted(found.values(), key=lambda each: each.label.casefold())

    def options(self, field: str) -> Sequence[str]:
        every = (each for system in self._systems.values() for each in system.options(field))
        return list(dict.fromkeys(every))

    def schema(self, mapped: Collection[str]) -> Schema:
        """Of all of them: what one still has is there."""
        every = [system.schema(mapped) for system in self._systems.values()]
        fields = {each.name: each for schema in every for each in schema.fields}
        listed = {
            name: [value for schema in every for value in schema.listed.get(name, ())]
            for name in mapped
        }
        states = {type_: told for schema in every for type_, told in schema.states.items()}
        paths = {id_: path for schema in every for id_, path in schema.paths.items()}
        return Schema(list(fields.values()), listed, states, paths)

    def _of(self, ref: ItemRef) -> AdoSystem:
        found = self._systems.get(collection(ref))
        if found is None:
            raise _not_connected(ref)
        return found

    def _named(self, type_: ItemType) -> AdoSystem:
        found = self._systems.get(type_.collection.lower())
        if found is None:
            raise Rejected("the organisation is not connected to this project")
        return found


def _not_connected(ref: ItemRef) -> Rejected:
    return Rejected(f"the organisation of {ref.called} is no longer connected to this project")


def _apart(refs: Iterable[ItemRef]) -> Mapping[str, list[ItemRef]]:
    """By their organisation."""
    found: dict[str, list[ItemRef]] = defaultdict(list)
    for each in refs:
        found[collection(each)].append(each)
    return found
