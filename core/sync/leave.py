"""A project is left: nothing of it is read or written, and nothing leads from it to us any more,
until an admin takes it up again. Items, links and approvals stay as they are."""

from collections.abc import Callable
from dataclasses import replace

from core.model.connections import HookRow
from core.model.errors import Conflict, Rejected
from core.model.projects import Project, Suspension
from core.sync.listen import keep_hooks, let_go_of_the_rest
from core.sync.ports import Services

WORDS = (
    "has left this project: nothing is read or written, and what subscribed to its changes is taken"
    " away; links and approvals are kept, and all goes on once an admin takes it up again"
)

_PATIENCE = 5


def leave(project: Project, by: str, services: Services) -> tuple[Project, list[HookRow]]:
    """Suspend it, then take away every subscription that no other project needs; the addresses of
    which one is left, with why. Safe twice, and to take up again where it stopped half-way."""
    at = services.clock().isoformat()

    def left(fresh: Project) -> Project:
        if fresh.suspended and fresh.suspended.by:
            return fresh
        return replace(fresh, suspended=Suspension(f"{by} {WORDS}", at, by))

    # First: the round over the hooks would subscribe again.
    saved = _kept(project.id, left, services)
    return saved, let_go_of_the_rest(services, saved.ado)


def take_up(project: Project, services: Services) -> tuple[Project, list[HookRow]]:
    """It goes on, and is subscribed to; the addresses that it hears from. Safe twice. Raises
    Rejected where nobody has left it and it is suspended all the same."""
    at = services.clock().isoformat()

    def taken_up(fresh: Project) -> Project:
        if fresh.suspended is None:
            return fresh
        if not fresh.suspended.by:
            raise Rejected(f"project {fresh.id} is suspended: {fresh.suspended.words}")
        return replace(fresh, suspended=None, resumed_at=at)

    saved = _kept(project.id, taken_up, services)
    return saved, keep_hooks(services, saved)


def _kept(project: str, change: Callable[[Project], Project], services: Services) -> Project:
    """The row moves for other reasons too, such as a sweep."""
    for _ in range(_PATIENCE):
        fresh = services.store.projects.get(project)
        if fresh is None:
            raise Rejected(f"there is no project {project}")
        wanted = change(fresh)
        if wanted == fresh:
            return fresh
        try:
            return services.store.projects.put(wanted)
        except Conflict:
            continue
    raise Conflict(f"project {project} keeps moving")
