"""A plan says beforehand what the vendor would refuse, where it can be asked."""

from core.model.approvals import Aspect, Direction, Write
from core.model.errors import Rejected, TryLater
from core.model.plans import PlannedLink
from core.sync.approve import MOST_CHECKED, Wish, make_plan
from sandbox.memory.system import Values
from tests.worlds import World, a_linked_story

TO_ADO, TO_PPM = Direction.TO_ADO, Direction.TO_PPM


def planned(world: World, direction: Direction) -> tuple[PlannedLink, ...]:
    wish = Wish(direction, Aspect.FIELDS)
    plan = make_plan(
        f"plan-{direction}", world.project, wish, "Mara", world.systems, world.store, world.clock
    )
    return plan.links


def too_long(write: Write) -> Rejected | None:
    words = "the title is too long"
    title = write.values.get("System.Title")
    is_long = isinstance(title, str) and len(title) > 40
    return Rejected(words, {"System.Title": words}) if is_long else None


def away(write: Write) -> Rejected | None:
    raise TryLater("on holiday")


def a_difference(title: str) -> World:
    world, link = a_linked_story()
    world.ppm.edit(link.ppm.ref, {"Name": title, "Tags": ("eu",)})
    world.sweep()
    world.ado.refuse = too_long
    return world


def test_what_would_be_refused_stands_beside_the_value_with_the_vendors_words() -> None:
    [link] = planned(a_difference("Much too long " * 5), TO_ADO)

    found = {value.name: value.why_not for value in link.values}
    assert found == {"title": "the title is too long", "tags": ""}
    assert link.checked


def test_what_would_be_taken_is_planned_and_said_to_be_checked() -> None:
    [link] = planned(a_difference("Short"), TO_ADO)

    assert [value.why_not for value in link.values] == ["", ""]
    assert link.checked


def test_words_about_another_field_stand_beside_each_value_of_that_item() -> None:
    world = a_difference("Short")
    world.ado.refuse = lambda write: Rejected("Severity is required", {"Severity": "required"})

    [link] = planned(world, TO_ADO)

    assert [value.why_not for value in link.values] == ["required", "required"]


def test_nothing_is_written_by_asking() -> None:
    world = a_difference("Short")

    planned(world, TO_ADO)

    assert world.ado.log == []


def test_a_vendor_that_is_away_takes_nothing_from_a_plan() -> None:
    world = a_difference("Short")

    world.ado.refuse = away

    [link] = planned(world, TO_ADO)

    assert [value.why_not for value in link.values] == ["", ""]
    assert not link.checked


def test_ppm_express_cannot_be_asked() -> None:
    world, link = a_linked_story()
    world.ado.edit(link.ado.ref, {"System.Title": "Pay later"})
    world.sweep()

    [found] = planned(world, TO_PPM)

    assert not found.checked


def test_a_large_plan_asks_about_its_first_items_alone() -> None:
    world = World()
    for number in range(MOST_CHECKED + 3):
        ado: Values = {"System.Title": f"Story {number}"}
        world.a_pair(str(number), ado, {"Name": f"Task {number}"})

    found = planned(world, TO_ADO)

    assert [each.checked for each in found].count(True) == MOST_CHECKED
