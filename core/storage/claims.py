"""Claims: which link holds an item, in one project. They keep two links off one item.

A claim that never came to a link is found again by its marker, without reading every claim: a row
`open:{link}` of the project's pending links, there before the first claim and gone once the link's
row is. Whoever gives up such claims first turns it into `lost:{link}`, at once or not at all, so
that a link whose row comes late notices and claims again.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from azure.data.tables import TableEntity, UpdateMode

from core.model.errors import Conflict, Rejected
from core.model.items import ItemRef, Side, fingerprint
from core.storage.rows import FIRST, Entity, escape, fitting, key, unescape
from core.storage.tables import Table, etag
from core.storage.together import Pool
from core.storage.transactions import deletion, putting

LIFE = timedelta(minutes=10)
"""How long somebody may take from a claim to the link's row."""

_PATIENCE = 5
_REF = "ref_"


class Claims:
    """The table `items`."""

    def __init__(self, table: Table, pool: Pool, clock: Callable[[], datetime]) -> None:
        self._table = table
        self._pool = pool
        self._clock = clock

    def holders(self, ref: ItemRef) -> Iterable[tuple[str, str, bool]]:
        """Project and link of each claim on this item, and whether the claim is young."""
        for found in self._table.partition(_partition(ref)):
            young = _at(found) > self._clock() - LIFE
            yield unescape(found["RowKey"]), found["link"], young

    def ids(self, project: str, refs: Collection[ItemRef]) -> Mapping[ItemRef, str]:
        known = list(refs)
        found = self._pool.each(lambda ref: self._table.get(_partition(ref), key(project)), known)
        return {ref: claim["link"] for ref, claim in zip(known, found, strict=True) if claim}

    def pending(self, project: str) -> Iterator[tuple[ItemRef, str]]:
        """The items that are claimed by links without a row, as their markers say."""
        for marker in self._table.partition(_pending(project)):
            state, _, name = marker["RowKey"].partition(":")
            if state == "open":
                noted = (value for prop, value in marker.items() if prop.startswith(_REF))
                yield from ((_ref(each), unescape(name)) for each in noted)

    def claim(self, project: str, link: str, refs: Collection[ItemRef]) -> None:
        """Raises Rejected where an item is taken; then nothing new is claimed."""
        at = self._clock()
        self.mark(project, link, refs, at)
        inserted: list[ItemRef] = []
        try:
            # In one order for everybody: of two that want the same items, one gets them all.
            for ref in sorted(refs):
                if self._claim(project, link, ref, at):
                    inserted.append(ref)
        except (Rejected, Conflict):
            self.release(project, link, inserted)
            raise

    def release(self, project: str, link: str, refs: Iterable[ItemRef]) -> None:
        for ref in refs:
            self._release(project, link, ref)

    def mark(self, project: str, link: str, refs: Iterable[ItemRef], at: datetime) -> None:
        """Notes which items a link is about to hold, or to give back."""
        marker: Entity = {"PartitionKey": _pending(project), "RowKey": _open(link), "v": FIRST}
        # One property for each item: what an earlier call of the same link noted stays.
        noted = {
            _REF + fingerprint([ref.side, ref.key]): f"{ref.side} {escape(ref.key)}" for ref in refs
        }
        self._table.put({**marker, "at": at.isoformat(), **noted}, UpdateMode.MERGE)

    def settle(self, project: str, link: str, refs: Collection[ItemRef]) -> None:
        """The link's row is there, so the marker goes.

        Where it was given up meanwhile, the items are claimed again. Raises Rejected where
        somebody else got one first.
        """
        for _ in range(_PATIENCE):
            if self._table.drop(_pending(project), _open(link)):
                return
            self.claim(project, link, refs)
        raise Conflict(f"the items of link {link} keep being given up")

    def unmark(self, project: str, link: str) -> None:
        self._table.delete(_pending(project), _open(link))

    def give_up(
        self,
        project: str,
        older_than: datetime,
        keep: Collection[str],
        exists: Callable[[str], bool],
    ) -> int:
        """Removes the claims of links that `exists` does not know, but for those to keep; how
        many they were."""
        rows = self._table.partition(_pending(project))
        markers = [row for row in rows if unescape(row["RowKey"].partition(":")[2]) not in keep]
        return sum(self._give_up(project, marker, older_than, exists) for marker in markers)

    def _give_up(
        self,
        project: str,
        marker: TableEntity,
        older_than: datetime,
        exists: Callable[[str], bool],
    ) -> int:
        state, _, name = marker["RowKey"].partition(":")
        link = unescape(name)
        if state == "open" and _at(marker) >= older_than:
            return 0
        if exists(link):
            self._table.drop(marker["PartitionKey"], marker["RowKey"], etag(marker))
            return 0
        if state == "open" and not self._lose(marker, name):
            return 0
        # What was claimed again meanwhile is young, and stays.
        refs = [_ref(noted) for prop, noted in marker.items() if prop.startswith(_REF)]
        given_up = sum(self._release(project, link, ref, older_than) for ref in refs)
        self._table.delete(marker["PartitionKey"], f"lost:{name}")
        return given_up

    def _lose(self, marker: TableEntity, name: str) -> bool:
        partition = marker["PartitionKey"]
        lost = {**marker, "RowKey": fitting(f"lost:{name}")}
        gone = deletion(partition, marker["RowKey"], etag(marker))
        return self._table.transact([gone, putting(lost)]) is None

    def _claim(self, project: str, link: str, ref: ItemRef, at: datetime) -> bool:
        """Whether the claim is new; one that this link holds already is made young again."""
        claim: Entity = {"PartitionKey": _partition(ref), "RowKey": key(project), "v": FIRST}
        claim |= {"link": link, "at": at.isoformat()}
        for _ in range(_PATIENCE):
            if self._table.insert(claim) is not None:
                return True
            found = self._table.get(claim["PartitionKey"], claim["RowKey"])
            if found is None:
                continue
            if found["link"] != link:
                raise Rejected(f"{ref} already has a link")
            try:
                self._table.replace(claim, etag(found))
            except Conflict:
                continue
            return False
        raise Conflict(f"the claim on {ref} keeps moving")

    def _release(
        self, project: str, link: str, ref: ItemRef, older_than: datetime | None = None
    ) -> bool:
        found = self._table.get(_partition(ref), key(project))
        if found is None or found["link"] != link:
            return False
        if older_than is not None and _at(found) >= older_than:
            return False
        return self._table.drop(found["PartitionKey"], found["RowKey"], etag(found))


def _partition(ref: ItemRef) -> str:
    return key(ref.side, ref.key)


def _pending(project: str) -> str:
    return key("pending", project)


def _open(link: str) -> str:
    return key("open", link)


def _ref(noted: str) -> ItemRef:
    side, _, found = noted.partition(" ")
    return ItemRef(Side(side), unescape(found))


def _at(row: TableEntity) -> datetime:
    return datetime.fromisoformat(row["at"])
