"""Two items become a link, or stay free; nothing in between, whoever comes between."""

from dataclasses import replace

import pytest

from core.model.compare import Verdict
from core.model.errors import Conflict, Rejected
from core.model.items import ItemRef, Side
from core.model.rules import PARENT
from core.sync.adopt import unlink
from tests.worlds import PROJECT, Stopped, World, a_linked_story

Refs = dict[Side, ItemRef]


def two_items() -> tuple[World, Refs]:
    world = World()
    ado = world.ado.put("a1", {"System.Title": "Pay by invoice"})
    return world, {Side.ADO: ado, Side.PPM: world.ppm.put("p1", {"Name": "Pay by card"})}


def test_where_two_items_differ_the_base_starts_unknown() -> None:
    world, refs = two_items()

    mismatch = world.adopt("link-1", refs).mismatch("title")

    assert mismatch is not None
    assert mismatch.changed is Verdict.UNKNOWN


@pytest.mark.parametrize("side", list(Side))
def test_an_item_is_linked_only_once(side: Side) -> None:
    world, refs = two_items()
    world.adopt("link-1", refs)
    other = world.system(side.other).put("new", {})

    with pytest.raises(Rejected, match="already has a link"):
        world.adopt("link-2", {side: refs[side], side.other: other})

    assert world.links.ids(PROJECT, [other]) == {}


@pytest.mark.parametrize("side", list(Side))
def test_an_item_nobody_may_read_is_refused_and_frees_both(side: Side) -> None:
    world, refs = two_items()
    del world.system(side).items[refs[side]]

    with pytest.raises(Rejected, match="that we may read"):
        world.adopt("link-1", refs)

    assert world.links.claims == {}


def test_the_claims_come_before_the_look_and_the_row_last() -> None:
    world, refs = two_items()

    world.adopt("link-1", refs)

    steps = world.steps
    assert steps.index("links.claim") < steps.index("ado.fetch") < steps.index("links.add")


def test_two_people_who_link_the_same_item_at_once_make_one_link() -> None:
    world, refs = two_items()
    task = world.ppm.put("p2", {})

    def somebody_else_links(step: str) -> None:
        if step == "ado.fetch":
            world.on_step = None
            with pytest.raises(Rejected):
                world.adopt("link-2", {Side.ADO: refs[Side.ADO], Side.PPM: task})

    world.on_step = somebody_else_links
    world.adopt("link-1", refs)

    assert [link.id for link in world.links.all(PROJECT)] == ["link-1"]


def test_a_hook_between_claim_and_row_comes_back_later() -> None:
    world, refs = two_items()

    def a_hook_arrives(step: str) -> None:
        if step == "links.add":
            world.on_step = None
            with pytest.raises(Conflict):
                world.hook(refs[Side.ADO])

    world.on_step = a_hook_arrives
    world.adopt("link-1", refs)

    assert world.hook(refs[Side.ADO]) == 1


def test_after_a_killed_adopt_the_sweep_frees_the_items() -> None:
    world, refs = two_items()

    def killed(step: str) -> None:
        if step == "links.add":
            world.on_step = None
            raise Stopped

    world.on_step = killed
    with pytest.raises(Stopped):
        world.adopt("link-1", refs)

    world.clock.pass_(minutes=11)
    world.sweep()
    assert world.adopt("link-2", refs).id == "link-2"


def test_the_sweep_leaves_a_young_claim_alone() -> None:
    world, refs = two_items()
    world.links.claim(PROJECT, "link-1", list(refs.values()))
    world.clock.pass_(minutes=9)

    world.sweep()

    assert set(world.links.ids(PROJECT, list(refs.values()))) == set(refs.values())


def test_unlinking_frees_both_items_and_touches_neither() -> None:
    world, link = a_linked_story()

    unlink(world.project, link.id, "Mara", world.store, world.clock)

    assert (world.links.rows, world.links.claims) == ({}, {})
    assert not [logged for logged in (*world.ado.log, *world.ppm.log) if logged.ours]


def test_who_unlinked_what_and_when_stays_in_the_history() -> None:
    world, link = a_linked_story()

    unlink(world.project, link.id, "Eva", world.store, world.clock)

    [row] = world.history.of(PROJECT, link.id)
    assert (row.became, row.by, row.at) == ("unlinked", "Eva", world.clock().isoformat())
    assert row.words == "Pay by invoice: Azure DevOps a1 and PPM Express p1"


@pytest.mark.parametrize("step", ["history.add", "links.remove"])
def test_an_unlinking_that_was_cut_off_is_told_once_when_it_is_done_again(step: str) -> None:
    world, link = a_linked_story()

    def it_is_cut_off(now: str) -> None:
        if now == step:
            world.on_step = None
            raise KeyboardInterrupt

    world.on_step = it_is_cut_off
    with pytest.raises(KeyboardInterrupt):
        unlink(world.project, link.id, "Eva", world.store, world.clock)
    world.clock.pass_(minutes=1)
    unlink(world.project, link.id, "Eva", world.store, world.clock)

    assert world.links.rows == {}
    assert len(list(world.history.of(PROJECT, link.id))) == 1


def test_unlinking_a_parent_puts_its_children_right_at_once() -> None:
    world = World()
    epic = world.a_pair("1", {}, {})
    story = world.a_pair("2", {}, {}, below=epic)

    unlink(world.project, epic.id, "Mara", world.store, world.clock)

    assert PARENT in world.link(story.id).aside


def test_unlinking_goes_on_where_the_row_moves_meanwhile() -> None:
    world, link = a_linked_story()

    def a_look_comes_between(step: str) -> None:
        if step == "links.remove":
            world.on_step = None
            world.hook(link.ado.ref)

    world.on_step = a_look_comes_between
    unlink(world.project, link.id, "Mara", world.store, world.clock)

    assert world.links.rows == {}


def test_what_is_not_linked_cannot_be_unlinked() -> None:
    world, link = a_linked_story()

    with pytest.raises(Rejected, match="there is no link"):
        unlink(replace(world.project, id="other"), link.id, "Mara", world.store, world.clock)
