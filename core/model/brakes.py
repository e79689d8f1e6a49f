"""Where we stop by ourselves, say so, and wait for a person: what looks like an accident."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from core.model.absence import Absence
from core.model.approvals import Approval, Aspect, Became
from core.model.bursts import within_the_hour
from core.model.compare import Link
from core.model.items import Side, fingerprint

GIVEN_UP = "given up"
"""How the words begin of what was held back and then closed: a person wanted it so."""

KEPT = 20
"""How many brakes that are over are remembered, with who released them."""


MOST = 100
"""How many of a kind are on at most: the row that remembers them has an end."""


class Stops(StrEnum):
    """What a brake stops: a request's approvals, what a sweep would write down, the whole project
    while one side knows none of its items, one link's approvals, or the whole project while too
    many links are stopped so."""

    RUN = "run"
    SWEEP = "sweep"
    EMPTY = "empty"
    STORM = "storm"
    FLOOD = "flood"


OF_SWEEPS = frozenset({Stops.SWEEP, Stops.EMPTY})


@dataclass(frozen=True)
class Limits:
    """From where on a person is asked. `share` is in per cent of a project's links, and fewer than
    `least` links are never too many; `writes` are ours onto one item in an hour, `unverified` the
    minutes after which a link that nobody has looked at is an alarm."""

    share: int = 50
    least: int = 50
    writes: int = 30
    unverified: int = 60

    def most(self, links: int) -> int:
        """How many of so many links may change without a question."""
        return max(self.least, links * self.share // 100)


@dataclass(frozen=True)
class Brake:
    """Something that was stopped. `about` is the request, the side or the link; `count` of `links`
    would have changed. It holds until a person says go on, or the reason has gone; `passes` is how
    much of it the next sweep may then write down, once. Times are ISO 8601 in UTC."""

    kind: Stops
    about: str
    words: str
    at: str
    count: int = 0
    links: int = 0
    over_at: str = ""
    over_by: str = ""
    passes: int = 0

    @property
    def id(self) -> str:
        return fingerprint([self.kind.value, self.about, self.at])[:16]

    @property
    def on(self) -> bool:
        return not self.over_at

    def over(self, by: str, at: str) -> "Brake":
        """Released. A tenth more than was seen may pass: people go on working meanwhile."""
        passes = self.count + self.count // 10 if self.kind in OF_SWEEPS else 0
        return replace(self, over_by=by, over_at=at, passes=passes)


def run_brake(
    approvals: Sequence[Approval], links: Iterable[Link], limits: Limits, at: str
) -> Brake | None:
    """The brake for a request that would change too many links; nothing where it may go on.

    What never agreed counts for nothing: a first alignment overwrites nothing that was settled,
    and a new item overwrites nothing at all.
    """
    names = {row.link: row.digests for row in approvals if row.aspect is not Aspect.CREATE}
    every = list(links)
    count = sum(1 for link in every if _agreed_once(link, names.get(link.id, {})))
    if count <= limits.most(len(every)):
        return None
    words = f"this would change {count} of {len(every)} links at once"
    return Brake(Stops.RUN, request_of(approvals[0]), words, at, count, len(every))


def request_of(approval: Approval) -> str:
    return approval.id.partition("-")[0]


def _agreed_once(link: Link, names: Iterable[str]) -> bool:
    return any(name in link.base for name in names)


def stream_brakes(
    decided: Iterable[Approval], brakes: Iterable[Brake], links: int, limits: Limits, at: str
) -> list[Brake]:
    """One for each standing choice behind what was `decided` within an hour, where that is too much
    of a project: hooks tell of a bulk edit one by one. What was decided before a person let its
    choice go on is theirs."""
    every = list(brakes)
    freed = {each.about: each.over_at for each in every if each.kind is Stops.RUN and not each.on}
    own = (row for row in decided if row.standing and _changes(row, every))
    unseen = [row for row in own if row.at > freed.get(row.standing, "")]
    count = len({row.link for row in unseen})
    if count <= limits.most(links):
        return []
    words = f"standing choices would change {count} of {links} links within an hour"
    choices = sorted({row.standing for row in unseen})
    return [Brake(Stops.RUN, each, words, at, count, links) for each in choices]


def _changes(row: Approval, brakes: Sequence[Brake]) -> bool:
    """Whether it has changed something, or is about to: what waits behind a brake is not."""
    became = {outcome.became for outcome in row.outcomes.values()}
    return bool(became & {Became.APPLIED, Became.ADJUSTED} or (row.left and not holds(brakes, row)))


def sweep_brake(
    before: Iterable[Link], after: Mapping[str, Link], limits: Limits, at: str
) -> Brake | None:
    """The brake for a look that finds too many links worse than they were. `after` has those that
    the look has changed, by id."""
    every = list(before)
    count = sum(1 for link in every if link.id in after and worse(link, after[link.id]))
    return worsened_brake(count, len(every), limits, at)


def worsened_brake(count: int, links: int, limits: Limits, at: str) -> Brake | None:
    """The same, where they are counted already."""
    if count <= limits.most(links):
        return None
    words = f"{count} of {links} links suddenly differ or have lost an item"
    return Brake(Stops.SWEEP, "", words, at, count, links)


def worse(before: Link, after: Link) -> bool:
    """A value that had been agreed differs, or an item is gone, and was not so before. What never
    agreed is no news: a new rule, or a pair just linked, has no base yet."""
    known = {each.name for each in before.mismatches}
    news = (each for each in after.mismatches if each.base is not None and each.name not in known)
    return bool(after.gone.keys() - before.gone.keys()) or any(news)


def empty_brake(side: Side, away: Sequence[Absence | None], at: str) -> Brake:
    """`away` tells of each item why it is not there, where that is known."""
    count = len(away)
    words = f"{side} suddenly knows none of the {count} items"
    if all(why is Absence.NO_ACCESS for why in away):
        words = f"{words}, as this connection's account may no longer read them"
    return Brake(Stops.EMPTY, side.value, words, at, count, count)


def storm_brake(link: Link, limits: Limits, at: datetime) -> Brake | None:
    count = within_the_hour(link.burst, at)
    if count < limits.writes:
        return None
    title = link.ado.title or link.ppm.title
    words = f"'{title[:80]}' was written {count} times within an hour"
    return Brake(Stops.STORM, link.id, words, at.isoformat(), count)


def stormy(
    links: Iterable[Link], brakes: Iterable[Brake], limits: Limits, at: datetime
) -> set[str]:
    """The links that were written too often of late, but for those that are stopped one by one."""
    named = abouts(brakes, Stops.STORM)
    often = (link.id for link in links if within_the_hour(link.burst, at) >= limits.writes)
    return {each for each in often if each not in named}


def abouts(brakes: Iterable[Brake], kind: Stops) -> set[str]:
    """What the brakes of this kind that are on are about."""
    return {each.about for each in brakes if each.on and each.kind is kind}


def flood_brake(more: int, at: datetime) -> Brake:
    """The one for all `more` links that are written too often, and have no room of their own."""
    items = "one more item was" if more == 1 else f"{more} more items were"
    words = f"{items} written too often within an hour, beside {MOST} that are stopped already"
    return Brake(Stops.FLOOD, "", words, at.isoformat(), more)


def holds(brakes: Iterable[Brake], approval: Approval) -> bool:
    """Whether a brake keeps this approval waiting. A write that was sent is written down first."""
    return approval.intent is None and any(_holds(each, approval) for each in brakes if each.on)


def _holds(brake: Brake, approval: Approval) -> bool:
    match brake.kind:
        case Stops.RUN:
            return brake.about == request_of(approval)
        case Stops.STORM:
            return brake.about == approval.link
        case Stops.EMPTY | Stops.FLOOD:
            return True
        case Stops.SWEEP:
            return False


def waits_since(brakes: Iterable[Brake], approval: Approval) -> str:
    """From when on an approval's own day counts: time under a brake, or put off, is not its own."""
    freed = (each.over_at for each in brakes if not each.on and _holds(each, approval))
    return max([approval.at, approval.due, *freed])


def passing(brakes: Iterable[Brake], wanted: Brake) -> bool:
    """Whether a person has let what this brake would stop go through, once. Items that may be
    believed gone may be written down so."""
    return any(
        each.passes >= wanted.count and (wanted.kind is Stops.SWEEP or _same(each, wanted))
        for each in brakes
    )


def pulled(brakes: Sequence[Brake], wanted: Brake) -> tuple[Brake, ...]:
    """With this brake. One that is on about the same stays, as of its time, with what is seen
    now."""
    known = next((each for each in brakes if _same(each, wanted) and each.on), None)
    if known is not None:
        now = replace(wanted, at=known.at)
        return tuple(now if each == known else each for each in brakes)
    return (*brakes, wanted)


def swept(brakes: Sequence[Brake], at: str) -> tuple[Brake, ...]:
    """After a sweep that came through, and began then: nothing is left for a sweep's brake to hold,
    or to pass. Of what was stopped or released since, it knows nothing."""
    return tidy(
        replace(each, passes=0, over_at=each.over_at or at)
        if each.kind in OF_SWEEPS and (each.on or each.passes) and max(each.at, each.over_at) <= at
        else each
        for each in brakes
    )


def released(brakes: Iterable[Brake], id_: str, by: str, at: str) -> tuple[Brake, ...]:
    """One that is over already stays as it is: who was first has released it."""
    return tidy(each.over(by, at) if each.id == id_ and each.on else each for each in brakes)


def tidy(brakes: Iterable[Brake]) -> tuple[Brake, ...]:
    """All that are on, and the latest that are over."""
    every = list(brakes)
    late = sorted((each for each in every if not each.on), key=lambda each: each.over_at)[-KEPT:]
    return tuple(each for each in every if each.on or each in late)


def _same(one: Brake, other: Brake) -> bool:
    return (one.kind, one.about) == (other.kind, other.about)
