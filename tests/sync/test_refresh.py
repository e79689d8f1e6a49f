"""One changed item is looked at as it is now; a burst is looked at once."""

from contextlib import suppress
from datetime import timedelta

import pytest

from core.model.absence import Absence
from core.model.compare import Link
from core.model.errors import Conflict, TryLater
from core.model.items import ItemRef, Side
from core.model.projects import Project
from core.sync.refresh import SKEW, covered, recompute
from tests.worlds import NOON, PROJECT, World, a_linked_story


def looks(world: World) -> int:
    return world.steps.count("ado.fetch")


def test_a_late_answer_never_hides_a_newer_one() -> None:
    world, link = a_linked_story()
    story = link.ado.ref

    def a_newer_event_overtakes(step: str) -> None:
        if step == "links.ids":
            world.on_step = None
            world.ado.edit(story, {"System.Title": "Newest"})
            world.hook(story)

    world.ado.edit(story, {"System.Title": "Newer"})
    world.on_step = a_newer_event_overtakes

    with pytest.raises(Conflict):
        world.hook(story)
    assert world.link(link.id).ado.values["System.Title"] == "Newest"


@pytest.mark.parametrize("step", range(6))
def test_at_whatever_step_a_newer_event_overtakes_the_newest_stays(step: int) -> None:
    world, link = a_linked_story()
    left = iter([False] * step + [True])

    def a_newer_event_overtakes(_: str) -> None:
        if next(left, False):
            world.on_step = None
            world.ado.edit(link.ado.ref, {"System.Title": "Newest"})
            world.hook(link.ado.ref)

    world.ado.edit(link.ado.ref, {"System.Title": "Newer"})
    world.on_step = a_newer_event_overtakes
    with suppress(Conflict):
        world.hook(link.ado.ref)
    world.on_step = None

    assert world.link(link.id).ado.values["System.Title"] == world.value(
        link.ado.ref, "System.Title"
    )


def test_a_look_that_finds_nothing_new_is_written_down() -> None:
    world, link = a_linked_story()
    before = world.link(link.id)
    world.clock.pass_(seconds=5)

    world.hook(link.ado.ref)

    after = world.link(link.id)
    assert after.looked_at[Side.ADO] == world.clock().isoformat()
    assert after.etag != before.etag


def test_a_silent_look_at_an_item_without_versions_still_beats_an_older_answer() -> None:
    world, link = a_linked_story()
    task = link.ppm.ref

    def it_returns_and_somebody_looks(step: str) -> None:
        if step == "links.ids":
            world.on_step = None
            world.ppm.edit(task, {"Name": "Pay by invoice"})
            world.hook(task)

    world.ppm.edit(task, {"Name": "Pay later"})
    world.on_step = it_returns_and_somebody_looks
    with pytest.raises(Conflict):
        world.hook(task)

    assert world.link(link.id).mismatches == ()


def test_a_burst_of_events_is_looked_at_once() -> None:
    world, link = a_linked_story()
    since = (world.clock() + timedelta(seconds=1)).isoformat()
    world.clock.pass_(seconds=10)

    for _ in range(50):
        world.hook(link.ado.ref, since)

    assert looks(world) == 2, "one to link the story, one for the burst"


def test_an_event_after_the_last_look_is_looked_at() -> None:
    world, link = a_linked_story()
    world.clock.pass_(seconds=10)

    world.hook(link.ado.ref, world.clock().isoformat())

    assert looks(world) == 2


@pytest.mark.parametrize(
    ("looked", "is_covered"),
    [(timedelta(0), False), (SKEW, False), (SKEW * 2, True), (-SKEW, False)],
)
def test_a_message_is_covered_by_a_look_that_began_after_it(
    looked: timedelta, is_covered: bool
) -> None:
    _, link = a_linked_story()
    seen = link.seeing(link.ado, (NOON + looked).isoformat())

    assert covered(seen, Side.ADO, NOON.isoformat()) is is_covered


def test_a_look_at_one_side_covers_nothing_on_the_other() -> None:
    _, link = a_linked_story()
    seen = link.seeing(link.ado, (NOON + SKEW * 9).isoformat())

    assert not covered(seen, Side.PPM, NOON.isoformat())


def test_a_message_without_a_time_is_never_covered() -> None:
    _, link = a_linked_story()

    assert not covered(link, Side.ADO, "")


def test_an_item_without_a_link_is_nobodys_business() -> None:
    world, _ = a_linked_story()

    assert world.hook(world.ado.put("stranger", {})) == 0


def test_an_item_linked_in_two_projects_is_looked_at_for_both() -> None:
    world, link = a_linked_story()
    world.store.projects.put(Project("other", rules=world.rules))
    task = world.ppm.put("p9", {"Name": "Pay by invoice"})
    world.links.claim("other", "link-9", [link.ado.ref, task])
    world.links.add(Link("link-9", "other", link.ado, link.ppm))
    world.ado.edit(link.ado.ref, {"System.Title": "Pay later"})

    assert world.hook(link.ado.ref) == 2
    assert world.links.rows["other", "link-9"].mismatch("title")


def test_a_deleted_item_is_shown_and_comes_back_with_its_base() -> None:
    world, link = a_linked_story()
    item = world.ado.items.pop(link.ado.ref)
    world.hook(link.ado.ref)
    assert world.link(link.id).gone == {Side.ADO: Absence.UNKNOWN}

    world.ado.items[link.ado.ref] = item
    world.hook(link.ado.ref)

    assert (world.link(link.id).gone, world.link(link.id).base) == ({}, link.base)


def test_while_a_vendor_is_away_nothing_is_written_down() -> None:
    world, link = a_linked_story()
    before = world.link(link.id)

    def away(step: str) -> None:
        if step == "ado.fetch":
            raise TryLater("503", after=7)

    world.on_step = away
    with pytest.raises(TryLater):
        world.hook(link.ado.ref)

    assert world.link(link.id) == before


def test_an_event_about_an_item_that_is_just_being_linked_comes_back() -> None:
    world = World()
    refs = [world.ado.put("a1", {}), world.ppm.put("p1", {})]
    world.links.claim(PROJECT, "link-1", refs)

    with pytest.raises(Conflict):
        world.hook(ItemRef(Side.ADO, "a1"))


def test_comparing_anew_goes_on_where_a_row_moved_meanwhile() -> None:
    world, link = a_linked_story()
    old = world.link(link.id)
    world.ado.edit(link.ado.ref, {"System.Title": "Pay later"})
    world.hook(link.ado.ref)
    world.agree(rules=())

    recompute([old], world.project, world.store)

    assert world.link(link.id).ado.values["System.Title"] == "Pay later"
    assert world.link(link.id).mismatches == ()
