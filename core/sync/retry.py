"""A person tries again what did not come true, or dismisses it: until then it stays."""

from collections.abc import Sequence
from dataclasses import replace

from core.model.errors import Conflict, Rejected
from core.model.items import fingerprint
from core.model.letters import (
    Letter,
    dependents,
    dismissal,
    retry_of,
    waits_for,
)
from core.sync.brakes import open_watched
from core.sync.ports import Clock
from core.sync.stores import Store

_PATIENCE = 5


def retry(
    project: str, letter: str, by: str, store: Store, clock: Clock, *, with_dependents: bool = False
) -> list[Letter]:
    """Open its approval anew, and those of the letters that depend on it; all of them.

    Noted on the letters first, under an id that follows from the letter and its tries: pressed
    twice, also by two people at once, is once, and what was cut off half-way is taken up again.
    Raises Rejected where there is no such letter.
    """
    every = list(store.letters.open(project))
    found = _named(letter, every)
    wanted = [found, *(dependents(found, every) if with_dependents else ())]
    request = fingerprint([found.id, str(found.tries)])[:16]
    noted = [_note(each, request, by, store, clock) for each in wanted]
    tried = [each for each in noted if each is not None]
    known = {each.id: each for each in (*every, *tried)}
    open_watched(
        [
            retry_of(each, by, clock().isoformat(), waits_for(each, known.values()))
            for each in tried
        ],
        store,
        clock,
    )
    return tried


def dismiss(project: str, letter: str, note: str, by: str, store: Store, clock: Clock) -> Letter:
    """A person says that nothing more is to come of it. Safe twice: who was first has said it.

    Raises Rejected where there is no such letter, or it is just being tried again.
    """
    if before := store.letters.dismissed(project, letter):
        store.letters.dismiss(before)
        return before
    found = store.letters.get(project, letter)
    if found is None:
        raise Rejected(f"there is no letter {letter} in project {project}")
    if found.retry and store.approvals.get(project, found.retry):
        raise Rejected(f"'{found.title}' is just being tried again: wait for what becomes of it")
    at = clock().isoformat()
    gone = replace(found, dismissed_by=by, dismissed_at=at, note=note)
    store.history.add(dismissal(gone))
    store.letters.dismiss(gone)
    return gone


def _named(letter: str, every: Sequence[Letter]) -> Letter:
    found = next((each for each in every if each.id == letter), None)
    if found is None:
        raise Rejected(f"there is no letter {letter}")
    return found


def _note(letter: Letter, request: str, by: str, store: Store, clock: Clock) -> Letter | None:
    """The letter with the id of its retry; that of whoever was first, where somebody was. Nothing
    where it is settled or dismissed by now."""
    current: Letter | None = letter
    for _ in range(_PATIENCE):
        if current is None or current.retry:
            return current
        noted = replace(
            current,
            retry=f"{request}-{letter.id}",
            retried_by=by,
            retried_at=clock().isoformat(),
        )
        try:
            return store.letters.save(noted)
        except Conflict:
            current = store.letters.get(letter.project, letter.id)
    raise Conflict(f"letter {letter.id} keeps moving")
