"""Connect a project to the ADO projects that feed it: tried before it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.model.addresses import belongs, secret_name
from core.model.connections import Findings
from core.model.errors import Rejected
from core.model.items import Side
from core.model.projects import AdoPlace, Project, Site
from core.sync.ports import Services

NO_TOKEN = "a token is needed: none is kept for this host"  # noqa: S105 - words, no secret


@dataclass(frozen=True)
class Offer:
    """An ADO project as an administrator names it, with how to sign in: a new token, the app's
    own `identity`, or else the token that is kept for this host."""

    url: str
    project: str
    token: str = ""
    identity: bool = False


@dataclass(frozen=True)
class Tried:
    """An offer that was tried: the place it would become, and what was found there."""

    offer: Offer
    place: AdoPlace
    findings: Findings


def try_out(offers: Sequence[Offer], project: Project, services: Services) -> list[Tried]:
    """Whether connections would work; nothing is kept. A token that is offered for an address
    counts for all that are offered at it. Raises Rejected without any token, TryLater."""
    given = {offer.url: offer.token for offer in offers if offer.token}
    return [
        _try_out(
            offer
            if offer.token or offer.identity
            else replace(offer, token=given.get(offer.url, "")),
            project,
            services,
        )
        for offer in offers
    ]


def _try_out(offer: Offer, project: Project, services: Services) -> Tried:
    place = AdoPlace(offer.url, offer.project, secret=_known_secret(offer, project, services))
    findings = services.ado_findings(place, "" if offer.identity else offer.token)
    found = replace(
        place,
        project=findings.project or offer.project,
        collection=findings.collection,
        id=findings.project_id,
    )
    if offer.token and not offer.identity:
        name = secret_name(offer.url, f"{project.id} {findings.collection}")
        found = replace(found, secret=name)
    return Tried(offer, found, findings)


def connect(
    project: Project, offers: Sequence[Offer], services: Services
) -> tuple[Project, list[Tried]]:
    """Keep these connections in place of those the project has, once each has passed its test.

    Links hang on the collection, so a new address of the same one keeps them. Raises Rejected
    with the words of what failed, and where a collection that has links would be left out.
    """
    tried = try_out(offers, project, services)
    if failed := _failed(tried):
        raise Rejected("; ".join(failed.values()), failed)
    _check_twice(tried)
    _check_left_out(project, tried, services)
    for each in tried:
        if each.offer.token and not each.offer.identity:
            services.secrets.write(each.place.secret, each.offer.token)
    saved = replace(project, ado=tuple(each.place for each in tried))
    return services.store.projects.put(saved), tried


def connect_site(offer: Offer, services: Services) -> tuple[Site, Findings]:
    """Keep what new connections of the tenant start with. Places of the same collection move to
    its address with it, and keep their links. Raises as `connect` does."""
    store = services.store.projects
    site = store.site()
    tried = _try_out(offer, Project("default", ado=_places(site)), services)
    if failed := _failed([tried]):
        raise Rejected("; ".join(failed.values()), failed)
    if offer.token and not offer.identity:
        services.secrets.write(tried.place.secret, offer.token)
    place = tried.place
    kept = replace(site, url=place.url, collection=place.collection, secret=place.secret)
    saved = store.put_site(kept)
    for project in store.all():
        if any(_is_of(at, site, saved) for at in project.ado):
            store.put(replace(project, ado=tuple(_moved(at, site, saved) for at in project.ado)))
    return saved, tried.findings


def _known_secret(offer: Offer, project: Project, services: Services) -> str:
    """The name of the token that is kept for this host; empty for the app's own identity."""
    if offer.identity or offer.token:
        return ""
    places = sorted(project.ado, key=lambda at: at.url != offer.url)
    site = services.store.projects.site()
    known = [at.secret for at in places] + [site.secret]
    for secret in known:
        if belongs(secret, offer.url):
            return secret
    if any(at.url == offer.url and not at.secret for at in [*places, *_places(site)]):
        return ""
    raise Rejected(f"{offer.url}: {NO_TOKEN}")


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


def _is_of(at: AdoPlace, before: Site, site: Site) -> bool:
    """Whether a place follows the tenant's site: the same collection, by its old way in."""
    mine = at.collection == site.collection and at.secret in (before.secret, site.secret)
    return mine and (at.url, at.secret) != (site.url, site.secret)


def _moved(at: AdoPlace, before: Site, site: Site) -> AdoPlace:
    return replace(at, url=site.url, secret=site.secret) if _is_of(at, before, site) else at
