"""Hooks that look after themselves: each address of ours is subscribed to, or says what is wrong.

One address for each ADO project of a collection, shared by the PPM projects that need it, and one
for PPM Express. Without any of them the sweep goes on alone.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.model.connections import HookRow, Subscription
from core.model.errors import Rejected, TryLater
from core.model.items import Side, fingerprint
from core.model.projects import AdoPlace, Project
from core.sync.ports import Services, Subscriptions

PPM_HOOK = "ppm"
NO_ADDRESS = "nobody can reach us: set PUBLIC_URL to the address of this app"
SWEEPS = "until then changes are found by the sweep"


@dataclass(frozen=True)
class Needed:
    """An address of ours and the ways there: the places whose token may subscribe for it."""

    row: HookRow
    places: tuple[AdoPlace | None, ...]


def hook_name(at: AdoPlace) -> str:
    """The name of the address that an ADO project's events come to."""
    return f"ado-{fingerprint([at.collection, at.id or at.project.casefold()])[:16]}"


def needed_by(project: Project) -> frozenset[str]:
    """The names of the addresses that a project hears from."""
    return frozenset(_needed([project]))


def keep_hooks(services: Services, only: Project | None = None) -> list[HookRow]:
    """Make sure that everything needed is subscribed to, and let go of what no project needs.

    `only` narrows it to what one project needs. Safe to repeat; never raises for one of them.
    """
    store = services.store
    projects = list(store.projects.all())
    needed = _needed(projects)
    mine = _needed([only]) if only else needed
    rows = [_kept(needed.get(name, each), services) for name, each in mine.items()]
    for row in store.hooks.all():
        if row.name not in needed:
            _let_go(row, services)
    return rows


def _needed(projects: Iterable[Project]) -> Mapping[str, Needed]:
    found: dict[str, Needed] = {}
    for project in projects:
        found.setdefault(PPM_HOOK, Needed(HookRow(PPM_HOOK, Side.PPM), (None,)))
        for at in project.ado:
            row = HookRow(hook_name(at), Side.ADO, at.collection, at.id)
            known = found.setdefault(row.name, Needed(row, ()))
            found[row.name] = replace(known, places=(*known.places, at))
    return found


def _kept(needed: Needed, services: Services) -> HookRow:
    known = services.store.hooks.get(needed.row.name) or needed.row
    row = replace(known, looked_at=services.clock().isoformat(), words=NO_ADDRESS)
    for at in needed.places if services.address else ():
        try:
            found = _subscribed(row, services.subscriptions(row.side, at), services)
            row = replace(row, subscriptions=tuple(found), words="")
            break
        except Rejected as refused:
            row = replace(row, words=f"{refused.words}; {SWEEPS}")
        except TryLater as away:
            row = replace(row, words=f"{away.words}; {SWEEPS}")
    services.store.hooks.put(row)
    return row


def _subscribed(row: HookRow, theirs: Subscriptions, services: Services) -> Sequence[Subscription]:
    """One sound subscription for each event. What is doubled, broken, or made with a secret that
    is lost goes; what led to an address we no longer have goes too."""
    url = f"{services.address}/api/hooks/{row.side}/{row.name}"
    secret, is_new = _secret(row.name, services)
    present = theirs.leading_to(url)
    sound: dict[str, Subscription] = {}
    for each in () if is_new else present:
        if not each.state and each.event in theirs.events:
            sound.setdefault(each.event, each)
    # Somebody's own may be for several events: it stays while any of them is of use.
    kept = {each.id for each in sound.values()}
    old = [each for each in row.subscriptions if each.url != url]
    for id_ in {each.id for each in (*present, *old)} - kept:
        theirs.unsubscribe(id_)
    for event in theirs.events:
        if event not in sound:
            sound[event] = theirs.subscribe(event, url, secret)
    return list(sound.values())


def _secret(name: str, services: Services) -> tuple[str, bool]:
    """What callers of this address have to know: the newest, where two are active."""
    known = (services.secrets.read(f"hook-{name}") or "").split()
    if known:
        return known[-1], False
    made = secrets.token_urlsafe(32)
    services.secrets.write(f"hook-{name}", made)
    return made, True


def _let_go(row: HookRow, services: Services) -> None:
    """No project needs it any more. Where it cannot be taken away, the row says so and stays."""
    at = _way_back(row, services)
    try:
        if row.subscriptions and (row.side is Side.PPM or at):
            theirs = services.subscriptions(row.side, at)
            for each in row.subscriptions:
                theirs.unsubscribe(each.id)
    except (Rejected, TryLater) as reason:
        words = f"no project needs it any more, and it cannot be taken away: {reason}"
        services.store.hooks.put(replace(row, words=words))
        return
    services.store.hooks.remove(row.name)


def _way_back(row: HookRow, services: Services) -> AdoPlace | None:
    """A way into the collection whose project is no longer connected, if there is one left."""
    places = [at for project in services.store.projects.all() for at in project.ado]
    site = services.store.projects.site()
    places.append(AdoPlace(site.url, "", site.collection, site.secret))
    mine = next((at for at in places if at.url and at.collection == row.collection), None)
    return replace(mine, id=row.project) if mine else None
