"""Letters: what was approved and did not come true. A person tries it again or dismisses it; until
then it stays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from core.model.approvals import Approval, Became, Outcome
from core.model.arrivals import is_unborn
from core.model.brakes import GIVEN_UP
from core.model.intents import HistoryRow, history_row
from core.model.items import fingerprint
from core.model.standing import NO_LONGER

TRIES = 5
FAILED = f"failed {TRIES} times"
TOO_OLD = "open for"
PARTED = "the two items are no longer linked"
"""How the words begin of what is closed so. A person has parted the items: there is nothing left
to be tried again."""

_MEANT = (GIVEN_UP, NO_LONGER, PARTED)


class Kind(StrEnum):
    """Why nothing came of it: it was refused, its tries are used up, it waited for too long, or it
    was a message that nobody could work off."""

    REFUSED = "refused"
    FAILED = "failed"
    LATE = "late"
    MESSAGE = "message"


@dataclass(frozen=True)
class Letter:
    """What is left of an approval that did not come true.

    `first` is that approval's id, `after` the one that it waited for; both stay as they were first,
    so that those that depend on each other find each other. `approval` is what would be opened
    anew, `retry` the id of the one that was. `tries` counts how often it ended so, `at` is when it
    did for the first time. Times are ISO 8601 in UTC.
    """

    id: str
    kind: Kind
    words: str
    title: str
    tries: int
    at: str
    first: str
    after: str
    approval: Approval
    retry: str = ""
    retried_by: str = ""
    retried_at: str = ""
    dismissed_by: str = ""
    dismissed_at: str = ""
    note: str = ""
    etag: str = ""

    @property
    def project(self) -> str:
        return self.approval.project

    @property
    def link(self) -> str:
        return self.approval.link


def letter_of(closed: Approval, title: str, at: str) -> Letter | None:
    """What is left of a closed approval to be tried again. Where a value is stale somebody decides
    again anyhow, and what a person ended is no failure."""
    failures = _failures(closed)
    if not failures:
        return None
    return Letter(
        id=fingerprint([closed.id])[:16],
        kind=_kind(failures),
        words=_words(failures),
        title=title,
        tries=1,
        at=at,
        first=closed.id,
        after=closed.after,
        approval=_cleared(closed, failures),
    )


def returned(letter: Letter, closed: Approval) -> Letter | None:
    """The letter after its retry was closed; nothing where that left nothing to be tried again."""
    failures = {n: each for n, each in closed.outcomes.items() if each.became is Became.REJECTED}
    if not failures or any(each.words.startswith(PARTED) for each in failures.values()):
        return None
    return replace(
        letter,
        kind=_kind(failures),
        words=_words(failures),
        tries=letter.tries + 1,
        approval=_cleared(closed, failures),
        retry="",
    )


def retry_of(letter: Letter, by: str, at: str, after: str) -> Approval:
    """The approval that tries it again, with the digests that a person has seen."""
    row = letter.approval
    return replace(row, id=letter.retry, by=by, at=at, after=after, letter=letter.id)


def dependents(letter: Letter, every: Iterable[Letter]) -> list[Letter]:
    """Those that waited for this one, and those that waited for them, nearest first."""
    rest = [each for each in every if each.id != letter.id]
    found: list[Letter] = []
    line = [letter]
    while line:
        above = line.pop(0)
        below = [each for each in rest if _depends(each, above)]
        rest = [each for each in rest if each not in below]
        found += below
        line += below
    return found


def waits_for(letter: Letter, every: Iterable[Letter]) -> str:
    """The id of the retry that has to be closed first; empty where none is known."""
    above = (each.retry for each in every if each.id != letter.id and _depends(letter, each))
    return next(filter(None, above), "")


def dismissal(letter: Letter) -> tuple[HistoryRow, ...]:
    """What goes into the history of values that a person expects no more."""
    dismissed = replace(letter.approval, by=letter.dismissed_by)
    return tuple(
        replace(
            history_row(dismissed, letter.dismissed_at, name, told_by=Became.DISMISSED),
            became=Became.DISMISSED,
            words=f"{letter.note} ({letter.words})",
        )
        for name in letter.approval.digests
    )


def _depends(letter: Letter, above: Letter) -> bool:
    making = letter.approval.making
    if letter.after in (above.first, above.approval.id):
        return True
    return making is not None and is_unborn(above.approval) and making.below == above.link


def _failures(closed: Approval) -> Mapping[str, Outcome]:
    return {
        name: each
        for name, each in closed.outcomes.items()
        if each.became is Became.REJECTED and not each.words.startswith(_MEANT)
    }


def _cleared(closed: Approval, failures: Iterable[str]) -> Approval:
    """What is tried again. That an item may have been made is kept, so that it is looked for before
    anything is made."""
    left = {name: closed.digests[name] for name in failures if name in closed.digests}
    row = replace(closed, digests=left, outcomes={})
    return replace(
        row,
        intent=closed.intent if is_unborn(row) else None,
        taken_by="",
        taken_until="",
        not_before="",
        tries=0,
        words="",
        standing="",
        due="",
        away_until="",
        etag="",
    )


def _kind(failures: Mapping[str, Outcome]) -> Kind:
    words = _words(failures)
    if words.startswith(TOO_OLD):
        return Kind.LATE
    return Kind.FAILED if words.startswith(FAILED) else Kind.REFUSED


def _words(failures: Mapping[str, Outcome]) -> str:
    """Each cause once, as it was told."""
    return "; ".join(dict.fromkeys(each.words for each in failures.values()))
