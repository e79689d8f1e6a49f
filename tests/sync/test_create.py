"""New items on the other side: planned, approved, made once, and linked."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest

from core.model.approvals import Approval, Became, Direction, Write
from core.model.compare import COMPUTED, Link, Verdict
from core.model.errors import Rejected, TryLater
from core.model.fields import VendorField
from core.model.items import ItemRef, Side
from core.model.ladder import ALL
from core.model.making import ITEM
from core.model.plans import Plan
from core.model.projects import AdoPlace
from core.model.rules import PARENT
from core.sync.approve import approve
from core.sync.propose import Wanted, propose
from sandbox.memory.browser import MemoryBrowser
from sandbox.memory.system import Values
from tests.worlds import ACTIVE, NEW, PROJECT, Stopped, World

TO_ADO, TO_PPM = Direction.TO_ADO, Direction.TO_PPM
ADDRESS = "https://lockstep.example"


def a_world(**more: object) -> World:
    made = World(**more)  # type: ignore[arg-type]
    made.agree(ado=(AdoPlace("https://dev.azure.com/contoso", "Shop", "contoso"),))
    return made


def an_epic(world: World) -> dict[str, ItemRef]:
    """An epic with a feature, a story and a task below it, none of them linked."""
    above: ItemRef | None = None
    found = {}
    for key, kind in (("e", "Epic"), ("f", "Feature"), ("s", "User Story"), ("t", "Task")):
        values: Values = {
            "System.Title": f"Payments {key}",
            "System.WorkItemType": kind,
            "System.State": NEW,
        }
        above = found[key] = world.ado.put(f"a{key}", values, above)
    return found


def plan(world: World, direction: Direction, items: Sequence[ItemRef], **more: object) -> Plan:
    number = len(world.memory.plans.rows)
    wanted = Wanted(direction, tuple(items), **more)  # type: ignore[arg-type]
    browser = MemoryBrowser(world.ado)
    return propose(
        f"plan-{number}",
        world.project,
        wanted,
        "Mara",
        world.systems,
        lambda at: browser,
        world.store,
        world.clock,
    )


def create(
    world: World,
    direction: Direction,
    items: Sequence[ItemRef],
    picks: Mapping[str, Sequence[str]] | None = None,
    **more: object,
) -> list[Approval]:
    """A manager looks at the plan and approves it; the outbox is worked off."""
    opened = approve(plan(world, direction, items, **more), "Mara", world.store, world.clock, picks)
    world.apply()
    return opened


def link_of(world: World, ref: ItemRef) -> Link | None:
    return next(iter(world.links.of(ref)), None)


def twin(world: World, ref: ItemRef) -> ItemRef:
    link = link_of(world, ref)
    assert link is not None, f"{ref} has no link"
    return link.on(ref.side.other).ref


def titles(world: World, side: Side) -> list[object]:
    field = "System.Title" if side is Side.ADO else "Name"
    return [item.values.get(field) for item in world.system(side).items.values()]


def test_only_the_chosen_item_is_created_and_linked_and_nothing_differs() -> None:
    world = a_world()
    epic = an_epic(world)["e"]

    [approval] = create(world, TO_PPM, [epic])

    assert titles(world, Side.PPM) == ["Payments e"]
    link = link_of(world, epic)
    assert link is not None
    assert link.mismatches == ()
    assert world.became(approval)[ITEM] == "applied"
    assert {row.name for row in world.history.of(PROJECT)} >= {ITEM, "title"}


@pytest.mark.parametrize(
    ("down_to", "made"),
    [("", "e"), ("features", "ef"), ("stories", "efs"), (ALL, "efst")],
)
def test_a_subtree_is_created_as_far_down_as_was_chosen(down_to: str, made: str) -> None:
    world = a_world()
    items = an_epic(world)

    create(world, TO_PPM, [items["e"]], down_to=down_to)

    assert titles(world, Side.PPM) == [f"Payments {key}" for key in made]
    for above, below in pairwise(made):
        task = world.ppm.items[twin(world, items[below])]
        assert task.parent == twin(world, items[above])


def test_a_new_item_stands_below_the_twin_of_its_nearest_linked_parent() -> None:
    world = a_world()
    items = an_epic(world)
    create(world, TO_PPM, [items["e"]])

    create(world, TO_PPM, [items["t"]])

    assert world.ppm.items[twin(world, items["t"])].parent == twin(world, items["e"])
    link = link_of(world, items["t"])
    assert link is not None


def test_items_already_linked_are_left_alone_and_reported() -> None:
    world = a_world()
    items = an_epic(world)
    create(world, TO_PPM, [items["f"]])

    found = plan(world, TO_PPM, [items["e"]], down_to=ALL)
    approve(found, "Mara", world.store, world.clock)
    world.apply()

    assert [out.ref for out in found.left_out] == [items["f"]]
    assert found.left_out[0].link == getattr(link_of(world, items["f"]), "id", "")
    assert sorted(map(str, titles(world, Side.PPM))) == [f"Payments {key}" for key in "efst"]


def test_an_item_that_is_gone_is_reported_and_the_others_are_created() -> None:
    world = a_world()
    items = an_epic(world)
    lost = ItemRef(Side.ADO, "a404")

    found = plan(world, TO_PPM, [lost, items["e"]])

    assert [(out.ref, out.link) for out in found.left_out] == [(lost, "")]
    assert [each.title for each in found.links] == ["Payments e"]


def test_several_tasks_are_created_in_azure_devops_with_their_tree_kept() -> None:
    world = a_world()
    above = world.ppm.put("pa", {"Name": "Payments", "Progress": 50})
    below = world.ppm.put("pb", {"Name": "Pay by invoice", "Progress": 0}, above)

    create(world, TO_ADO, [below, above])

    assert world.ado.items[twin(world, below)].parent == twin(world, above)
    assert world.value(twin(world, above), "System.Title") == "Payments"


def test_what_is_worked_out_from_the_tasks_below_is_not_carried_and_the_plan_says_so() -> None:
    world = a_world()
    world.ppm.computes = frozenset({"DueDate", "StartDate", "Progress"})
    above = world.ppm.put("pa", {"Name": "Payments", "DueDate": "2026-04-01", "Progress": 50})
    world.ppm.put("pb", {"Name": "Pay by invoice"}, above)

    shown = {each.name: each.why_not for each in plan(world, TO_ADO, [above]).links[0].values}
    create(world, TO_ADO, [above])

    [done] = world.store.approvals.closed(world.project.id)
    assert COMPUTED in shown.values()
    assert {each.became for each in done.outcomes.values()} == {Became.APPLIED}


def test_a_chosen_parent_without_a_link_takes_the_top_ones() -> None:
    world = a_world()
    shelf = world.ado.put("a9", {"System.Title": "Shelf"})
    above = world.ppm.put("pa", {"Name": "Payments"})
    below = world.ppm.put("pb", {"Name": "Pay by invoice"}, above)

    opened = create(world, TO_ADO, [above, below], parent=shelf)

    assert world.ado.items[twin(world, above)].parent == shelf
    assert world.ado.items[twin(world, below)].parent == twin(world, above)
    assert world.became(opened[0])[PARENT] == "applied"


def test_a_state_beyond_the_first_is_set_by_a_second_write() -> None:
    world = a_world()
    world.ado.waits = frozenset({"System.State"})
    task = world.ppm.put("p1", {"Name": "Pay by invoice", "Progress": 50})

    [approval] = create(world, TO_ADO, [task])

    assert world.value(twin(world, task), "System.State") == ACTIVE
    assert world.became(approval)["state"] == "applied"


def test_a_worker_killed_before_the_second_write_leaves_it_to_the_next_one() -> None:
    world = a_world()
    world.ado.waits = frozenset({"System.State"})
    task = world.ppm.put("p1", {"Name": "Pay by invoice", "Progress": 50})
    killed_at("ado.write", world)
    with pytest.raises(Stopped):
        create(world, TO_ADO, [task])

    world.clock.pass_(minutes=5)
    world.apply()

    assert len(world.ado.items) == 1
    assert world.value(twin(world, task), "System.State") == ACTIVE


def test_a_name_that_carries_the_mark_gets_its_true_name() -> None:
    world = a_world()
    world.ppm.waits = frozenset({"Name"})
    epic = an_epic(world)["e"]

    create(world, TO_PPM, [epic])

    assert titles(world, Side.PPM) == ["Payments e"]
    assert getattr(link_of(world, epic), "mismatches", None) == ()


STEPS = (
    "links.claim",
    "ppm.create",
    "ppm.made",
    "approvals.save",
    "links.add",
    "links.save",
    "history.add",
    "approvals.close",
    "approvals.delete",
)


@pytest.mark.parametrize("waits", [frozenset[str](), frozenset({"Name"})])
@pytest.mark.parametrize("turn", [1, 2, 3])
@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_anywhere_makes_no_second_item(
    step: str, turn: int, waits: frozenset[str]
) -> None:
    world = a_world()
    world.ppm.waits = waits
    epic = an_epic(world)["e"]
    killed_at(step, world, turn)
    try:
        create(world, TO_PPM, [epic])
    except Stopped:
        world.clock.pass_(minutes=12)
        world.sweep()
        world.apply()

    assert titles(world, Side.PPM) == ["Payments e"]
    assert getattr(link_of(world, epic), "mismatches", None) == ()
    rows = [row for row in world.history.of(PROJECT) if row.name == ITEM]
    assert len(rows) == 1


def test_12_two_people_at_once_make_one_item() -> None:
    world = a_world()
    epic = an_epic(world)["e"]
    first, second = (plan(world, TO_PPM, [epic]) for _ in range(2))
    for each in (first, second):
        approve(each, "Mara", world.store, world.clock)

    world.apply()

    assert titles(world, Side.PPM) == ["Payments e"]
    became = [dict.fromkeys(each.outcomes) for each in world.approvals.done.values()]
    assert len(became) == 2


def test_12_a_double_click_makes_one_item() -> None:
    world = a_world()
    epic = an_epic(world)["e"]
    found = plan(world, TO_PPM, [epic])

    for _ in range(2):
        approve(found, "Mara", world.store, world.clock)
        world.apply()

    assert titles(world, Side.PPM) == ["Payments e"]


def test_12_a_slow_answer_is_waited_for_and_then_looked_for_by_its_mark() -> None:
    world = a_world()
    world.ppm.put("p0", {"Name": "Payments e"})  # titles repeat
    epic = an_epic(world)["e"]
    loses_an_answer(world)
    create(world, TO_PPM, [epic])
    world.clock.pass_(minutes=3)
    world.apply()
    assert world.links.rows == {}  # it may still be under way

    world.clock.pass_(minutes=2)
    world.apply()

    assert titles(world, Side.PPM) == ["Payments e", "Payments e"]
    assert twin(world, epic) != ItemRef(Side.PPM, "p0")


def test_12_a_claim_outlives_the_sweeps_while_the_answer_is_waited_for() -> None:
    world = a_world()
    epic = an_epic(world)["e"]
    loses_an_answer(world)
    create(world, TO_PPM, [epic])
    world.ppm.refuse = away
    world.clock.pass_(minutes=30)
    world.sweep()

    later = plan(world, TO_PPM, [epic])

    assert [out.ref for out in later.left_out] == [epic]


def test_a_child_whose_parent_failed_is_reported_and_not_orphaned() -> None:
    world = a_world()
    items = an_epic(world)
    world.ppm.refuse_new = lambda new: (
        Rejected("no epics today") if new.values.get("Name") == "Payments e" else None
    )

    opened = create(world, TO_PPM, [items["e"]], down_to="features")

    assert titles(world, Side.PPM) == []
    words = [world.approvals.done[PROJECT, each.id].outcomes[ITEM].words for each in opened]
    assert words[0] == "no epics today"
    assert "was not created" in words[1]
    assert plan(world, TO_PPM, [items["e"]]).left_out == ()  # it may be tried again


def test_a_refused_creation_stands_in_the_history_with_the_vendors_words() -> None:
    world = a_world()
    epic = an_epic(world)["e"]
    world.ppm.refuse_new = lambda new: Rejected("no epics today")

    create(world, TO_PPM, [epic])

    rows = [row for row in world.history.of(PROJECT) if row.name == ITEM]
    assert [(row.became, row.words) for row in rows] == [("rejected", "no epics today")]


def test_required_fields_are_asked_for_before_anything_is_written() -> None:
    world = a_world()
    severity = VendorField("Severity", "Severity", None, options=("1", "2"))
    world.ado.required_fields = (severity,)
    task = world.ppm.put("p1", {"Name": "Pay by invoice"})

    bare = plan(world, TO_ADO, [task])
    approve(bare, "Mara", world.store, world.clock)
    world.apply()
    asked_for = [each.name for each in bare.links[0].asks]
    nothing = dict(world.ado.items)
    create(world, TO_ADO, [task], given={"Severity": "2"})

    assert (asked_for, nothing) == (["Severity"], {})
    assert world.value(twin(world, task), "Severity") == "2"


def test_a_value_that_was_not_picked_is_not_carried() -> None:
    world = a_world()
    epic = an_epic(world)["e"]
    world.ado.edit(epic, {"System.Tags": ("finance",)})
    found = plan(world, TO_PPM, [epic])

    approve(found, "Mara", world.store, world.clock, {found.links[0].link: ["title"]})
    world.apply()

    assert world.value(twin(world, epic), "Tags") is None


def test_what_the_vendor_adds_by_itself_is_settled_and_suggests_nothing() -> None:
    world = a_world()
    world.ppm.adjust = lambda old, new: {"StartDate": "2026-03-02", **old, **new}
    epic = an_epic(world)["e"]

    create(world, TO_PPM, [epic])

    link = link_of(world, epic)
    assert link is not None
    assert [(each.name, each.changed) for each in link.mismatches] == [("start", Verdict.SETTLED)]


def test_17_parents_that_are_rolled_up_suggest_no_write_after_their_creation() -> None:
    world = a_world()
    world.ppm.computes = frozenset({"DueDate", "StartDate", "Progress"})
    items = an_epic(world)
    for ref in items.values():
        world.ado.edit(ref, {"TargetDate": "2026-04-01", "System.State": ACTIVE})

    create(world, TO_PPM, [items["e"]], down_to=ALL)
    for ref in items.values():
        world.ppm.edit(twin(world, ref), {"DueDate": "2026-09-09", "Progress": 7})
    leaf = twin(world, items["t"])
    world.ppm.edit(leaf, {"DueDate": "2026-04-01", "Progress": 50})
    world.sweep()

    links = [link_of(world, ref) for ref in items.values()]
    assert [each.mismatches for each in links if each] == [(), (), (), ()]


def test_a_linked_child_finds_its_place_when_its_parent_is_created() -> None:
    world = a_world()
    items = an_epic(world)
    create(world, TO_PPM, [items["f"]])

    create(world, TO_PPM, [items["e"]])

    link = link_of(world, items["f"])
    assert link is not None
    mismatch = link.mismatch(PARENT)
    assert mismatch is not None
    assert mismatch.now.ppm == "root"


def test_a_vendor_that_is_away_costs_nothing_and_the_item_is_created_later() -> None:
    world = a_world()
    epic = an_epic(world)["e"]
    world.ppm.refuse_new = lambda new: TryLater("on holiday", after=30)
    create(world, TO_PPM, [epic])
    world.ppm.refuse_new = lambda new: None

    world.clock.pass_(seconds=31)
    world.apply()

    assert titles(world, Side.PPM) == ["Payments e"]


def killed_at(step: str, world: World, turn: int = 1) -> None:
    """The worker is killed when it comes to this step for this time; only once."""
    left = [turn]

    def kill(at: str) -> None:
        if at == step:
            left[0] -= 1
            if left[0] == 0:
                world.on_step = None
                raise Stopped(step)

    world.on_step = kill


def loses_an_answer(world: World) -> None:
    """The next new task is made, and nobody hears of it."""

    def lose(at: str) -> None:
        if at == "ppm.made":
            world.on_step = None
            raise TryLater("the answer was lost", unsure=True)

    world.on_step = lose


def away(write: Write) -> TryLater:
    return TryLater("on holiday")
