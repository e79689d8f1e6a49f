"""Messages that nobody could work off: whose they are, one more try, and what becomes of that."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from core.model.approvals import Became
from core.model.changes import Change, Place, PoisonRow
from core.model.errors import Rejected, TryLater
from core.model.intents import HistoryRow
from core.model.items import ItemRef, fingerprint
from core.model.projects import Project
from core.sync.ports import Services
from core.sync.stores import Store

MESSAGE = "message"
"""What stands for the name of a value in the history of one that was dismissed."""


@dataclass(frozen=True)
class Message:
    """A poisoned message that is about a project: its link and item, where it names one."""

    row: PoisonRow
    link: str = ""
    title: str = ""


def messages_of(project: Project, services: Services) -> list[Message]:
    """Those that name the project, or an item that has a link in it, and were not dismissed."""
    found = list(_open(services))
    refs = {change.place.ref for _, change in found if change.place.ref}
    links = services.store.links.ids(project.id, refs) if refs else {}
    return [
        _message(row, change.place.ref, links, project.id, services.store)
        for row, change in found
        if change.place.project == project.id or change.place.ref in links
    ]


def replay(
    row: PoisonRow, by: str, decode: Callable[[str], Change], services: Services
) -> PoisonRow:
    """Put a poisoned message back on the queue. Raises Rejected where nobody can read it."""
    try:
        change = decode(row.body)
    except ValueError as unreadable:
        raise Rejected(f"message {row.id} cannot be read: {unreadable}") from unreadable
    replayed = replace(row, replayed_by=by, replayed_at=services.clock().isoformat())
    services.store.poison.put(replayed)
    services.changes.put(replace(change, times=0, letter=row.id))
    return replayed


def dismiss_message(
    message: Message, project: str, note: str, by: str, services: Services
) -> PoisonRow:
    """A person says that nothing more is to come of it. Safe twice."""
    row = replace(
        message.row, dismissed_by=by, dismissed_at=services.clock().isoformat(), note=note
    )
    services.store.history.add([_dismissal(message, row, project)])
    services.store.poison.put(row)
    return row


def note_failure(place: Place, failure: Exception, store: Store) -> None:
    """Whoever puts the message away is told only what it says."""
    with suppress(TryLater):
        store.poison.fail(_named(place), f"{type(failure).__name__}: {failure}"[:500])


def put_away(message: str, body: str, services: Services) -> PoisonRow:
    """Keep what failed too often; a replay that failed again is the same row. Safe twice."""
    poison, change = services.store.poison, _read(body, services)
    error = poison.failure(_named(change.place)) if isinstance(change, Change) else change
    before = poison.get(change.letter) if isinstance(change, Change) and change.letter else None
    if before is None:
        row = PoisonRow(message, body, services.clock().isoformat(), error)
        poison.add(row)
        return row
    return failed_again(before, error, services.store)


def failed_again(row: PoisonRow, error: str, store: Store) -> PoisonRow:
    if not row.replayed_at:
        return row
    back = replace(row, error=error, tries=row.tries + 1, replayed_at="", dismissed_at="")
    store.poison.put(back)
    return back


def _open(services: Services) -> Iterator[tuple[PoisonRow, Change]]:
    for row in services.store.poison.all():
        change = None if row.dismissed_at else _read(row.body, services)
        if isinstance(change, Change):
            yield row, change


def _message(
    row: PoisonRow, ref: ItemRef | None, links: Mapping[ItemRef, str], project: str, store: Store
) -> Message:
    link = links.get(ref, "") if ref else ""
    found = store.links.get(project, link) if link else None
    title = (found.ado.title or found.ppm.title) if found else ref.called if ref else ""
    return Message(row, link, title)


def _read(body: str, services: Services) -> Change | str:
    """The change, or why nobody can read it."""
    try:
        return services.decode(body)
    except ValueError as unreadable:
        return str(unreadable)


def _named(place: Place) -> str:
    return fingerprint([str(place.ref or ""), place.project])


def _dismissal(message: Message, row: PoisonRow, project: str) -> HistoryRow:
    what = " ".join(filter(None, (message.title, row.error)))
    return HistoryRow(
        id=fingerprint([row.id, Became.DISMISSED, row.tries])[:12],
        project=project,
        link=message.link,
        at=row.dismissed_at,
        by=row.dismissed_by,
        approval="",
        direction="",
        name=MESSAGE,
        old=None,
        new=None,
        became=Became.DISMISSED,
        words=f"{row.note} ({what})" if what else row.note,
    )
