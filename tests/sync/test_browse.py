"""Looking around: what a filter finds, as far as it feeds the project."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import pytest

from core.model.approvals import Direction
from core.model.backlogs import Filter
from core.model.errors import Rejected
from core.model.items import ItemRef, Side, Snapshot
from core.sync.browse import browse
from core.sync.propose import Wanted, propose
from sandbox.memory.browser import MemoryBrowser
from tests.handlers.desks import CONTOSO, a_desk
from tests.worlds import World

STORY, OTHER, SALARY = (ItemRef(Side.ADO, key) for key in ("a1", "a2", "a9"))
HOMES = {STORY: "Shop", OTHER: "", SALARY: "Salaries"}


@pytest.fixture
def world() -> World:
    """The item of an ADO project that our token may see, and that does not feed this project."""
    made = a_desk().world
    made.ado.put(SALARY.key, {"System.Title": "Cut them by half"}, STORY)
    fetch = made.ado.fetch

    def at_home(refs: Collection[ItemRef], fields: Collection[str]) -> Mapping[ItemRef, Snapshot]:
        return {ref: replace(it, home=HOMES[ref]) for ref, it in fetch(refs, fields).items()}

    made.ado.fetch = at_home  # type: ignore[method-assign]
    return made


def found(world: World, wanted: Filter) -> list[ItemRef]:
    browser = MemoryBrowser(world.ado, saved={"everywhere": list(HOMES)})
    seen = browse(world.project, wanted, browser, world.systems, world.store)
    return [each.item.ref for each in seen]


@pytest.mark.parametrize("how", [{"item": 9}, {"query": "everywhere"}])
def test_neither_a_number_nor_a_saved_query_shows_what_does_not_feed_the_project(
    world: World, how: dict[str, object]
) -> None:
    wanted = replace(Filter("collection-1", "Shop"), **how)  # type: ignore[arg-type]

    assert found(world, wanted) == [STORY, OTHER]


def test_what_does_not_feed_the_project_is_linked_by_nobody_who_guesses_its_number(
    world: World,
) -> None:
    refs = {Side.ADO: SALARY, Side.PPM: ItemRef(Side.PPM, "p2")}

    with pytest.raises(Rejected, match="Salaries, which does not feed this project"):
        world.adopt("link-9", refs)

    assert (SALARY, world.project.id) not in world.links.claims


def test_what_does_not_feed_the_project_is_left_out_of_a_plan_without_its_title(
    world: World,
) -> None:
    browser = MemoryBrowser(world.ado)
    wanted = Wanted(Direction.TO_PPM, (SALARY,))
    desk = (world.systems, lambda at: browser, world.store, world.clock)

    plan = propose("plan-9", world.project, wanted, "Mara", *desk)

    assert plan.links == ()
    assert [(out.ref, "half" in out.title) for out in plan.left_out] == [(SALARY, False)]


def test_an_ado_project_that_feeds_it_too_is_shown(world: World) -> None:
    world.agree(ado=(CONTOSO, replace(CONTOSO, project="salaries", id="2")))

    assert SALARY in found(world, Filter("collection-1", "Shop", item=9))


def test_a_project_of_the_same_name_in_another_organisation_is_not_meant(world: World) -> None:
    world.agree(ado=(CONTOSO, replace(CONTOSO, project="Salaries", collection="collection-2")))

    assert SALARY not in found(world, Filter("collection-1", "Shop", item=9))
