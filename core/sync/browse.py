"""Look around: work items by a filter, or all tasks, as a tree with what is linked and differs."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.model.backlogs import Filter
from core.model.compare import ROOT, Link
from core.model.items import ItemRef, Side, Snapshot
from core.model.projects import Project
from core.model.rules import asked
from core.model.tree import outline
from core.sync.ports import Browser, Systems, TaskList
from core.sync.stores import Store


@dataclass(frozen=True)
class Seen:
    """An item as it is now, how deep it stands among those shown, and its link if it has one.

    `taken` says that somebody is linking or creating it at this moment.
    """

    item: Snapshot
    depth: int
    link: Link | None
    taken: bool = False


def browse(
    project: Project, wanted: Filter, browser: Browser, systems: Systems, store: Store
) -> list[Seen]:
    """The work items of a filter, parents first. Raises Rejected where it finds too many."""
    refs = browser.find(wanted)
    found = systems(project)[Side.ADO].fetch(refs, asked(project.rules, Side.ADO))
    if wanted.query or wanted.item:
        found = _feeding(found, wanted, project)
    return _seen({ref: found[ref] for ref in refs if ref in found}, project, store)


def _feeding(
    found: Mapping[ItemRef, Snapshot], wanted: Filter, project: Project
) -> Mapping[ItemRef, Snapshot]:
    """Without what our token may see and this project's people perhaps may not: numbers count
    through the whole organisation, and a saved query may ask for all of it."""
    homes = {at.project.casefold() for at in project.ado if at.collection == wanted.collection}
    return {ref: item for ref, item in found.items() if item.home.casefold() in {"", *homes}}


def all_tasks(project: Project, tasks: TaskList, store: Store) -> list[Seen]:
    """Every task of the project, parents first."""
    return _seen(tasks.all(asked(project.rules, Side.PPM)), project, store)


def _seen(found: Mapping[ItemRef, Snapshot], project: Project, store: Store) -> list[Seen]:
    by_key = {str(ref): item for ref, item in found.items()}
    places = {key: str(item.parent) if item.parent else ROOT for key, item in by_key.items()}
    claims = store.links.ids(project.id, list(found))
    links = {link.id: link for link in store.links.all(project.id)} if claims else {}
    return [
        Seen(item, depth, links.get(claim), bool(claim) and claim not in links)
        for key, depth in outline(by_key, places)
        for item in (by_key[key],)
        for claim in (claims.get(item.ref, ""),)
    ]
