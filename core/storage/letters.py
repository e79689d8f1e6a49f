"""What did not come true: open until it did or was dismissed, and what was dismissed, with why."""

from collections.abc import Iterable
from dataclasses import replace

from azure.data.tables import TableEntity

from core.model.letters import Kind, Letter
from core.storage.codec import full
from core.storage.codec.approvals import approval, approval_json
from core.storage.rows import Entity, Json, key, read, written
from core.storage.tables import Table, etag


class TableLetters:
    """The table `letters`: `open:{project}` and `dismissed:{project}`, by id."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def open(self, project: str) -> Iterable[Letter]:
        return [_letter(row) for row in self._table.partition(key("open", project))]

    def get(self, project: str, letter: str) -> Letter | None:
        return self._get("open", project, letter)

    def dismissed(self, project: str, letter: str) -> Letter | None:
        return self._get("dismissed", project, letter)

    def add(self, letter: Letter) -> None:
        if self.dismissed(letter.project, letter.id) is None:
            self._table.insert(_row("open", letter))

    def save(self, letter: Letter) -> Letter:
        return replace(letter, etag=self._table.replace(_row("open", letter), letter.etag))

    def remove(self, letter: Letter) -> None:
        self._table.delete(key("open", letter.project), key(letter.id))

    def dismiss(self, letter: Letter) -> None:
        self._table.insert(_row("dismissed", letter))
        self.remove(letter)

    def _get(self, standing: str, project: str, letter: str) -> Letter | None:
        found = self._table.get(key(standing, project), key(letter))
        return None if found is None else _letter(found)


def letter_json(letter: Letter) -> Json:
    told = {name: each for name, each in vars(letter).items() if name != "etag"}
    return full({**told, "kind": letter.kind.value, "approval": approval_json(letter.approval)})


def letter(found: Json, etag: str = "") -> Letter:
    return Letter(
        id=found.get("id", ""),
        kind=Kind(found["kind"]),
        words=found.get("words", ""),
        title=found.get("title", ""),
        tries=found.get("tries", 0),
        at=found.get("at", ""),
        first=found.get("first", ""),
        after=found.get("after", ""),
        approval=approval(found["approval"]),
        retry=found.get("retry", ""),
        retried_by=found.get("retried_by", ""),
        retried_at=found.get("retried_at", ""),
        dismissed_by=found.get("dismissed_by", ""),
        dismissed_at=found.get("dismissed_at", ""),
        note=found.get("note", ""),
        etag=etag,
    )


def _row(standing: str, letter: Letter) -> Entity:
    return written(key(standing, letter.project), key(letter.id), letter_json(letter))


def _letter(row: TableEntity) -> Letter:
    return letter(read(row), etag(row))
