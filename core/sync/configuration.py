"""A project as a file: rules, filters, terms and links, for review and for moving elsewhere."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.model.errors import Rejected
from core.model.items import ItemRef, Side
from core.model.projects import Project
from core.sync.adopt import adopt
from core.sync.ports import Services


@dataclass(frozen=True, order=True)
class Twins:
    """A link without its id: where the work item lives, its number, and its task."""

    collection: str
    item: int
    task: str


@dataclass(frozen=True)
class Taken:
    """What became of the links of a file: newly linked, there already, refused and why, and how
    many are left for another call, as there was no time."""

    adopted: int
    present: int
    refused: tuple[tuple[Twins, str], ...]
    left: int


def twins(project: Project, services: Services) -> list[Twins]:
    """Every link of a project, in one order."""
    found = []
    for link in services.store.links.all(project.id):
        collection, number = services.ado_parts(link.ado.ref)
        found.append(Twins(collection, number, link.ppm.ref.key))
    return sorted(found)


def take_over(
    project: Project, wanted: Sequence[Twins], services: Services, until: datetime
) -> Taken:
    """Link what is not linked yet, until the time is over. Safe twice: the next call goes on."""
    known = set(twins(project, services))
    adopted, refused = 0, list[tuple[Twins, str]]()
    missing = [each for each in dict.fromkeys(wanted) if each not in known]
    left = len(missing)
    for each in missing:
        if services.clock() >= until:
            break
        left -= 1
        try:
            _adopt(project, each, services)
            adopted += 1
        except Rejected as reason:
            refused.append((each, reason.words))
    return Taken(adopted, len(set(wanted) & known), tuple(refused), left)


def _adopt(project: Project, each: Twins, services: Services) -> None:
    refs: dict[Side, ItemRef] = {
        Side.ADO: services.ado_ref(each.collection, each.item),
        Side.PPM: services.ppm_ref(each.task),
    }
    if each.collection not in {at.collection for at in project.ado}:
        raise Rejected(f"the organisation {each.collection} does not feed this project")
    adopt(project, uuid.uuid4().hex, refs, services.systems, services.store, services.clock)
