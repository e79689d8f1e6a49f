"""How a project is: in step or not, since when, and what to do."""

from dataclasses import asdict
from datetime import UTC, datetime

from core.model.absence import Absence
from core.model.alarms import Kind, days_left
from core.model.budgets import Window, left, whole
from core.model.items import Side
from core.sync.health import health
from handlers.api import answers, views
from handlers.api.asked import Asked, Needs
from handlers.api.connection import HookAnswer, hook
from handlers.api.routes import Route


class TallyAnswer(answers.Answer):
    """How a project stood at the last look of a day of its own zone."""

    day: answers.Day
    links: int
    differing: int
    gone: int


class AlarmAnswer(answers.Answer):
    """Something that is wrong now; the tenant's own where `project` is empty. A `grave` one stops
    somebody's work."""

    kind: Kind
    project: str
    about: str
    words: str
    grave: bool


class BudgetAnswer(answers.Answer):
    """What an identity has used of the `most` that its vendor allows in so many `seconds`, in the
    vendor's own unit; `most` is 0 where nobody counts. All of it is there again at `whole_at` if
    nobody calls until then; before `waits_until` nobody does, for the vendor said so."""

    identity: str
    side: Side
    host: str
    most: float
    used: float
    left: float
    seconds: int
    whole_at: answers.Moment
    waits_until: answers.MaybeMoment


class BackfillAnswer(answers.Answer):
    """Approvals that are still to be written, and when all of them are, at the rate allowed."""

    waiting: int
    ends_at: answers.Moment


class HealthAnswer(answers.Answer):
    """`in_step` of `links` have no difference; `oldest_link` is the one that nobody has looked at
    for the longest time. `heard` tells when each side was last heard from; `alarms` what somebody
    has to see to, worst first. `tallies` has a day for each of at most the
    last 120, `since` the first day of the present run of being in step, or of not being. `gone`
    links have lost an item: `away` counts them by why. `removed` have a work item in a state that
    stands for no progress. `backfill` is nothing where nothing waits."""

    links: int
    in_step: int
    share_in_step: float
    gone: int
    away: dict[Absence, int]
    removed: int
    waiting: int
    queue: int
    poison: int
    oldest_link: str
    oldest_verified_at: answers.MaybeMoment
    swept_at: answers.MaybeMoment
    heard: dict[Side, answers.MaybeMoment]
    hooks: list[HookAnswer]
    express_days_left: int | None
    alarms: list[AlarmAnswer]
    tallies: list[TallyAnswer]
    since: answers.MaybeDay
    suspended: answers.SuspensionAnswer | None
    budgets: list[BudgetAnswer]
    backfill: BackfillAnswer | None


def show_health(asked: Asked) -> HealthAnswer:
    found = health(asked.project, asked.services)
    days = days_left(found.express_expires_at, asked.services.clock())
    return HealthAnswer(
        links=found.links,
        in_step=found.in_step,
        share_in_step=_share(found.in_step, found.links),
        gone=found.gone,
        away=dict(found.away),
        removed=found.removed,
        waiting=found.waiting,
        queue=found.queue,
        poison=found.poison,
        oldest_link=found.oldest,
        oldest_verified_at=found.oldest_at,
        swept_at=found.swept_at,
        heard={side: found.heard(side) for side in Side},
        hooks=[hook(row) for row in found.hooks],
        express_days_left=days,
        alarms=[AlarmAnswer(**vars(each)) for each in found.alarms],
        tallies=[TallyAnswer(**asdict(each)) for each in found.tallies],
        since=found.since,
        suspended=views.suspension(asked.project),
        budgets=[_budget(each, asked.services.clock()) for each in found.budgets],
        backfill=BackfillAnswer(**vars(found.backfill)) if found.backfill else None,
    )


def _budget(window: Window, now: datetime) -> BudgetAnswer:
    who, at = window.identity, now.timestamp()
    return BudgetAnswer(
        identity=who.id,
        side=who.side,
        host=who.host,
        most=window.most,
        used=round(sum(window.used.values()), 2),
        left=round(max(0.0, left(window)), 2),
        seconds=who.seconds,
        whole_at=_moment(whole(window, at)),
        waits_until=_moment(window.waits_until) if window.waits_until > at else "",
    )


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()


def _share(some: int, all_: int) -> float:
    """In four places, rounded down: only all of them are 1."""
    return some * 10_000 // all_ / 10_000 if all_ else 1.0


ROUTES = (
    Route(
        "health_show",
        Needs.VIEWER,
        show_health,
        HealthAnswer,
        "in step or not, since when, who still tells us of changes, and what to do",
    ),
)
