"""The field mapping changes: checked, kept, and every link compared anew from what is stored."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pytest

from core.model.compare import UNREAD, Verdict
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import Side
from core.model.projects import Project
from core.model.rules import FieldRule, Kind, Terms, default_rules
from core.sync.ports import System
from core.sync.rules import change_rules, reset_rules, warnings
from core.sync.stores import Store
from sandbox.memory.store import MemoryProjects
from tests.sync.mapped_story import (
    OTHER_FIELD,
    OTHER_MAP,
    URGENCY,
    a_mapped_story,
    a_story_read_with_urgency,
    changed,
    differs,
    instead,
)
from tests.worlds import RULES, STATE, TITLE, Stopped, World


def away(project: Project) -> Mapping[Side, System]:
    raise TryLater("PPM Express is away")


@dataclass
class BusyProjects(MemoryProjects):
    """Something happens between our reading of the row and our keeping it."""

    meanwhile: list[Callable[[], object]] = field(default_factory=list)

    def put(self, project: Project) -> Project:
        if self.meanwhile:
            self.meanwhile.pop()()
        return super().put(project)


def a_busy_store(world: World, meanwhile: Callable[[], object]) -> Store:
    rows = world.memory.projects.rows
    return replace(world.memory, projects=BusyProjects(rows, meanwhile=[meanwhile]))


def test_another_value_map_blames_nobody() -> None:
    world, link = a_mapped_story()

    changed(world, *instead(OTHER_MAP))

    assert differs(world, link, "priority") is Verdict.SETTLED


def test_another_value_map_and_back_leaves_everything_in_step() -> None:
    world, link = a_mapped_story()

    changed(world, *instead(OTHER_MAP))
    changed(world, *RULES)

    assert differs(world, link, "priority") is None


def test_a_new_rule_is_unread_until_its_fields_were_looked_at() -> None:
    world, link = a_mapped_story()
    world.ado.edit(link.ado.ref, {"Custom.Urgency": 1})
    steps = len(world.steps)

    changed(world, *RULES, URGENCY)

    assert world.link(link.id).aside["urgency"] == UNREAD
    assert not [step for step in world.steps[steps:] if step.endswith("fetch")]


def test_once_looked_at_a_new_rule_knows_of_no_earlier_agreement() -> None:
    world, link = a_mapped_story()
    world.ado.edit(link.ado.ref, {"Custom.Urgency": 1})
    changed(world, *RULES, URGENCY)

    world.hook(link.ado.ref)
    world.hook(link.ppm.ref)

    assert differs(world, link, "urgency") is Verdict.UNKNOWN


def test_another_field_is_not_held_against_what_the_old_one_agreed_on() -> None:
    world, link = a_story_read_with_urgency()

    changed(world, *instead(OTHER_FIELD))

    assert differs(world, link, "priority") is Verdict.UNKNOWN


@pytest.mark.parametrize("step", range(12))
def test_wherever_the_worker_is_killed_nobody_is_blamed_for_another_field(step: int) -> None:
    world, link = a_story_read_with_urgency()
    left = iter([False] * step + [True])

    def killed(_: str) -> None:
        if next(left, False):
            raise Stopped

    world.on_step = killed
    with suppress(Stopped):
        changed(world, *instead(OTHER_FIELD))
    world.on_step = None
    world.sweep()

    assert differs(world, link, "priority") in (None, Verdict.UNKNOWN)


def test_a_look_under_the_old_rules_meanwhile_leaves_nothing_behind() -> None:
    world, link = a_story_read_with_urgency()
    store = a_busy_store(world, lambda: world.hook(link.ado.ref))

    change_rules(world.project, instead(OTHER_FIELD), world.systems, store)

    assert differs(world, link, "priority") is Verdict.UNKNOWN


def test_what_stopped_half_way_is_finished_by_the_next_one() -> None:
    world, link = a_mapped_story()

    def killed(step: str) -> None:
        if step == "links.save":
            raise Stopped

    world.on_step = killed
    with pytest.raises(Stopped):
        changed(world, *instead(OTHER_MAP))
    world.on_step = None
    assert differs(world, link, "priority") is None
    changed(world, *instead(OTHER_MAP))

    assert differs(world, link, "priority") is Verdict.SETTLED


@pytest.mark.parametrize(
    "rules",
    [
        tuple(reversed(RULES)),
        instead(replace(TITLE, active=False)),
        instead(OTHER_MAP),
        (TITLE,),
    ],
    ids=["reordered", "switched off", "mapped otherwise", "deleted"],
)
def test_what_names_no_new_field_is_changed_while_a_vendor_is_away(
    rules: tuple[FieldRule, ...],
) -> None:
    world, _ = a_mapped_story()

    saved = change_rules(world.project, rules, away, world.store)

    assert saved.rules == world.project.rules == rules


@pytest.mark.parametrize("rule", [OTHER_FIELD, replace(TITLE, kind=Kind.CHOICE), URGENCY])
def test_a_new_field_or_kind_waits_for_the_vendors(rule: FieldRule) -> None:
    world, _ = a_mapped_story()
    rules = [*(each for each in RULES if each.id != rule.id), rule]

    with pytest.raises(TryLater):
        change_rules(world.project, rules, away, world.store)

    assert world.project.rules == RULES


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (replace(URGENCY, ado=("Custom.Gone",)), "Azure DevOps has no field Custom.Gone here"),
        (replace(URGENCY, ppm=("Gone",)), "PPM Express has no field Gone here"),
        (replace(URGENCY, kind=Kind.DATE), "these fields go together as choice, not as date"),
        (replace(URGENCY, ppm=("Name",)), "the active rule title writes PPM Express's field Name"),
    ],
)
def test_a_refusal_names_the_rule_and_keeps_nothing(rule: FieldRule, words: str) -> None:
    world, _ = a_mapped_story()

    with pytest.raises(Rejected, match=words) as refused:
        changed(world, *RULES, rule)

    assert next(iter(refused.value.fields)).startswith("urgency.")
    assert world.project.rules == RULES


def test_a_new_field_is_kept_as_its_vendor_spells_it() -> None:
    world, _ = a_mapped_story()

    saved = changed(world, *RULES, replace(URGENCY, ado=("urgency",), ppm=("delivery stage",)))

    assert saved.rules[-1] == URGENCY


def test_a_sweep_that_moves_the_row_is_in_nobodys_way() -> None:
    world, _ = a_mapped_story()
    store = a_busy_store(world, lambda: world.terms(Terms("Europe/Berlin")))

    change_rules(world.project, (TITLE,), world.systems, store)

    assert (world.project.rules, world.project.terms.zone) == ((TITLE,), "Europe/Berlin")


def test_rules_that_somebody_else_changed_meanwhile_are_not_overwritten() -> None:
    world, _ = a_mapped_story()
    store = a_busy_store(world, lambda: world.agree(rules=(STATE,)))

    with pytest.raises(Conflict):
        change_rules(world.project, (TITLE,), world.systems, store)

    assert world.project.rules == (STATE,)


def test_the_same_change_sent_twice_at_once_is_one_change() -> None:
    world, link = a_mapped_story()
    store = a_busy_store(world, lambda: world.agree(rules=instead(OTHER_MAP)))

    change_rules(world.project, instead(OTHER_MAP), world.systems, store)

    assert differs(world, link, "priority") is Verdict.SETTLED


def test_a_project_that_is_gone_gets_no_rules() -> None:
    world, _ = a_mapped_story()
    project = world.project
    world.memory.projects.rows.clear()

    with pytest.raises(Conflict):
        change_rules(project, (TITLE,), world.systems, world.store)


def test_a_reset_goes_back_to_the_default_and_asks_nobody() -> None:
    world, _ = a_mapped_story()

    assert reset_rules(world.project, world.store).rules == default_rules()


def warned(world: World, *rules: FieldRule) -> Sequence[str]:
    before = world.project
    after = changed(world, *rules)
    return [each.words for each in warnings(after, before, world.systems)]


def test_a_choice_that_is_not_offered_is_kept_with_a_warning() -> None:
    world, _ = a_mapped_story()

    assert warned(world, *instead(OTHER_MAP)) == ["PPM Express does not offer 'Critical'"]


def test_what_was_there_before_is_not_warned_of_again() -> None:
    world, _ = a_mapped_story()
    changed(world, *instead(OTHER_MAP))

    assert warned(world, TITLE, replace(OTHER_MAP, active=False)) == []


def test_a_vendor_that_is_away_is_one_more_thing_to_hear_of() -> None:
    world, _ = a_mapped_story()
    before = world.project
    after = changed(world, *instead(OTHER_MAP))

    [found] = warnings(after, before, away)

    assert (found.rule, found.words) == ("priority", "not looked over: PPM Express is away")
