"""Connections: tried, kept, and what an administrator still has to do. Tokens go in and never
come out."""

from contextlib import suppress
from dataclasses import replace

from core.model.alarms import days_left
from core.model.connections import Check, Findings, HookRow
from core.model.errors import Conflict, TryLater
from core.model.projects import AdoPlace, Role, Site
from core.sync.connect import Offer, connect, connect_site, look_at_express, try_out
from core.sync.listen import keep_hooks, needed_by
from handlers.api import answers
from handlers.api.asked import Asked, Needs, Refused
from handlers.api.bodies import ConnectionBody, NothingBody, PlaceBody, SiteBody
from handlers.api.routes import Route


class CheckAnswer(answers.Answer):
    """One thing a connection has to allow; without a needed one it is of no use."""

    what: str
    ok: bool
    needed: bool
    words: str


class FindingsAnswer(answers.Answer):
    """What a test of a connection has found; nothing was written. `days_left` is of the token,
    where the vendor tells."""

    url: str
    project: str
    usable: bool
    who: str
    days_left: int | None
    checks: list[CheckAnswer]


class HookAnswer(answers.Answer):
    """One of our hook addresses. `words` says what an administrator has to do; without any all
    is well. `subscriptions` tells each event's state, empty while it is well."""

    name: str
    side: str
    project: str
    subscriptions: dict[str, str]
    words: str
    looked_at: answers.MaybeMoment
    seen_at: answers.MaybeMoment


class ConnectionAnswer(answers.Answer):
    """The ADO projects that feed a project, what was found there, and who tells us of changes."""

    places: list[answers.PlaceAnswer]
    tests: list[FindingsAnswer]
    hooks: list[HookAnswer]


class TriedAnswer(answers.Answer):
    tests: list[FindingsAnswer]


class SiteAnswer(answers.Answer):
    """What the whole tenant shares: where new connections start, and how PPM Express is reached.
    Its address, which names the tenant, is a setting of the deployment."""

    url: str
    collection: str
    identity: bool
    express_url: str
    express_days_left: int | None
    tests: list[FindingsAnswer]


def show_connection(asked: Asked) -> ConnectionAnswer:
    project, services = asked.project, asked.services
    mine = needed_by(project)
    rows = [row for row in services.store.hooks.all() if row.name in mine]
    return ConnectionAnswer(
        places=[place(at) for at in project.ado], tests=[], hooks=[hook(row) for row in rows]
    )


def put_connection(asked: Asked) -> ConnectionAnswer:
    """Try each place, keep them if all are of use, and see to the hooks."""
    body, project, services = asked.body(ConnectionBody), asked.project, asked.services
    offers = [_offer(each, f"places.{n}", asked) for n, each in enumerate(body.places)]
    saved, tried = connect(project, offers, services)
    rows = keep_hooks(services, saved, left=project.ado)
    told = [findings(each.offer.url, each.findings, asked) for each in tried]
    with suppress(TryLater, Conflict):  # what was to be kept is kept
        told.append(findings("PPM Express", look_at_express(services)[0], asked))
    return ConnectionAnswer(
        places=[place(at) for at in saved.ado],
        tests=told,
        hooks=[hook(row) for row in rows],
    )


def try_connection(asked: Asked) -> TriedAnswer:
    """Try places without keeping anything, and PPM Express as this project needs it."""
    body, project, services = asked.body(ConnectionBody), asked.project, asked.services
    offers = [_offer(each, f"places.{n}", asked) for n, each in enumerate(body.places)]
    tried = try_out(offers, project, services)
    express = services.express_findings(project.id, "")
    return TriedAnswer(
        tests=[
            *(findings(each.offer.url, each.findings, asked) for each in tried),
            findings("PPM Express", express, asked),
        ]
    )


def show_site(asked: Asked) -> SiteAnswer:
    return _site(asked.services.store.projects.site(), [], asked)


def put_site(asked: Asked) -> SiteAnswer:
    """Keep what was sent, once it has passed its test. What is left out stays as it is."""
    body, services = asked.body(SiteBody), asked.services
    told: list[FindingsAnswer] = []
    if body.url or body.token or body.identity:
        url = body.url or services.store.projects.site().url
        offer = Offer(_address(url, "url", asked), "", body.token, body.identity)
        _, found = connect_site(offer, services)
        told.append(findings(offer.url, found, asked))
    if body.express_token:
        told.append(_put_express(body.express_token, asked))
    return _site(services.store.projects.site(), told, asked)


def _put_express(token: str, asked: Asked) -> FindingsAnswer:
    services = asked.services
    found = services.express_findings("", token)
    if not found.usable:
        words = "; ".join(f"{c.what}: {c.words}" for c in found.checks if not c.ok and c.needed)
        raise Refused(400, f"express_token: {words}", "express_token")
    services.secrets.write(services.express_secret, token)
    site = services.store.projects.site()
    services.store.projects.put_site(replace(site, express_expires_at=found.expires_at))
    return findings("PPM Express", found, asked)


def renew_hooks(asked: Asked) -> ConnectionAnswer:
    """Make sure now that everything this project needs is subscribed to."""
    rows = keep_hooks(asked.services, asked.project)
    return ConnectionAnswer(
        places=[place(at) for at in asked.project.ado], tests=[], hooks=[hook(r) for r in rows]
    )


def _offer(body: PlaceBody, field: str, asked: Asked) -> Offer:
    """Without an address it is the tenant's own. Raises Refused for one we may not call."""
    site = asked.services.store.projects.site()
    url = body.url or site.url
    if not url:
        raise Refused(400, f"{field}.url: the tenant has none to start with", f"{field}.url")
    offer = Offer(_address(url, f"{field}.url", asked), body.project, body.token, body.identity)
    if offer.identity:
        _check_identity(offer, site, f"{field}.identity", asked)
    return offer


def _check_identity(offer: Offer, site: Site, field: str, asked: Asked) -> None:
    """The app itself may be let in where this project's people are not: an admin says where."""
    ways = [(site.url, site.secret), *((at.url, at.secret) for at in asked.project.ado)]
    if Role.ADMIN not in asked.caller.roles and (offer.url, "") not in ways:
        words = f"{field}: an admin lets the app sign in as itself to {offer.url}"
        raise Refused(403, words, field)


def _address(url: str, field: str, asked: Asked) -> str:
    try:
        return asked.services.ado_address(url)
    except ValueError as reason:
        raise Refused(400, f"{field}: {reason}", field) from reason


def place(at: AdoPlace) -> answers.PlaceAnswer:
    return answers.PlaceAnswer(
        url=at.url, project=at.project, collection=at.collection, identity=not at.secret
    )


def findings(url: str, found: Findings, asked: Asked) -> FindingsAnswer:
    return FindingsAnswer(
        url=url,
        project=found.project,
        usable=found.usable,
        who=found.who,
        days_left=days_left(found.expires_at, asked.services.clock()),
        checks=[_check(each) for each in found.checks],
    )


def _check(found: Check) -> CheckAnswer:
    return CheckAnswer(what=found.what, ok=found.ok, needed=found.needed, words=found.words)


def hook(row: HookRow) -> HookAnswer:
    return HookAnswer(
        name=row.name,
        side=row.side,
        project=row.project,
        subscriptions={each.event: each.state for each in row.subscriptions},
        words=row.words,
        looked_at=row.looked_at,
        seen_at=row.seen_at,
    )


def _site(site: Site, told: list[FindingsAnswer], asked: Asked) -> SiteAnswer:
    return SiteAnswer(
        url=site.url,
        collection=site.collection,
        identity=bool(site.url) and not site.secret,
        express_url=asked.services.express_url,
        express_days_left=days_left(site.express_expires_at, asked.services.clock()),
        tests=told,
    )


ROUTES = (
    Route(
        "connection_show",
        Needs.VIEWER,
        show_connection,
        ConnectionAnswer,
        "the ADO projects that feed it, and who tells us of changes",
    ),
    Route(
        "connection_put",
        Needs.KEEPER,
        put_connection,
        ConnectionAnswer,
        "tries each ADO project, keeps them if all are of use, and subscribes on both sides",
        ConnectionBody,
    ),
    Route(
        "connection_test",
        Needs.KEEPER,
        try_connection,
        TriedAnswer,
        "tries connections and names each missing permission; keeps nothing",
        ConnectionBody,
    ),
    Route(
        "hooks_renew",
        Needs.KEEPER,
        renew_hooks,
        ConnectionAnswer,
        "makes sure now that we are told of changes on both sides",
        NothingBody,
    ),
    Route(
        "site_show",
        Needs.ADMIN,
        show_site,
        SiteAnswer,
        "what the tenant shares: where new connections start, days left on PPM Express's token",
    ),
    Route(
        "site_put",
        Needs.ADMIN,
        put_site,
        SiteAnswer,
        "tries and keeps the tenant's ADO address and token, and the token for PPM Express",
        SiteBody,
    ),
)
