"""What an administrator should hear of without looking: raised once, told again each day, and told
when it is over."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from core.model.compare import Link
from core.model.connections import HookRow
from core.model.items import Side
from core.model.letters import Letter
from core.model.plans import SYSTEM
from core.model.projects import Project, Site
from core.model.silence import unheard

AGAIN = timedelta(days=1)
SOON = 21
"""How many days before a token ends we begin to say so."""


class Kind(StrEnum):
    """What it is about; docs/alarms.md says of each what to do."""

    SILENCE = "silence"
    TOKEN = "token"  # noqa: S105
    HOOK = "hook"
    POISON = "poison"
    BRAKE = "brake"
    UNVERIFIED = "unverified"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    SCHEMA = "schema"
    REACH = "reach"


@dataclass(frozen=True)
class Alarm:
    """Something is wrong now. `project` is empty where it is the tenant's, `about` names the part
    of it; a `grave` one stops somebody's work."""

    kind: Kind
    project: str
    about: str
    words: str
    grave: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.kind.value, self.project, self.about)


@dataclass(frozen=True)
class Raised:
    """An alarm as it is remembered: since when, when it was last told, and since when it is over.
    `sent` says that the channel has heard the latest of it. Times are ISO 8601 in UTC."""

    alarm: Alarm
    since: str
    told_at: str
    over_at: str = ""
    sent: bool = False


def settled(
    current: Iterable[Alarm], known: Iterable[Raised], unsure: Collection[str], now: datetime
) -> list[Raised]:
    """Every row that has something new to tell, or other words. What is about a project that could
    not be looked at (`unsure`) stays as it is."""
    before = {row.alarm.key: row for row in known}
    there = {alarm.key: alarm for alarm in current}
    at = now.isoformat()
    news = [_standing(alarm, before.get(key), now) for key, alarm in there.items()]
    ended = [
        replace(row, over_at=at, told_at=at, sent=False)
        for key, row in before.items()
        if key not in there and not row.over_at and row.alarm.project not in unsure
    ]
    return [row for row in (*news, *ended) if row != before.get(row.alarm.key)]


def _standing(alarm: Alarm, known: Raised | None, now: datetime) -> Raised:
    at = now.isoformat()
    if known is None or known.over_at:
        return Raised(alarm, at, at)
    if now - datetime.fromisoformat(known.told_at) >= AGAIN:
        return replace(known, alarm=alarm, told_at=at, sent=False)
    return replace(known, alarm=alarm)


def days_left(expires_at: str, now: datetime) -> int | None:
    """Whole days; None where nobody told when."""
    if not expires_at:
        return None
    return (datetime.fromisoformat(expires_at) - now).days


def of_token(site: Site, now: datetime) -> list[Alarm]:
    about = "PPM Express"
    if site.express_words:
        words = f"the token for PPM Express is of no use: {site.express_words}"
        return [Alarm(Kind.TOKEN, "", about, words, grave=True)]
    left = days_left(site.express_expires_at, now)
    if left is None or left > SOON:
        return []
    when = f"ends in {left} days" if left >= 0 else "has ended"
    words = f"the token for PPM Express {when}: an administrator has to renew it"
    return [Alarm(Kind.TOKEN, "", about, words, grave=left < 0)]


def of_hook(row: HookRow, now: datetime) -> list[Alarm]:
    """What leads to one of our addresses is missing, or had to be made anew within the last day."""
    if row.words:
        return [Alarm(Kind.HOOK, "", row.name, row.words)]
    broken = sorted({each.state for each in row.subscriptions if each.state})
    if broken:
        return [Alarm(Kind.HOOK, "", row.name, f"{SYSTEM[row.side]}: {'; '.join(broken)}")]
    if row.mended_at and now - datetime.fromisoformat(row.mended_at) < AGAIN:
        words = f"{SYSTEM[row.side]}: a subscription was {row.mended}, and was made anew"
        return [Alarm(Kind.HOOK, "", row.name, words)]
    return []


def of_poison(waiting: int) -> list[Alarm]:
    if not waiting:
        return []
    words = f"{_many(waiting, 'message')} not worked off: look at the cause, then replay"
    return [Alarm(Kind.POISON, "", "changes", words, grave=True)]


def of_brakes(project: Project) -> list[Alarm]:
    return [
        Alarm(Kind.BRAKE, project.id, each.id, f"{each.words}: somebody has to decide", grave=True)
        for each in project.brakes
        if each.on
    ]


def of_suspended(project: Project) -> list[Alarm]:
    if project.suspended is None:
        return []
    why = project.suspended
    return [Alarm(Kind.SUSPENDED, project.id, "", why.words, grave=not why.by)]


def of_schema(project: Project) -> list[Alarm]:
    """What a project's rules and filters name that is not there any more."""
    paused = [
        Alarm(Kind.SCHEMA, project.id, f"rule:{name}", f"the rule {name} is paused: {words}")
        for name, words in project.paused.items()
    ]
    noted = [
        Alarm(Kind.SCHEMA, project.id, f"note:{each.at}:{number}", each.words)
        for number, each in enumerate(project.notes)
    ]
    return [*paused, *noted]


def of_silence(project: Project, rows: Sequence[HookRow], now: datetime) -> list[Alarm]:
    """Where hooks are in place, and yet edits are found by looks alone."""
    found = []
    for side in Side:
        mine = [row for row in rows if row.side is side]
        heard = max((row.seen_at for row in mine), default="")
        edits = unheard(project.found, side, heard, now)
        if edits and mine and not any(row.words for row in mine):
            since = f"since {_when(heard)}" if heard else "yet"
            told = f"{SYSTEM[side]} has told us of nothing {since}"
            words = f"{told}, but looks have found {edits} edits"
            found.append(Alarm(Kind.SILENCE, project.id, side.value, words))
    return found


def of_unverified(project: Project, oldest_at: str, now: datetime) -> list[Alarm]:
    """`oldest_at` is when the link was looked at that nobody has looked at for the longest time."""
    limit = timedelta(minutes=project.limits.unverified)
    if not oldest_at or now - datetime.fromisoformat(oldest_at) <= limit:
        return []
    words = f"a link has not been looked at since {_when(oldest_at)}"
    return [Alarm(Kind.UNVERIFIED, project.id, "", words)]


def of_reach(project: Project) -> list[Alarm]:
    if not project.out_of_reach:
        return []
    words = f"of {project.out_of_reach} links an item may no longer be read: give the right back"
    return [Alarm(Kind.REACH, project.id, "", words)]


def of_refused(project: str, letters: Iterable[Letter]) -> list[Alarm]:
    """`letters` are those that are open. What is just being tried again waits for nobody."""
    waiting = sum(1 for each in letters if not each.retry)
    if not waiting:
        return []
    words = f"{_many(waiting, 'approval')} not carried out: try again or dismiss"
    return [Alarm(Kind.REFUSED, project, "", words)]


def verified(link: Link, project: Project) -> str:
    return verified_at(link.looked_at, project)


def verified_at(looked_at: Mapping[Side, str], project: Project) -> str:
    """When both sides were looked at last: a sweep looks at every link."""
    return max(project.swept_at, min(looked_at.get(Side.ADO, ""), looked_at.get(Side.PPM, "")))


def _many(count: int, noun: str) -> str:
    return f"one {noun} was" if count == 1 else f"{count} {noun}s were"


def _when(at: str) -> str:
    return f"{at[:16].replace('T', ' ')} UTC"
