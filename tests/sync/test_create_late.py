"""What happens to a new item between its plan and its last write."""

from dataclasses import replace

import pytest

from core.model.approvals import Approval
from core.model.compare import Link, Verdict
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import ItemRef, Side
from core.model.making import ITEM, ItemType, Mark, NewItem
from core.model.projects import AdoPlace
from core.model.rules import PARENT
from core.sync.adopt import unlink
from core.sync.approve import approve
from tests.sync.test_create import (
    TO_ADO,
    TO_PPM,
    a_world,
    an_epic,
    away,
    create,
    link_of,
    loses_an_answer,
    plan,
    titles,
    twin,
)
from tests.worlds import CLOSED, PRIORITY, PROJECT, RULES, World


def a_half_made_item() -> tuple[World, ItemRef, Approval, Link]:
    """Made and linked; its state could not be written yet, as the vendor is away."""
    world = a_world()
    world.ado.waits = frozenset({"System.State"})
    world.ado.refuse = away
    task = world.ppm.put("p1", {"Name": "Pay by invoice", "Progress": 50})
    [approval] = create(world, TO_ADO, [task])
    return world, task, approval, known(world, task)


def known(world: World, item: ItemRef) -> Link:
    link = link_of(world, item)
    assert link is not None
    return link


def keeps_moving(step: str) -> None:
    if step == "ado.fetch":
        raise Conflict("it keeps moving")


def later(world: World) -> None:
    """The vendors are back, and all that waits is worked off."""
    world.ado.refuse = lambda write: None
    for _ in range(3):
        world.clock.pass_(minutes=5)
        world.apply()


def test_who_unlinks_a_half_made_item_gets_no_second_one() -> None:
    world, _, approval, link = a_half_made_item()

    unlink(world.project, link.id, "Mara", world.store, world.clock)
    later(world)

    assert len(world.ado.items) == 1
    assert world.became(approval) == {ITEM: "applied", "title": "applied", "state": "rejected"}


def test_a_lost_answer_to_a_later_write_leaves_no_doubt_that_the_item_is_there() -> None:
    world, _, approval, _ = a_half_made_item()
    world.ado.refuse = lambda write: TryLater("the answer was lost", unsure=True)
    world.clock.pass_(hours=1)
    world.apply()

    world.on_step = keeps_moving
    world.clock.pass_(hours=25)
    for _ in range(3):
        world.apply()
        world.clock.pass_(hours=25)

    assert "look for it" not in world.approvals.done[PROJECT, approval.id].words
    assert [row.certain for row in world.history.of(PROJECT) if row.name == ITEM] == [True]


def test_what_somebody_set_on_a_half_made_item_stays() -> None:
    world, _, approval, link = a_half_made_item()

    world.ado.edit(link.ado.ref, {"System.State": CLOSED})
    later(world)

    assert world.value(link.ado.ref, "System.State") == CLOSED
    assert world.became(approval)["state"] == "stale"
    assert [each.changed for each in known(world, link.ppm.ref).mismatches] == [Verdict.BOTH]


def test_what_was_set_while_its_rule_was_away_stays_though_nobody_knows_a_base_of_it() -> None:
    world, _, approval, link = a_half_made_item()

    world.agree(rules=tuple(rule for rule in RULES if rule.id != "state"))
    world.ado.edit(link.ado.ref, {"System.State": CLOSED})
    world.sweep()
    world.agree(rules=RULES)
    later(world)

    assert world.value(link.ado.ref, "System.State") == CLOSED
    assert world.became(approval)["state"] == "stale"


def test_a_value_that_never_crossed_suggests_to_write_it() -> None:
    world, _, approval, link = a_half_made_item()

    world.ado.refuse = lambda write: Rejected("not from New")
    world.clock.pass_(minutes=5)
    world.apply()

    assert world.became(approval)["state"] == "rejected"
    assert [each.changed for each in known(world, link.ppm.ref).mismatches] == [Verdict.PPM]
    assert not [row for row in world.history.of(PROJECT) if row.name == "state" and row.new]


def test_an_edit_of_the_source_after_its_creation_is_not_the_vendors_doing() -> None:
    world, task, approval, _ = a_half_made_item()

    world.ppm.edit(task, {"Name": "Pay by invoice, soon"})
    later(world)

    assert world.became(approval)["title"] == "applied"
    assert [each.changed for each in known(world, task).mismatches] == [Verdict.PPM]


def test_an_item_whose_answer_was_lost_is_found_though_its_parent_was_unlinked() -> None:
    world = a_world()
    items = an_epic(world)
    create(world, TO_PPM, [items["e"]])
    loses_an_answer(world)
    [approval] = create(world, TO_PPM, [items["f"]])

    unlink(world.project, known(world, items["e"]).id, "Mara", world.store, world.clock)
    later(world)

    assert len(world.ppm.items) == 2
    assert known(world, items["f"]).ppm.ref in world.ppm.items
    assert world.became(approval)[ITEM] == "applied"


def test_items_that_stand_below_one_another_are_created_all_the_same() -> None:
    world = a_world()
    first = world.ppm.put("pa", {"Name": "Payments"})
    second = world.ppm.put("pb", {"Name": "Pay by invoice"}, first)
    world.ppm.move(first, second)

    create(world, TO_ADO, [first, second])

    parents = [world.ado.items[twin(world, each)].parent for each in (first, second)]
    assert sorted(map(bool, parents)) == [False, True]
    assert world.approvals.opened == {}


def test_a_child_waits_for_a_parent_that_another_plan_is_still_making() -> None:
    world = a_world()
    items = an_epic(world)
    loses_an_answer(world)
    create(world, TO_PPM, [items["e"]])

    create(world, TO_PPM, [items["f"]])
    later(world)

    assert world.ppm.items[twin(world, items["f"])].parent == twin(world, items["e"])


def test_a_child_of_a_task_that_is_gone_is_reported_and_not_created() -> None:
    world = a_world()
    items = an_epic(world)
    create(world, TO_PPM, [items["e"]])
    del world.ppm.items[twin(world, items["e"])]
    world.sweep()

    [approval] = create(world, TO_PPM, [items["f"]])

    assert world.ppm.items == {}
    assert "gone or unlinked" in world.approvals.done[PROJECT, approval.id].words


def test_nothing_is_created_in_a_project_that_was_disconnected_meanwhile() -> None:
    world = a_world()
    task = world.ppm.put("p1", {"Name": "Pay by invoice"})
    story = ItemType("contoso", "Shop", "User Story")
    [approval] = approve(plan(world, TO_ADO, [task], type=story), "Mara", world.store, world.clock)

    world.agree(ado=(AdoPlace("https://dev.azure.com/contoso", "Billing", "contoso"),))
    world.apply()

    assert world.ado.items == {}
    assert "Shop" in world.approvals.done[PROJECT, approval.id].words


def test_a_place_that_nobody_may_write_is_said_in_the_plan() -> None:
    world = a_world()
    items, blank = an_epic(world), world.ppm.blank

    def locked(*asked: object) -> object:
        return replace(blank(*asked), parent_readonly="the tree is locked")  # type: ignore[arg-type]

    world.ppm.blank = locked  # type: ignore[assignment,method-assign]
    found = plan(world, TO_PPM, [items["e"]], down_to="features")

    words = {value.name: value.why_not for value in found.links[1].values}
    assert words[PARENT] == "the tree is locked"


def test_the_history_of_a_new_item_tells_its_title_without_the_mark() -> None:
    world = a_world()
    world.ppm.waits = frozenset({"Name"})
    create(world, TO_PPM, [an_epic(world)["e"]])

    told = [row.new for row in world.history.of(PROJECT) if row.name == ITEM]

    assert told == ["Payments e"]


@pytest.mark.parametrize("name", ["System.Tags", "System.State"])
def test_what_can_only_be_written_later_cannot_be_filled_in(name: str) -> None:
    world = a_world()
    world.ado.apart = frozenset({"System.Tags"})
    task = world.ppm.put("p1", {"Name": "Pay by invoice"})

    with pytest.raises(Rejected, match=name):
        plan(world, TO_ADO, [task], given={name: "x"})


def test_a_value_whose_rule_has_changed_since_its_plan_is_neither_carried_nor_settled() -> None:
    world = a_world()
    epic = an_epic(world)["e"]
    world.ado.edit(epic, {"Priority": 1})
    [approval] = approve(plan(world, TO_PPM, [epic]), "Mara", world.store, world.clock)
    changed = replace(PRIORITY, value_map=(("1", "Urgent"),))

    world.agree(rules=(*RULES[:-1], changed))
    world.apply()

    assert world.became(approval)["priority"] == "stale"
    found = known(world, epic).mismatches
    assert [(each.name, each.now.ppm, each.changed) for each in found] == [
        ("priority", None, Verdict.UNKNOWN)
    ]


def test_a_worker_that_slept_through_its_lease_tells_nothing_twice() -> None:
    world = a_world()
    epic = an_epic(world)["e"]
    approve(plan(world, TO_PPM, [epic]), "Mara", world.store, world.clock)

    def another_takes_over(step: str) -> None:
        if step == "links.get":
            world.on_step = None
            world.clock.pass_(seconds=160)
            world.apply()

    world.on_step = another_takes_over
    world.apply()

    assert len(world.ppm.items) == 1
    assert [row.became for row in world.history.of(PROJECT) if row.name == ITEM] == ["applied"]


MARK = Mark("", "", "")


def nobody(new: NewItem) -> Rejected | None:
    words = "nobody here has the address anna@contoso.example"
    return Rejected(words, {"Tags": words}) if new.values.get("Tags") else None


def test_a_value_that_is_refused_by_name_keeps_nobodys_item_from_being_made() -> None:
    world = a_world()
    epic = an_epic(world)["e"]
    world.ado.edit(epic, {"System.Tags": ("finance",)})
    world.ppm.refuse_new = nobody
    world.ppm.refuse = lambda write: nobody(NewItem(ItemType(), write.values, None, MARK))

    [approval] = create(world, TO_PPM, [epic])

    closed = world.approvals.done[PROJECT, approval.id]
    assert titles(world, Side.PPM) == ["Payments e"]
    assert closed.outcomes["title"].became == "applied"
    assert closed.outcomes["tags"].became == "rejected"
    assert "nobody here has the address" in closed.outcomes["tags"].words
    assert [each.name for each in known(world, epic).mismatches] == ["tags"]


def test_an_item_that_is_refused_without_that_value_too_keeps_the_first_words() -> None:
    world = a_world()
    epic = an_epic(world)["e"]
    world.ado.edit(epic, {"System.Tags": ("finance",)})
    world.ppm.refuse_new = lambda new: nobody(new) or Rejected("no epics today")

    [approval] = create(world, TO_PPM, [epic])

    assert titles(world, Side.PPM) == []
    assert "nobody here" in world.approvals.done[PROJECT, approval.id].outcomes[ITEM].words


def test_what_a_person_filled_in_is_never_left_out_quietly() -> None:
    world = a_world()
    task = world.ppm.put("p1", {"Name": "Pay by invoice"})
    words = "Severity 9 is not one of the values"
    found = plan(world, TO_ADO, [task], given={"Severity": "9"})
    approve(found, "Mara", world.store, world.clock)
    world.ado.refuse_new = lambda new: (
        Rejected(words, {"Severity": words}) if "Severity" in new.values else None
    )

    world.apply()

    assert world.ado.items == {}
    [closed] = world.approvals.done.values()
    assert closed.outcomes[ITEM].words == words


def test_a_worker_held_up_after_noting_the_call_does_not_make_it() -> None:
    world = a_world()
    epic = an_epic(world)["e"]
    approve(plan(world, TO_PPM, [epic]), "Mara", world.store, world.clock)
    saves = []

    def held_up(step: str) -> None:
        if step == "approvals.save":
            saves.append(step)
            if len(saves) == 2:  # the first has taken the approval
                world.clock.pass_(minutes=5)

    world.on_step = held_up
    world.apply()
    made_late = len(world.ppm.items)
    world.on_step = None
    world.clock.pass_(minutes=5)
    world.apply()

    assert (made_late, len(world.ppm.items)) == (0, 1)
