"""How a project is: in step or not, since when nobody looked, and who still tells us of changes."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.model.absence import Absence
from core.model.alarms import Alarm, Kind, verified
from core.model.approvals import Approval
from core.model.backfill import Backfill, ends_in, wanted
from core.model.budgets import Window, slid
from core.model.connections import HookRow
from core.model.items import Side
from core.model.projects import Project
from core.model.tallies import Tally, day_of, since
from core.sync.alarms import of_project, of_tenant
from core.sync.listen import needed_by
from core.sync.ports import Services


@dataclass(frozen=True)
class Health:
    """Times are ISO 8601 in UTC and empty where there is none; `oldest` is the link that nobody has
    looked at for the longest time. `since` is the day from which on the project has been in step,
    or has not been. `away` counts the links with an item that is gone by why it is, `removed` those
    whose work item is in a state that stands for no progress. `budgets` have slid until now."""

    queue: int
    poison: int
    links: int
    in_step: int
    gone: int
    away: Mapping[Absence, int]
    removed: int
    waiting: int
    oldest: str
    oldest_at: str
    swept_at: str
    hooks: tuple[HookRow, ...]
    express_expires_at: str
    tallies: tuple[Tally, ...]
    alarms: tuple[Alarm, ...]
    since: str
    budgets: tuple[Window, ...]
    backfill: Backfill | None

    def heard(self, side: Side) -> str:
        """When that side was last heard from."""
        return max((row.seen_at for row in self.hooks if row.side is side), default="")


def health(project: Project, services: Services) -> Health:
    store = services.store
    links = list(store.links.all(project.id))
    oldest = min(links, key=lambda link: verified(link, project), default=None)
    in_step = sum(1 for link in links if not (link.mismatches or link.gone))
    today = day_of(services.clock(), project.terms.zone)
    waiting = list(store.approvals.waiting(project.id))
    budgets = _budgets(project, services)
    return Health(
        queue=services.changes.depth(),
        poison=sum(1 for row in store.poison.all() if not (row.replayed_at or row.dismissed_at)),
        links=len(links),
        in_step=in_step,
        gone=sum(1 for link in links if link.gone),
        away=Counter(why for link in links for why in set(link.gone.values())),
        removed=sum(1 for link in links if link.removed),
        waiting=len(waiting),
        oldest=oldest.id if oldest else "",
        oldest_at=verified(oldest, project) if oldest else "",
        swept_at=project.swept_at,
        hooks=tuple(_of(project, store.hooks.all())),
        express_expires_at=store.projects.site().express_expires_at,
        tallies=project.tallies,
        alarms=tuple(_alarms(project, services)),
        since=since(project.tallies, in_step == len(links), today),
        budgets=budgets,
        backfill=_backfill(waiting, budgets, services.clock()),
    )


def _budgets(project: Project, services: Services) -> tuple[Window, ...]:
    """One for each identity, also where it was never used."""
    now = services.clock().timestamp()
    who = services.identities(project)
    kept = {each: services.store.budgets.get(each.id) or Window(each) for each in who}
    return tuple(slid(replace(row, identity=each), now) for each, row in kept.items())


def _backfill(
    waiting: Collection[Approval], budgets: Collection[Window], now: datetime
) -> Backfill | None:
    if not waiting:
        return None
    seconds = ends_in(budgets, wanted(waiting), now.timestamp())
    return Backfill(len(waiting), (now + timedelta(seconds=seconds)).isoformat())


def _alarms(project: Project, services: Services) -> list[Alarm]:
    """The project's own and the tenant's, but for those of hooks that it does not hear from."""
    mine = needed_by(project)
    shared = [a for a in of_tenant(services) if a.kind is not Kind.HOOK or a.about in mine]
    return sorted([*shared, *of_project(project, services)], key=lambda alarm: not alarm.grave)


def _of(project: Project, rows: Iterable[HookRow]) -> list[HookRow]:
    mine = needed_by(project)
    return [row for row in rows if row.name in mine]
