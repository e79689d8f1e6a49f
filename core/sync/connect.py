"""Connect a project to the ADO projects that feed it: tried before it is kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.model.addresses import belongs, secret_name
from core.model.connections import Check, Findings
from core.model.errors import Conflict, Rejected
from core.model.items import Side
from core.model.projects import AdoPlace, Project, Site
from core.sync.ports import Services

NO_TOKEN = "a token is needed: none is kept for this host"  # noqa: S105 - words, no secret
FOREIGN = "what is kept for this host is for another organisation: a token is needed"
_TENANT = ""
"""Whose the tenant's own token is; no project has this id."""
_PATIENCE = 5


@dataclass(frozen=True)
class Offer:
    """An ADO project as an administrator names it, with how to sign in: a new token, the app's
    own `identity`, or else the token that is kept for this host."""

    url: str
    project: str
    token: str = field(default="", repr=False)
    identity: bool = False


@dataclass(frozen=True)
class Tried:
    """An offer that was tried: the place it would become, and what was found there."""

    offer: Offer
    place: AdoPlace
    findings: Findings


def try_out(offers: Sequence[Offer], project: Project, services: Services) -> list[Tried]:
    """Whether connections would work; nothing is kept. A token that is offered for an address
    counts for all that are offered at it. Raises TryLater."""
    given = {offer.url.casefold(): offer.token for offer in offers if offer.token}
    return [
        _try_out(
            offer
            if offer.token or offer.identity
            else replace(offer, token=given.get(offer.url.casefold(), "")),
            project,
            services,
        )
        for offer in offers
    ]


def _try_out(offer: Offer, project: Project, services: Services) -> Tried:
    """By the first way in that is of use; where none is, what the likeliest one found."""
    tried: list[Tried] = []
    for way in _ways_in(offer, project, services).items():
        tried.append(_try_way(offer, way, project, services))
        if tried[-1].findings.usable:
            return tried[-1]
    if not tried:
        place = AdoPlace(offer.url, offer.project)
        return Tried(offer, place, Findings(checks=(Check("Token", False, NO_TOKEN),)))
    return tried[0]


def _ways_in(
    offer: Offer, project: Project, services: Services
) -> Mapping[str | None, frozenset[str]]:
    """The names of what is kept for this host, likeliest first, each with the organisations that
    it was kept for; "" is the app itself. What was sent along is the only way, and has no name."""
    if offer.identity or offer.token:
        return {None: frozenset()}
    ways: dict[str | None, frozenset[str]] = {}
    for at in _likeliest_first(offer, project, services.store.projects.site()):
        if belongs(at.secret, offer.url) if at.secret else _same(at.url, offer.url):
            ways[at.secret] = ways.get(at.secret, frozenset()) | {at.collection}
    return ways


def _likeliest_first(offer: Offer, project: Project, site: Site) -> Iterator[AdoPlace]:
    yield from sorted(
        project.ado,
        key=lambda at: (not _same(at.url, offer.url), not _same(at.project, offer.project)),
    )
    yield from _places(site)


def _try_way(
    offer: Offer,
    way: tuple[str | None, frozenset[str]],
    project: Project,
    services: Services,
) -> Tried:
    secret, kept_for = way
    place = AdoPlace(offer.url, offer.project, secret=secret or "")
    findings = services.ado_findings(place, "" if offer.identity else offer.token)
    if secret is not None and findings.collection and findings.collection not in kept_for:
        # It may well open that one too, but whoever gave it did not give it for that.
        findings = Findings(checks=(Check("Token", False, FOREIGN),))
    found = replace(
        place,
        project=findings.project or offer.project,
        collection=findings.collection,
        id=findings.project_id,
    )
    if offer.token and not offer.identity:
        found = replace(found, secret=_secret_of(project.id, offer.url, findings.collection))
    return Tried(offer, found, findings)


def _secret_of(owner: str, url: str, collection: str) -> str:
    return secret_name(url, f"{owner} {collection}")


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def connect(
    project: Project, offers: Sequence[Offer], services: Services
) -> tuple[Project, list[Tried]]:
    """Keep these connections in place of those the project has, once each has passed its test.

    Links hang on the collection, so a new address of the same one keeps them. Raises Rejected
    with the words of what failed, and where a collection that has links would be left out;
    Conflict where somebody else changed the connections meanwhile.
    """
    tried = try_out(offers, project, services)
    if failed := _failed(tried):
        raise Rejected("; ".join(failed.values()), failed)
    _check_twice(tried)
    _check_left_out(project, tried, services)
    tokens = _tokens(tried)
    # Before the tokens: whoever is too late keeps nothing.
    _unmoved(project, services)
    for name, token in tokens.items():
        services.secrets.write(name, token)
    return _put(project, tuple(each.place for each in tried), services), tried


def _tokens(tried: Sequence[Tried]) -> Mapping[str, str]:
    """The new tokens by the names of their secrets. Raises Rejected where two are for one."""
    found: dict[str, str] = {}
    for number, each in enumerate(tried):
        offer, name = each.offer, each.place.secret
        if (
            offer.token
            and not offer.identity
            and found.setdefault(name, offer.token) != offer.token
        ):
            words = f"{offer.url} {offer.project}: another token is named for this organisation"
            raise Rejected(words, {f"places.{number}.token": words})
    return found


def _put(project: Project, places: tuple[AdoPlace, ...], services: Services) -> Project:
    """The row moves for other reasons too, such as a sweep; only other places are in our way."""
    for _ in range(_PATIENCE):
        fresh = _unmoved(project, services)
        try:
            return services.store.projects.put(replace(fresh, ado=places))
        except Conflict:
            continue
    raise Conflict(f"project {project.id} keeps moving")


def _unmoved(project: Project, services: Services) -> Project:
    fresh = services.store.projects.get(project.id)
    if fresh is None or fresh.ado != project.ado:
        raise Conflict(f"the connections of project {project.id} were changed meanwhile")
    return fresh


def connect_site(offer: Offer, services: Services) -> tuple[Site, Findings]:
    """Keep what new connections of the tenant start with. Places of the same collection that have
    the tenant's way in move to its address with it, and keep their links. Raises as `connect`
    does; safe twice, and to take up again where it stopped half-way."""
    store = services.store.projects
    site = store.site()
    tried = _try_out(offer, Project(_TENANT, ado=_places(site)), services)
    if failed := _failed([tried]):
        raise Rejected("; ".join(failed.values()), failed)
    if offer.token and not offer.identity:
        services.secrets.write(tried.place.secret, offer.token)
    place = tried.place
    kept = replace(site, url=place.url, collection=place.collection, secret=place.secret)
    saved = store.put_site(kept)
    for project in store.all():
        _follow(project.id, site, saved, services)
    return saved, tried.findings


def _follow(project: str, before: Site, site: Site, services: Services) -> None:
    """Move the places of a project that follow the tenant's site."""
    for _ in range(_PATIENCE):
        fresh = services.store.projects.get(project)
        if fresh is None or not any(_follows(at, before, site) for at in fresh.ado):
            return
        moved = tuple(_moved(at, before, site) for at in fresh.ado)
        try:
            services.store.projects.put(replace(fresh, ado=moved))
        except Conflict:
            continue
        return
    raise Conflict(f"project {project} keeps moving")


def _moved(at: AdoPlace, before: Site, site: Site) -> AdoPlace:
    return replace(at, url=site.url, secret=site.secret) if _follows(at, before, site) else at


def _follows(at: AdoPlace, before: Site, site: Site) -> bool:
    """Whether a place has the tenant's way in. The name of the tenant's token tells, also where
    an earlier move stopped half-way; as the app itself a place follows a site that does so."""
    if at.collection != site.collection or (at.url, at.secret) == (site.url, site.secret):
        return False
    if at.secret:
        return at.secret == _secret_of(_TENANT, at.url, at.collection)
    return before.collection == at.collection and not before.secret


def _places(site: Site) -> tuple[AdoPlace, ...]:
    return (AdoPlace(site.url, "", site.collection, site.secret),) if site.url else ()


def _failed(tried: Sequence[Tried]) -> Mapping[str, str]:
    """The words of each connection that is of no use, by its place in the list."""
    return {
        f"places.{number}": f"{each.offer.url} {each.offer.project}: {_words(each.findings)}"
        for number, each in enumerate(tried)
        if not each.findings.usable
    }


def _words(findings: Findings) -> str:
    wanting = [check for check in findings.checks if check.needed and not check.ok]
    return "; ".join(f"{check.what}: {check.words}" for check in wanting)


def _check_twice(tried: Sequence[Tried]) -> None:
    seen: set[tuple[str, str]] = set()
    for each in tried:
        place = (each.place.collection, each.place.id or each.place.project.casefold())
        if place in seen:
            raise Rejected(f"{each.offer.url} {each.offer.project} is named twice")
        seen.add(place)


def _check_left_out(project: Project, tried: Sequence[Tried], services: Services) -> None:
    """An organisation whose items have links may not fall away unseen."""
    gone = {at.collection for at in project.ado} - {each.place.collection for each in tried}
    if not gone:
        return
    held = [
        link
        for link in services.store.links.all(project.id)
        if services.ado_parts(link.on(Side.ADO).ref)[0] in gone
    ]
    if held:
        raise Rejected(
            f"{len(held)} links hang on an organisation that is left out,"
            f" such as {held[0].ado.title!r}: unlink them first, or keep it"
        )


def look_at_express(services: Services) -> tuple[Findings, str]:
    """What the token for PPM Express is good for, and when it ends. One that is no good any more
    tells nothing: then what was told last stays. Raises TryLater, Conflict."""
    found = services.express_findings("", "")
    site = services.store.projects.site()
    words = _words(found)
    ends = found.expires_at if found.usable else site.express_expires_at
    fresh = replace(site, express_expires_at=ends, express_words=words)
    if fresh != site:
        services.store.projects.put_site(fresh)
    return found, ends
