"""How we reach the vendors: what a connection was found to allow, and who tells us of changes."""

from dataclasses import dataclass, field

from core.model.items import Side


@dataclass(frozen=True)
class Check:
    """One thing a connection has to allow. Without a `needed` one it is of no use."""

    what: str
    ok: bool
    words: str = ""
    needed: bool = True


@dataclass(frozen=True)
class Findings:
    """What a test of a connection has found. `who` signs in; `expires_at`, ISO 8601 in UTC, is
    empty where the vendor does not tell. ADO tells its collection and its projects by id."""

    who: str = ""
    collection: str = ""
    project: str = ""
    project_id: str = ""
    expires_at: str = ""
    checks: tuple[Check, ...] = ()

    @property
    def usable(self) -> bool:
        return all(check.ok for check in self.checks if check.needed)


@dataclass(frozen=True)
class Subscription:
    """One event of a vendor that reaches us. `state` is empty while all is well."""

    id: str
    event: str
    url: str
    state: str = ""


@dataclass(frozen=True)
class HookRow:
    """One of our hook addresses, and what leads to it.

    `name` stands in the address and names the secret. One for each ADO project of a collection,
    shared by the PPM projects that need it, and one for the whole of PPM Express. `words` says
    what an administrator has to do, `looked_at` when we last made sure, `seen_at` when it was
    last heard from; `mended` how a subscription was broken
    that was made anew at `mended_at`.
    """

    name: str
    side: Side
    collection: str = ""
    project: str = ""
    subscriptions: tuple[Subscription, ...] = field(default_factory=tuple)
    words: str = ""
    looked_at: str = ""
    seen_at: str = ""
    mended: str = ""
    mended_at: str = ""
