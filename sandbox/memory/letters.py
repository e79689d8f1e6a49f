"""What did not come true, in dictionaries, with the same promises about who saves first."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import count

from core.model.errors import Conflict
from core.model.letters import Letter
from sandbox.memory import Between, nothing

_etags = count(1)


@dataclass
class MemoryLetters:
    between: Between = nothing
    rows: dict[tuple[str, str], Letter] = field(default_factory=dict)
    over: dict[tuple[str, str], Letter] = field(default_factory=dict)

    def open(self, project: str) -> Iterable[Letter]:
        return [self.rows[key] for key in sorted(self.rows) if key[0] == project]

    def get(self, project: str, letter: str) -> Letter | None:
        self.between("letters.get")
        return self.rows.get((project, letter))

    def dismissed(self, project: str, letter: str) -> Letter | None:
        return self.over.get((project, letter))

    def add(self, letter: Letter) -> None:
        self.between("letters.add")
        key = (letter.project, letter.id)
        if key not in self.over and key not in self.rows:
            self.rows[key] = replace(letter, etag=str(next(_etags)))

    def save(self, letter: Letter) -> Letter:
        self.between("letters.save")
        kept = self.rows.get((letter.project, letter.id))
        if kept is None or kept.etag != letter.etag:
            raise Conflict(f"letter {letter.id} is no longer the row that was read")
        stamped = replace(letter, etag=str(next(_etags)))
        self.rows[letter.project, letter.id] = stamped
        return stamped

    def remove(self, letter: Letter) -> None:
        self.between("letters.remove")
        self.rows.pop((letter.project, letter.id), None)

    def dismiss(self, letter: Letter) -> None:
        self.between("letters.dismiss")
        self.over.setdefault((letter.project, letter.id), letter)
        self.remove(letter)
