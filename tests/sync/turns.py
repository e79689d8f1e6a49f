"""A turn in which six approvals go together, and whoever stops it or edits at one of its steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from core.model.approvals import Direction
from core.model.brakes import Limits
from core.model.errors import TryLater
from core.model.items import ItemRef, Side
from tests.worlds import PROJECT, Stopped, World

TO_ADO, TO_PPM = Direction.TO_ADO, Direction.TO_PPM
LINKS = ("1", "2", "3", "4", "5", "6")
FROM_PPM, FROM_ADO = LINKS[:4], LINKS[4:]
Step = Callable[[str], None]


def a(key: str) -> ItemRef:
    return ItemRef(Side.ADO, f"a{key}")


def p(key: str) -> ItemRef:
    return ItemRef(Side.PPM, f"p{key}")


def a_turn(on_step: Step | None = None) -> World:
    """Six stories: four were renamed in PPM Express, one of them tagged as well, and two in Azure
    DevOps, where tags have to go alone. All of it is approved."""
    world = World()
    world.ado.batches, world.ado.at_once, world.ppm.at_once = True, 50, 8
    world.ado.apart = frozenset({"System.Tags"})
    for key in LINKS:
        world.a_pair(key, {"System.Title": "Pay"}, {"Name": "Pay"})
    world.agree(limits=Limits(least=len(LINKS)))
    for key in FROM_PPM:
        world.ppm.edit(p(key), {"Name": f"Pay {key}"})
    world.ppm.edit(p("2"), {"Tags": ("eu",)})
    for key in FROM_ADO:
        world.ado.edit(a(key), {"System.Title": f"Pay {key}"})
    world.sweep()
    world.approve(TO_ADO, picks={f"link-{key}": _names(key) for key in FROM_PPM})
    world.approve(TO_PPM, picks={f"link-{key}": ["title"] for key in FROM_ADO})
    world.steps.clear()
    world.on_step = on_step
    return world


def _names(key: str) -> list[str]:
    return ["title", "tags"] if key == "2" else ["title"]


def worked_off(world: World) -> World:
    """By whoever comes after those that were stopped, until nothing waits."""
    for _ in range(5):
        try:
            world.apply()
        except (Stopped, TryLater):
            world.on_step = None
        world.clock.pass_(minutes=5)
    world.on_step = None
    assert list(world.store.approvals.waiting(PROJECT)) == []
    world.sweep()
    return world


def end(world: World) -> object:
    items = [world.system(ref.side).items[ref].values for key in LINKS for ref in (a(key), p(key))]
    outcomes = [
        (row.link, {name: str(each.became) for name, each in row.outcomes.items()})
        for row in sorted(world.approvals.done.values(), key=lambda row: row.link)
    ]
    # PPM Express has no version: of a call that never left nobody can tell that it did not.
    told = {(row.link, row.name) for row in world.history.of(PROJECT) if row.certain}
    links = [(link.id, link.mismatches, link.base) for link in world.links.rows.values()]
    return items, outcomes, told, links


def writes(world: World, side: Side) -> int:
    return len([each for each in world.system(side).log if each.ours])


def each_step() -> Iterator[tuple[int, str]]:
    return enumerate(list(worked_off(a_turn()).steps))


def at(step: int, act: Callable[[], None]) -> Step:
    steps = count()

    def on_step(_: str) -> None:
        if next(steps) == step:
            act()

    return on_step
