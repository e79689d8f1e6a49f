"""An event that reached us: where to look and since when; and what becomes of one nobody reads."""

from dataclasses import dataclass

from core.model.items import ItemRef


@dataclass(frozen=True)
class Place:
    """Where to look, never what is true: an item, a whole project, or else every project. Nowhere
    where it is a `probe`."""

    ref: ItemRef | None = None
    project: str = ""
    probe: str = ""


@dataclass(frozen=True)
class Change:
    """A place to look at, and when the event reached us, ISO 8601 in UTC. `times` counts how often
    it was put back because the world moved or was away; `letter` is the row of the message that it
    tries again, `trace` where the hook stands that told of it. One that was held back stands for
    all about its place that came before `at`; when the first of them came, `held` says."""

    at: str
    place: Place
    times: int = 0
    letter: str = ""
    trace: str = ""
    held: str = ""

    @property
    def soonest(self) -> float:
        """The least seconds until the next look: a second at first, twice as long each time."""
        return min(2.0 ** min(self.times, 6), 60.0)


@dataclass(frozen=True)
class Probe:
    """A message of which nothing is wanted but that it arrives: when it was sent, when it came."""

    id: str
    sent_at: str
    came_at: str = ""


@dataclass(frozen=True)
class PoisonRow:
    """A message that failed too often, kept until a replay comes true or a person dismisses it.
    `tries` counts how often it ended so."""

    id: str
    body: str
    at: str
    error: str = ""
    replayed_at: str = ""
    tries: int = 1
    replayed_by: str = ""
    dismissed_by: str = ""
    dismissed_at: str = ""
    note: str = ""
