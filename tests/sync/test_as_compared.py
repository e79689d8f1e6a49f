"""A whole look compares what may come out otherwise than it stands on the row, and only that."""

from dataclasses import replace

from core.model.compare import Link
from core.model.rules import PARENT
from core.sync.sweep import Swept
from tests.worlds import PRIORITY, PROJECT, World, a_linked_story


def a_link_that_differs() -> tuple[World, Link]:
    """Swept already today; its priorities differ."""
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"Priority": 1})
    world.ppm.edit(link.ppm.ref, {"Priority": "Low"})
    world.sweep()
    assert world.link(link.id).mismatch("priority")
    return world, world.link(link.id)


def forget_mismatches(world: World, link: Link) -> None:
    """As if somebody had spoiled the row, and it still said how it was compared."""
    world.links.rows[PROJECT, link.id] = replace(link, mismatches=())


def test_what_both_items_tell_once_more_is_not_compared_again_that_day() -> None:
    world, link = a_link_that_differs()
    forget_mismatches(world, link)

    assert world.sweep() == Swept(looked=1, changed=0, moved=0)
    assert world.link(link.id).mismatches == ()


def test_the_first_look_of_a_day_compares_whatever_the_row_says() -> None:
    world, link = a_link_that_differs()
    forget_mismatches(world, link)
    world.clock.pass_(days=1)

    assert world.sweep() == Swept(looked=1, changed=1, moved=0)
    assert world.link(link.id).mismatch("priority")


def test_what_does_not_say_how_it_was_compared_is_compared() -> None:
    world, link = a_link_that_differs()
    forget_mismatches(world, replace(link, compared=""))

    world.sweep()

    assert world.link(link.id).mismatch("priority")


def test_under_another_rule_the_same_values_are_compared_again() -> None:
    world, link = a_link_that_differs()
    others = tuple(
        replace(each, value_map=(("1", "Low"),)) if each == PRIORITY else each
        for each in world.project.rules
    )
    world.agree(rules=others)

    world.sweep()

    assert world.link(link.id).mismatch("priority") is None


def test_an_item_whose_parent_has_another_link_by_now_is_compared_again() -> None:
    world = World()
    above = world.a_pair("1", {"System.Title": "Billing"}, {"Name": "Billing"})
    below = world.a_pair("2", {"System.Title": "Pay"}, {"Name": "Pay"}, above)
    world.sweep()
    assert world.link(below.id).base[PARENT].ado == above.id
    del world.links.rows[PROJECT, above.id]

    world.sweep()

    assert PARENT in world.link(below.id).aside
