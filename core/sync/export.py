"""Everything of a project, portion by portion, so that no project is too large to be taken along.

A position tells where a portion begins, and each portion where the next one does: it may be asked
for again, by any instance. What moves meanwhile is told as it was when its portion was read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.model.compare import Link
from core.model.intents import HistoryRow
from core.model.letters import Letter
from core.model.projects import Project
from core.sync.stores import Store

MOST_LINKS = 200
MOST = 1000

_LINKS, _HISTORY, _LETTERS = "links", "history", "letters"


@dataclass(frozen=True)
class Portion:
    """`after` is where the next begins, empty at the end. The first one tells the project alone."""

    after: str
    links: Sequence[Link] = ()
    history: Sequence[HistoryRow] = ()
    letters: Sequence[Letter] = ()


def portion(project: Project, position: str, store: Store) -> Portion:
    """Raises ValueError for what is no position."""
    if not position:
        return Portion(f"{_LINKS}:")
    what, _, behind = position.partition(":")
    if what == _LINKS:
        return _links(project.id, behind, store)
    if what == _HISTORY:
        return _history(project.id, behind, store)
    if what == _LETTERS:
        return _letters(project.id, behind, store)
    raise ValueError(f"no position in an export: {position[:40]!r}")


def _links(project: str, behind: str, store: Store) -> Portion:
    found = store.links.portion(project, behind, MOST_LINKS)
    more = len(found) == MOST_LINKS
    return Portion(f"{_LINKS}:{found[-1].id}" if more else f"{_HISTORY}:", links=found)


def _history(project: str, behind: str, store: Store) -> Portion:
    at, _, row = behind.partition(" ")
    found = store.history.portion(project, at, row, MOST)
    more = len(found) == MOST
    after = f"{_HISTORY}:{found[-1].at} {found[-1].id}" if more else f"{_LETTERS}:"
    return Portion(after, history=found)


def _letters(project: str, behind: str, store: Store) -> Portion:
    left = [each for each in store.letters.open(project) if each.id > behind]
    found = sorted(left, key=lambda letter: letter.id)[:MOST]
    more = len(found) < len(left)
    return Portion(f"{_LETTERS}:{found[-1].id}" if more else "", letters=found)
