"""The queue of places to look at: small messages that say where, never what."""

import json
import math
from contextlib import suppress
from threading import Lock

from azure.core.exceptions import ResourceExistsError
from azure.storage.queue import QueueClient, QueueServiceClient, TextBase64EncodePolicy

from core.model.changes import Change, Place
from core.model.items import ItemRef, Side
from core.model.traces import ids
from core.storage.rows import FIRST
from core.storage.tables import at_the_border

_FOR_EVER = -1


class QueueChanges:
    """One client for one queue, for all threads of this process."""

    def __init__(self, queues: QueueServiceClient, name: str = "changes") -> None:
        # The Functions host decodes base64, and takes anything else for poison.
        policy = TextBase64EncodePolicy()
        self._queue = queues.get_queue_client(name, message_encode_policy=policy)
        self._lock = Lock()
        self._there = False

    def put(self, change: Change, delay: float = 0) -> None:
        with at_the_border("the queue of changes"):
            self._use().send_message(
                encode(change), visibility_timeout=math.ceil(delay), time_to_live=_FOR_EVER
            )

    def depth(self) -> int:
        """About how many messages wait, seen or not. Raises TryLater."""
        with at_the_border("the queue of changes"):
            return self._use().get_queue_properties().approximate_message_count or 0

    def _use(self) -> QueueClient:
        with self._lock:
            if not self._there:
                with suppress(ResourceExistsError):
                    self._queue.create_queue()
                self._there = True
        return self._queue


def encode(change: Change) -> str:
    ref = change.place.ref
    found: dict[str, object] = {"v": FIRST, "at": change.at}
    if ref is not None:
        found |= {"side": ref.side.value, "key": ref.key}
    if change.place.project:
        found["project"] = change.place.project
    if change.place.probe:
        found["probe"] = change.place.probe
    if change.times:
        found["times"] = change.times
    if change.letter:
        found["letter"] = change.letter
    if change.trace:
        found["trace"] = change.trace
    if change.held:
        found["held"] = change.held
    return json.dumps(found, separators=(",", ":"))


def decode(text: str) -> Change:
    """Raises ValueError, with the reason, for what `encode` did not write."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise ValueError(f"not a message about a change: {text[:80]!r}") from error
    match found:
        case {"v": int(version)} if version > FIRST:
            raise ValueError(
                f"this message was written by schema version {version}, and this app reads"
                f" versions up to {FIRST}: deploy the newer app"
            )
        case {"v": int(), "at": str(at)}:
            return Change(
                at, _place(found), _times(found), _letter(found), _trace(found), _held(found)
            )
        case _:
            raise ValueError(f"not a message about a change: {text[:80]!r}")


def _times(found: dict[str, object]) -> int:
    """How often it was put back; one that an older app wrote was not counted."""
    times = found.get("times", 0)
    if not isinstance(times, int) or times < 0:
        raise ValueError(f"a message about a change put back so often: {times!r:.80}")
    return times


def _letter(found: dict[str, object]) -> str:
    letter = found.get("letter", "")
    if not isinstance(letter, str):
        raise ValueError(f"a message that tries no letter again: {letter!r:.80}")
    return letter


def _trace(found: dict[str, object]) -> str:
    """An odd one is no reason not to look."""
    trace = found.get("trace")
    return trace if isinstance(trace, str) and ids(trace) else ""


def _held(found: dict[str, object]) -> str:
    held = found.get("held", "")
    if not isinstance(held, str):
        raise ValueError(f"a message that was held back, nobody knows since when: {held!r:.80}")
    return held


def _place(found: dict[str, object]) -> Place:
    project = found.get("project", "")
    match found, project:
        case {"probe": str(probe)}, _:
            return Place(probe=probe)
        case {"probe": _}, _:
            raise ValueError(f"a message about a probe without a name: {found!r:.80}")
        case {"side": str(side), "key": str(key)}, str() if side in set(Side):
            return Place(ItemRef(Side(side), key), project)
        case {"side": _} | {"key": _}, _:
            raise ValueError(f"a message about no item: {found!r:.80}")
        case _, str():
            return Place(project=project)
        case _:
            raise ValueError(f"a message about no project: {found!r:.80}")
