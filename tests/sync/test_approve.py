"""Plans and approvals: what a person was shown is what is signed."""

from dataclasses import replace

from core.model.approvals import Aspect, Direction
from core.model.errors import Rejected
from core.model.rules import FieldRule, Kind
from core.sync.approve import approve_values
from tests.worlds import PROJECT, TITLE, World, a_linked_story


def test_a_plan_shows_the_values_that_its_digests_sign() -> None:
    title = FieldRule("a", ("A",), ("P",), Kind.TEXT)
    world = World(rules=(title, FieldRule("b", ("B",), ("Q",), Kind.TEXT)))
    world.a_pair("1", {"A": "new", "B": "z"}, {"P": "shown", "Q": "another"})
    world.agree(rules=(replace(title, ppm=("Q",)),))

    world.approve(Direction.TO_PPM)

    [plan] = world.memory.plans.rows.values()
    assert plan.links[0].values[0].before == "another"


def test_a_value_that_was_refused_can_be_approved_again() -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay later"})
    world.sweep()
    world.approve(Direction.TO_PPM)
    [plan] = world.memory.plans.rows.values()
    digests = {link.id: {"title": plan.links[0].values[0].digest}}
    world.approvals.opened.clear()

    def approved_once_more() -> str:
        [found] = approve_values(
            world.project,
            Direction.TO_PPM,
            Aspect.FIELDS,
            digests,
            "Mara",
            world.store,
            world.clock,
        )
        world.apply()
        return str(world.approvals.done[PROJECT, found.id].outcomes["title"].became)

    world.ppm.refuse = lambda _: Rejected("not today")
    assert approved_once_more() == "rejected"
    world.ppm.refuse = lambda _: None
    assert approved_once_more() == "applied"


def test_approving_a_plan_twice_is_approving_it_once() -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {TITLE.ado[0]: "Pay later"})
    world.sweep()
    first = world.approve(Direction.TO_PPM)
    world.store.approvals.open(first)

    assert len(list(world.store.approvals.waiting(PROJECT))) == 1
