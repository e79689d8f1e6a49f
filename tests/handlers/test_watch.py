"""The sweep sees what is gone from either side's schema; only what is concerned pauses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.model.approvals import Direction
from core.model.backlogs import Choice, Filter
from core.model.errors import TryLater
from core.model.items import ItemRef, Side
from core.model.projects import SavedFilter
from handlers.timers import apply_waiting, sweep_due
from sandbox.host import PEOPLE
from sandbox.memory.browser import MemoryBrowser
from tests.handlers.desks import CONTOSO, Desk, a_desk, ask, request, told
from tests.worlds import PROJECT

STORY, TASK = ItemRef(Side.ADO, "a1"), ItemRef(Side.PPM, "p1")


class Organisation(MemoryBrowser):
    """Its projects may be renamed and removed."""

    found = (Choice("shop", "Shop"),)

    def projects(self) -> list[Choice]:
        return list(self.found)


@pytest.fixture
def desk() -> Desk:
    made = a_desk()
    browser = Organisation(made.world.ado)
    made.services = made.with_(browser=lambda at: browser)
    sweep_due(made.services)
    return made


def loses(desk: Desk, name: str) -> None:
    fields = desk.world.ado.catalogue_fields
    desk.world.ado.catalogue_fields = tuple(each for each in fields if each.name != name)


def sweeps(desk: Desk) -> None:
    desk.world.clock.pass_(hours=2)
    sweep_due(desk.services)


def test_a_paused_rule_is_neither_compared_nor_written_and_keeps_its_base(desk: Desk) -> None:
    before = desk.world.link("link-1").base["title"]
    desk.world.ado.edit(STORY, {"System.Title": "Pay later", "System.Tags": ("later",)})
    loses(desk, "System.Title")
    sweeps(desk)

    link = desk.world.link("link-1")

    assert [each.name for each in link.mismatches] == ["tags"]
    assert "has no field System.Title any more" in link.aside["title"]
    assert link.base["title"] == before


def test_it_goes_on_by_itself_and_still_knows_who_moved(desk: Desk) -> None:
    desk.world.ado.edit(STORY, {"System.Title": "Pay later"})
    fields = desk.world.ado.catalogue_fields
    loses(desk, "System.Title")
    sweeps(desk)
    desk.world.ado.catalogue_fields = fields
    sweeps(desk)

    found = desk.world.link("link-1").mismatch("title")

    assert desk.world.project.paused == {}
    assert found is not None
    assert found.changed == "ado"


def test_an_approval_of_a_paused_rule_writes_nothing_and_says_why(desk: Desk) -> None:
    desk.world.clock.pass_(minutes=1)
    desk.world.ado.edit(STORY, {"System.Title": "Pay later"})
    desk.world.hook(STORY)
    [approval] = desk.world.approve(Direction.TO_PPM)
    loses(desk, "System.Title")
    sweeps(desk)

    apply_waiting(desk.services)

    outcome = desk.world.approvals.done[PROJECT, approval.id].outcomes["title"]
    assert outcome.became == "stale"
    assert "this rule is paused" in outcome.words
    assert desk.world.value(TASK, "Name") == "Pay by invoice"


def test_schemas_are_asked_for_once_an_hour(desk: Desk) -> None:
    desk.world.steps.clear()

    desk.world.clock.pass_(minutes=59)
    sweep_due(desk.services)
    early = desk.world.steps.count("ado.schema")
    desk.world.clock.pass_(minutes=1)
    sweep_due(desk.services)

    assert (early, desk.world.steps.count("ado.schema")) == (0, 2)  # of both projects


def test_a_catalogue_that_is_suddenly_empty_pauses_nothing(desk: Desk) -> None:
    desk.world.ado.catalogue_fields = ()

    sweeps(desk)

    assert desk.world.project.paused == {}
    assert desk.world.project.swept_at == desk.world.clock().isoformat()


def test_what_cannot_be_looked_over_keeps_nobody_from_looking_at_the_items(desk: Desk) -> None:
    def away(step: str) -> None:
        if step == "ado.schema":
            raise TryLater("Azure DevOps is busy", 5)

    desk.world.on_step = away
    sweeps(desk)

    assert desk.world.project.swept_at == desk.world.clock().isoformat()


def test_a_renamed_azure_devops_project_is_followed_by_its_id(desk: Desk) -> None:
    mine = SavedFilter("Mine", Filter("collection-1", "Shop"))
    desk.world.agree(filters=(mine,))
    Organisation.found = (Choice("shop", "Store"),)
    try:
        sweeps(desk)
    finally:
        Organisation.found = (Choice("shop", "Shop"),)

    project = desk.world.project
    assert project.ado == (replace(CONTOSO, project="Store"),)
    assert project.filters[0].filter.project == "Store"
    assert "renamed the project Shop to Store" in project.notes[0].words


def test_a_removed_azure_devops_project_is_out_of_reach_until_it_is_back(desk: Desk) -> None:
    Organisation.found = (Choice("other", "Other"),)
    try:
        sweeps(desk)
        [note] = desk.world.project.notes
    finally:
        Organisation.found = (Choice("shop", "Shop"),)
    sweeps(desk)

    assert "does not list the project Shop any more" in note.words
    assert desk.world.project.notes == ()
    assert desk.world.project.ado == (CONTOSO,)


def test_the_mapping_and_the_alarms_say_which_rule_is_paused(desk: Desk) -> None:
    loses(desk, "System.Title")
    sweeps(desk)

    listed = told(ask(desk, "rules_list", request(person=PEOPLE["viewer"])))
    shown = told(ask(desk, "health_show", request(person=PEOPLE["viewer"])))

    [warning] = listed["warnings"]
    assert (warning["rule"], warning["part"]) == ("title", "paused")
    assert [each["about"] for each in shown["alarms"] if each["kind"] == "schema"] == ["rule:title"]
