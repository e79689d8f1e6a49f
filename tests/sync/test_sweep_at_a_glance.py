"""What a sweep reads: rows at a glance, and whole only where something may have changed."""

from collections.abc import Collection
from dataclasses import replace

import pytest

from core.model.compare import Link
from core.model.errors import Rejected
from core.model.rules import PARENT
from core.sync import findings
from core.sync.findings import Packed, save_all
from core.sync.sweep import Swept
from tests.worlds import World, a_linked_story


def three_pairs() -> World:
    """Seen once today already."""
    world = World()
    for key in "123":
        world.a_pair(key, {"System.Title": key}, {"Name": key})
    world.sweep()
    world.clock.pass_(minutes=15)
    return world


def whole(world: World) -> list[str]:
    """The links that the next sweep reads whole."""
    read, real = list[str](), world.links.whole
    world.links.whole = lambda project, glances: (  # type: ignore[method-assign]
        read.extend(each.id for each in glances) or real(project, glances)  # type: ignore[func-returns-value]
    )
    world.sweep()
    return sorted(read)


def test_a_round_in_which_nothing_changed_reads_no_row_whole() -> None:
    assert whole(three_pairs()) == []


def test_the_first_round_of_a_day_reads_all_of_them() -> None:
    world = three_pairs()
    world.clock.pass_(days=1)

    assert whole(world) == ["link-1", "link-2", "link-3"]


def test_what_was_edited_is_read_whole_and_nothing_else() -> None:
    world = three_pairs()
    world.ado.edit(world.link("link-2").ado.ref, {"System.Title": "Refund"})

    assert whole(world) == ["link-2"]


def test_what_is_missing_is_read_whole_and_again_while_it_is() -> None:
    world = three_pairs()
    world.ppm.delete(world.link("link-2").ppm.ref)

    assert [whole(world), set(world.link("link-2").gone)] == [["link-2"], {world.ppm.side}]
    assert whole(world) == ["link-2"]


def test_a_link_whose_place_reads_otherwise_is_compared_though_its_items_tell_the_same() -> None:
    world = World()
    epic = world.ado.put("epic", {"System.Title": "Payments"})
    pair = world.a_pair("1", {"System.Title": "Pay"}, {"Name": "Pay"})
    world.ado.move(pair.ado.ref, epic)
    world.sweep()
    world.clock.pass_(minutes=15)
    assert whole(world) == []

    world.adopt("link-epic", {world.ado.side: epic, world.ppm.side: world.ppm.put("p", {})})
    world.sweep()

    mismatch = world.link("link-1").mismatch(PARENT)
    assert mismatch is not None
    assert mismatch.now.ado == "link-epic"


def test_other_rules_compare_everything_anew() -> None:
    world = three_pairs()
    world.agree(rules=world.project.rules[1:])

    assert whole(world) == ["link-1", "link-2", "link-3"]


def test_a_row_that_moved_before_it_was_read_whole_waits_for_another_look() -> None:
    world, link = a_linked_story()
    world.sweep()
    world.clock.pass_(minutes=15)
    noted = world.project.swept_at
    world.ado.edit(link.ado.ref, {"System.Title": "Newer"})

    def somebody_else_looks(step: str) -> None:
        if step == "links.whole":
            world.on_step = None
            world.hook(link.ado.ref)

    world.on_step = somebody_else_looks

    assert world.sweep() == Swept(looked=1, changed=0, moved=1)
    assert world.project.swept_at == noted


def test_links_come_out_as_they_were_put_away() -> None:
    world = three_pairs()
    links = [world.link(f"link-{key}") for key in "123"]
    packed = Packed()
    for link in links:
        packed.add(link)

    assert list(packed) == list(packed) == links
    assert len(packed) == 3


def test_one_link_that_no_row_can_hold_keeps_no_other_from_being_saved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = three_pairs()
    links = [world.link(f"link-{key}") for key in "123"]
    monkeypatch.setattr(findings, "_PORTION", 1)
    real = world.links.save_many

    def but_the_first(some: Collection[Link]) -> Collection[str]:
        if links[0].id in {link.id for link in some}:
            raise Rejected("too large")
        return real(some)

    world.links.save_many = but_the_first  # type: ignore[assignment, method-assign]
    with pytest.raises(Rejected):
        save_all([replace(link, compared="") for link in links], world.store)

    assert [world.link(link.id).compared for link in links] == [links[0].compared, "", ""]
