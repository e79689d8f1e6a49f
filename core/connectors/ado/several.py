"""A project may be fed by several organisations; each of its items finds its own."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from core.connectors.ado.client import AdoSystem
from core.connectors.ado.refs import collection
from core.model.approvals import Write
from core.model.errors import Rejected
from core.model.items import ItemRef, Snapshot


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
        mine: dict[str, list[ItemRef]] = defaultdict(list)
        for ref in refs:
            if collection(ref) in self._systems:
                mine[collection(ref)].append(ref)
        found: dict[ItemRef, Snapshot] = {}
        for asked in mine.values():
            found.update(self._systems[collection(asked[0])].fetch(asked, fields))
        return found

    def write(
        self, ref: ItemRef, write: Write, seen: Snapshot, fields: Collection[str]
    ) -> Snapshot:
        found = self._systems.get(collection(ref))
        if found is None:
            raise Rejected(f"the organisation of {ref} is no longer connected to this project")
        return found.write(ref, write, seen, fields)
