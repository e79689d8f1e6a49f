"""The promises, each over a whole day of a small project: people on both sides, a manager, a new
item, and whatever may go wrong meanwhile. docs/trust.md says how each was seen to fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from core.model.approvals import Aspect, Direction
from core.model.compare import Link, Pair
from core.model.errors import TryLater
from core.model.items import ItemRef, Side
from sandbox.memory.system import Values
from tests.sync.test_create import a_world, create
from tests.worlds import ACTIVE, NEW, PROJECT, Stopped, World

TO_ADO, TO_PPM = Direction.TO_ADO, Direction.TO_PPM
Act = Callable[[World], object]
KNOWN = ("link-1", "link-2", "link-3")
NAMES = {Side.ADO: "System.Title", Side.PPM: "Name"}
WRITES = ("save", "take", "add", "claim", "release", "remove", "open", "close", "delete", "write")


def a_project() -> World:
    """Three links, one of them below another. PPM Express snaps Saturdays to Mondays."""
    world = a_world()
    world.ppm.adjust = _snapped
    ado: Values = {"System.Title": "Pay", "System.State": NEW, "TargetDate": "2026-03-06T00:00:00Z"}
    ppm: Values = {"Name": "Pay", "Progress": 0, "DueDate": "2026-03-06"}
    one = world.a_pair("1", ado, ppm)
    world.a_pair("2", ado, ppm, below=one)
    world.a_pair("3", ado, ppm)
    return world


def _snapped(old: Values, new: Values) -> Values:
    due = {"DueDate": "2026-03-09"} if new.get("DueDate") == "2026-03-07" else {}
    return {**old, **new, **due}


def a(number: int) -> ItemRef:
    return ItemRef(Side.ADO, f"a{number}")


def p(number: int) -> ItemRef:
    return ItemRef(Side.PPM, f"p{number}")


def people_edit(world: World) -> None:
    world.ado.edit(a(1), {"System.Title": "Pay by invoice", "TargetDate": "2026-03-07T00:00:00Z"})
    world.ado.edit(a(3), {"System.State": ACTIVE})
    world.ppm.edit(p(2), {"Name": "Pay by card"})
    world.ado.move(a(3), a(1))
    world.ado.put("a4", {"System.Title": "Refund", "System.WorkItemType": "Task"}, a(1))


DAY: tuple[Act, ...] = (
    people_edit,
    World.sweep,
    lambda world: world.approve(TO_PPM, picks={"link-1": ["title", "due"], "link-3": ["state"]}),
    World.apply,
    lambda world: world.approve(TO_ADO, picks={"link-2": ["title"]}),
    World.apply,
    lambda world: world.approve(TO_PPM, Aspect.HIERARCHY),
    World.apply,
    lambda world: create(world, TO_PPM, [ItemRef(Side.ADO, "a4")]),
    World.sweep,
)
"""What happens, one after the other; whoever is stopped half-way does it once more."""


def lived(world: World, day: tuple[Act, ...] = DAY) -> World:
    for act in day:
        try:
            act(world)
        except (Stopped, TryLater):
            world.on_step = None
            world.clock.pass_(minutes=5)
            act(world)
        world.clock.pass_(seconds=10)
    world.on_step = None
    return quiet(world)


def quiet(world: World) -> World:
    for _ in range(4):
        world.clock.pass_(minutes=5)
        world.apply()
    world.sweep()
    return world


def end(world: World) -> object:
    """What both vendors hold by now, by title, where they differ, what still waits, and of what the
    history tells. Not who is
    to blame: of a lost answer that the vendor adjusted nobody can tell whose doing it was."""
    items = [
        (ref.side, sorted(item.values.items(), key=str), _called(world, item.parent))
        for side in Side
        for ref, item in world.system(side).items.items()
    ]
    pairs = [
        (_called(world, link.ado.ref), _called(world, link.ppm.ref), _differs(link))
        for link in world.links.rows.values()
    ]
    waiting = list(world.store.approvals.waiting(PROJECT))
    told = {(row.link, row.name) for row in world.history.of(PROJECT) if row.link in KNOWN}
    return sorted(items, key=str), sorted(pairs, key=str), waiting, told


def _differs(link: Link) -> list[tuple[str, Pair]]:
    return [(each.name, each.now) for each in link.mismatches]


def _called(world: World, ref: ItemRef | None) -> object:
    return None if ref is None else world.value(ref, NAMES[ref.side])


def at_every_step(day: tuple[Act, ...] = DAY) -> Iterator[int]:
    yield from range(len(lived(a_project(), day).steps))


def stopped_at(step: int, with_: BaseException) -> World:
    world, steps = a_project(), count()

    def stop(_: str) -> None:
        if next(steps) == step:
            raise with_

    world.on_step = stop
    return world


def test_killed_at_any_single_step_of_a_day_and_restarted_it_ends_the_same() -> None:
    undisturbed = end(lived(a_project()))

    for step in at_every_step():
        assert end(lived(stopped_at(step, Stopped()))) == undisturbed, f"killed at step {step}"


@pytest.mark.parametrize("lost", ["answer", "made"])
def test_a_lost_reply_of_any_write_makes_nothing_twice(lost: str) -> None:
    undisturbed = lived(a_project())
    writes = len([each for each in undisturbed.ppm.log if each.ours])
    world = a_project()

    def is_lost(step: str) -> None:
        if step.endswith(lost):
            world.on_step = None
            raise TryLater("no answer", unsure=True)

    world.on_step = is_lost
    lived(world)

    assert end(world) == end(undisturbed)
    assert len([each for each in world.ppm.log if each.ours]) == writes


def test_with_every_hook_lost_each_change_of_either_side_is_seen() -> None:
    world = a_project()

    people_edit(world)
    world.sweep()

    seen = {(link.id, each.name) for link in world.links.rows.values() for each in link.mismatches}
    assert seen == {
        ("link-1", "title"),
        ("link-1", "due"),
        ("link-2", "title"),
        ("link-3", "state"),
        ("link-3", "parent"),
    }


def test_at_whatever_step_somebody_edits_what_they_wrote_is_not_overwritten_unseen() -> None:
    for step in at_every_step():
        world, steps = a_project(), count()

        def edit(
            _: str, world: World = world, steps: Iterator[int] = steps, at: int = step
        ) -> None:
            if next(steps) == at:
                world.ado.edit(a(2), {"System.Title": "Typed meanwhile"})
                world.ppm.edit(p(1), {"Name": "Typed meanwhile"})

        world.on_step = edit
        lived(world)

        for ref in (a(2), p(1)):
            _was_kept_or_shown(world, ref)


def _was_kept_or_shown(world: World, ref: ItemRef) -> None:
    """What is overwritten was on the screen of whoever approved it."""
    name = NAMES[ref.side]
    shown = {
        value.before
        for plan in world.memory.plans.rows.values()
        for link in plan.links
        for value in link.values
        if value.name == "title" and plan.direction.target is ref.side
    }
    for logged in world.system(ref.side).log:
        if logged.ours and logged.ref == ref and name in logged.asked.values:
            assert logged.before is not None
            assert logged.before.values[name] in shown


def test_what_was_applied_goes_round_no_more_though_a_vendor_adjusts_it() -> None:
    world = lived(a_project())
    before = [len(world.system(side).log) for side in Side]

    for _ in range(3):
        world.sweep()
        assert not [link.id for link in world.links.rows.values() if _suggests(link.mismatches)]
        world.apply()

    assert [len(world.system(side).log) for side in Side] == before


def _suggests(mismatches: object) -> bool:
    return any(str(each.changed) != "settled" for each in mismatches)  # type: ignore[attr-defined]


def test_a_pass_without_changes_writes_nothing() -> None:
    world = lived(a_project())
    logged = [len(world.system(side).log) for side in Side]
    rows = dict(world.links.rows), dict(world.approvals.done), dict(world.history.rows)
    world.steps.clear()

    world.sweep()
    world.apply()

    assert [each for each in world.steps if each.rpartition(".")[2] in WRITES] == []
    assert [len(world.system(side).log) for side in Side] == logged
    assert (world.links.rows, world.approvals.done, world.history.rows) == rows


def test_one_bad_item_stops_no_other_for_a_whole_day() -> None:
    world = a_project()

    def refuse(write: object) -> Exception | None:
        return ValueError("nobody can read this") if "by invoice" in str(write) else None

    world.ppm.refuse = refuse
    lived(world)

    assert world.link("link-2").mismatches == world.link("link-3").mismatches == ()
    assert "Refund" in [item.values.get("Name") for item in world.ppm.items.values()]
    [kept] = [row for row in world.approvals.done.values() if row.tries]
    assert "nobody can read this" in kept.words
