"""The tree as it was last told: packed bytes in as many rows as they need, under a generation of
their own. The header goes last and names the generation: half a tree is no tree."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

from azure.data.tables import TableEntity

from core.model.errors import Conflict
from core.model.tree import KeptTree
from core.storage.rows import FIRST, Entity, key
from core.storage.tables import PARTITION, Table, etag

_HEADER = "tree"
_PIECE = 64 * 1024
"""Bytes in one property, as many as Azure allows."""

_PIECES = 11
"""How many go into a row of 1 MiB. Azure would take 15; the emulator counts them in base64."""

_ABANDONED = timedelta(hours=1)
"""After so long nobody is writing it any more."""


class TableTrees:
    """The table `trees`."""

    def __init__(self, table: Table, clock: Callable[[], datetime]) -> None:
        self._table = table
        self._clock = clock

    def last(self, project: str) -> KeptTree | None:
        rows = {row["RowKey"]: row for row in self._table.partition(key(project))}
        header = rows.get(_HEADER)
        if header is None:
            return None
        parts = [rows[name] for name in _names(header) if name in rows]
        if len(parts) < header["count"]:
            # Let go, or the same tree told once more would be taken for kept already.
            self._table.drop(header["PartitionKey"], _HEADER, etag(header))
            return None
        packed = b"".join(piece for part in parts for piece in _pieces(part))
        return KeptTree(header["at"], header["digest"], packed)

    def keep(self, project: str, tree: KeptTree) -> None:
        partition = key(project)
        before = self._table.get(partition, _HEADER)
        if before is not None and before["digest"] == tree.digest:
            return
        generation = f"{self._clock():%Y%m%dT%H%M%S}-{uuid4().hex}"
        parts = list(_parts(partition, generation, tree.packed))
        for part in parts:
            self._table.put(part)
        if self._put(_header(partition, generation, len(parts), tree), before):
            self._let_go(partition, generation, before)
        else:
            for part in parts:
                self._table.delete(partition, part["RowKey"])

    def _put(self, header: Entity, before: TableEntity | None) -> bool:
        """False where somebody was quicker: they have told of the same links a moment ago."""
        try:
            if before is not None:
                self._table.replace(header, etag(before))
                return True
            if self._table.insert(header) is not None:
                return True
        except Conflict:
            pass
        # Azure's library repeats a call whose answer was lost: then the row there is our own.
        there = self._table.get(header["PartitionKey"], _HEADER, ["generation"])
        return there is not None and there["generation"] == header["generation"]

    def _let_go(self, partition: str, generation: str, before: TableEntity | None) -> None:
        """What stood here until now, and what somebody has begun and never finished."""
        replaced = before["generation"] if before else ""
        abandoned = f"{self._clock() - _ABANDONED:%Y%m%dT%H%M%S}"
        for row in self._table.rows(PARTITION, {"partition": partition}, ["RowKey"]):
            of, _, part = row["RowKey"].partition(":")
            if part and of != generation and (of == replaced or of < abandoned):
                self._table.delete(partition, row["RowKey"])


def _header(partition: str, generation: str, parts: int, tree: KeptTree) -> Entity:
    told = {"generation": generation, "count": parts, "at": tree.at, "digest": tree.digest}
    return {"PartitionKey": partition, "RowKey": _HEADER, "v": FIRST, **told}


def _parts(partition: str, generation: str, packed: bytes) -> Iterator[Entity]:
    pieces = [packed[at : at + _PIECE] for at in range(0, len(packed), _PIECE)]
    for number, at in enumerate(range(0, len(pieces), _PIECES)):
        named = {f"bytes{n}": piece for n, piece in enumerate(pieces[at : at + _PIECES])}
        row = f"{generation}:{number:04}"
        yield {"PartitionKey": partition, "RowKey": row, "v": FIRST, **named}


def _names(header: Mapping[str, object]) -> list[str]:
    return [f"{header['generation']}:{number:04}" for number in range(int(str(header["count"])))]


def _pieces(part: Mapping[str, bytes]) -> Iterator[bytes]:
    for number in count():
        piece = part.get(f"bytes{number}")
        if piece is None:
            return
        yield piece
