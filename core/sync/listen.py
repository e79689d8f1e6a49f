"""Hooks that look after themselves: each address of ours is subscribed to, or says what is wrong.

One address for each ADO project of a collection, shared by the PPM projects that need it, and one
for PPM Express. Without any of them the sweep goes on alone.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.model.connections import HookRow, Subscription
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import Side, fingerprint
from core.model.projects import AdoPlace, Project
from core.sync.ports import Services, Subscriptions

PPM_HOOK = "ppm"
NO_ADDRESS = "nobody can reach us: set PUBLIC_URL to the address of this app"
SWEEPS = "until then changes are found by the sweep"
NOT_NEEDED = "no project needs it any more, and it cannot be taken away"
NO_WAY_BACK = "no project is connected to its organisation: an administrator there has to do it"
_REASONS = (Rejected, TryLater, Conflict, ValueError)
"""Why one address may fail alone. A ValueError: an address that this deployment may not call."""


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


def keep_hooks(
    services: Services, only: Project | None = None, left: Sequence[AdoPlace] = ()
) -> list[HookRow]:
    """Make sure that everything needed is subscribed to, and let go of what no project needs.

    `only` narrows it to what one project needs. `left` are places just given up, which may be
    the last way back to what leads to us there. Safe to repeat; never raises for one of them.
    """
    store = services.store
    # Before the projects: who connects one saves it first, and makes its row afterwards.
    known = list(store.hooks.all())
    needed = _needed(store.projects.all())
    mine = _needed([only]) if only else needed
    rows = [_kept(needed.get(name, each), services) for name, each in mine.items()]
    stuck = _rest(known, left, services)
    return rows if only else [*rows, *stuck]


def let_go_of_the_rest(services: Services, left: Sequence[AdoPlace]) -> list[HookRow]:
    """Let go of what no project needs any more; the rows of what cannot be taken away."""
    return _rest(list(services.store.hooks.all()), left, services)


def _rest(known: Sequence[HookRow], left: Sequence[AdoPlace], services: Services) -> list[HookRow]:
    # The projects anew, for the vendors have taken their time.
    needed = _needed(services.store.projects.all())
    stuck = (_let_go(row, left, services) for row in known if row.name not in needed)
    return [row for row in stuck if row]


def _needed(projects: Iterable[Project]) -> Mapping[str, Needed]:
    found: dict[str, Needed] = {}
    for project in projects:
        if project.suspended:
            continue
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
            found, broken = _subscribed(row, services.subscriptions(row.side, at), services)
            row = replace(row, subscriptions=tuple(found), words="")
            if broken:
                row = replace(row, mended="; ".join(broken), mended_at=row.looked_at)
            break
        except _REASONS as reason:
            row = replace(row, words=f"{reason}; {SWEEPS}")
    services.store.hooks.put(row)
    return row


def _subscribed(
    row: HookRow, theirs: Subscriptions, services: Services
) -> tuple[Sequence[Subscription], Sequence[str]]:
    """One sound subscription for each event. What is doubled, broken, or made with a secret that
    is lost goes; what led to an address we no longer have goes too. And how some were broken."""
    url = f"{services.address}/api/hooks/{row.side}/{row.name}"
    present = theirs.leading_to(url)
    secret = _secret(row.name, services)
    if secret is None:
        # What was made with a lost secret goes before there is a new one: should we stop in
        # between, nothing may look sound that calls with the old one.
        _take_away({each.id for each in present}, theirs)
        secret, present = _new_secret(row.name, services), ()
    sound: dict[str, Subscription] = {}
    for each in present:
        if not each.state and each.event in theirs.events:
            sound.setdefault(each.event, each)
    # Somebody's own may be for several events: it stays while any of them is of use.
    kept = {each.id for each in sound.values()}
    old = [each for each in row.subscriptions if each.url != url]
    _take_away({each.id for each in (*present, *old)} - kept, theirs)
    for event in theirs.events:
        if event not in sound:
            sound[event] = theirs.subscribe(event, url, secret)
    broken = sorted({each.state for each in present if each.state and each.event in theirs.events})
    return list(sound.values()), broken


def _take_away(ids: Collection[str], theirs: Subscriptions) -> None:
    for id_ in sorted(ids):
        theirs.unsubscribe(id_)


def _secret(name: str, services: Services) -> str | None:
    """What callers of this address have to know: the newest, where two are active."""
    known = (services.secrets.read(f"hook-{name}") or "").split()
    return known[-1] if known else None


def _new_secret(name: str, services: Services) -> str:
    made = secrets.token_urlsafe(32)
    services.secrets.write(f"hook-{name}", made)
    return made


def _let_go(row: HookRow, left: Sequence[AdoPlace], services: Services) -> HookRow | None:
    """No project needs it any more. Where it cannot be taken away, the row says so and stays."""
    try:
        if row.subscriptions:
            theirs = _theirs(row, left, services)
            _take_away({each.id for each in row.subscriptions}, theirs)
    except _REASONS as reason:
        stuck = replace(row, words=f"{NOT_NEEDED}: {reason}")
        services.store.hooks.put(stuck)
        return stuck
    services.store.hooks.remove(row.name)
    return None


def _theirs(row: HookRow, left: Sequence[AdoPlace], services: Services) -> Subscriptions:
    if row.side is Side.PPM:
        return services.subscriptions(row.side, None)
    at = _way_back(row, left, services)
    if at is None:
        raise Rejected(NO_WAY_BACK)
    return services.subscriptions(row.side, at)


def _way_back(row: HookRow, left: Sequence[AdoPlace], services: Services) -> AdoPlace | None:
    """A way into the collection whose project is no longer connected, if there is one left."""
    places = [at for project in services.store.projects.all() for at in project.ado]
    site = services.store.projects.site()
    places += [AdoPlace(site.url, "", site.collection, site.secret), *left]
    mine = next((at for at in places if at.url and at.collection == row.collection), None)
    return replace(mine, id=row.project) if mine else None
