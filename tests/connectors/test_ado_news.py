"""What is news in Azure DevOps: as few calls as a look, and what says the same is not read on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest

from core.connectors.ado.client import AdoSystem
from core.connectors.ado.joining import Joining, Read
from core.connectors.ado.refs import ref
from core.connectors.ado.several import Organisations
from core.connectors.ado.work_items import WorkItem
from core.model.errors import TryLater
from core.model.glances import Glimpse, glimpse
from core.model.items import Side
from core.model.rules import asked, default_rules
from tests.connectors.ado_stage import AdoStage
from tests.connectors.news_contract import known

EVERYTHING = asked(default_rules(), Side.ADO)


def test_hundreds_of_items_take_a_few_calls() -> None:
    stage = AdoStage()
    items = [stage.create(f"Story {number}") for number in range(450)]
    before = stage.system.fetch(items, EVERYTHING)
    stage.edit(items[7], "System.Title", "Pay by card")
    stage.calls.clear()

    found = stage.system.news(known(*before.values()), EVERYTHING)

    assert len(stage.calls) == 3
    assert [item for item in items if found[item]] == [items[7]]


def test_an_item_that_says_the_same_words_is_not_read_on() -> None:
    stage = AdoStage()
    before = stage.system.fetch([stage.create("Pay by invoice")], EVERYTHING)
    unread = {item: replace(glimpse(each), mark="any") for item, each in before.items()}

    assert set(stage.system.news(unread, EVERYTHING).values()) == {None}


def test_the_same_words_mean_something_else_once_states_have_changed() -> None:
    stage = AdoStage()
    [(item, before)] = stage.system.fetch([stage.create("Pay by invoice")], EVERYTHING).items()
    for project in stage.world.projects.values():
        types = tuple(replace(each, states=each.states[:2]) for each in project.process.types)
        project.process = replace(project.process, types=types)
    stage.clock.pass_(hours=3)

    found = stage.system.news({item: glimpse(before)}, EVERYTHING)[item]

    assert found is not None
    assert len(found.states) < len(before.states)


def test_what_others_asked_for_in_the_same_call_is_no_news() -> None:
    class Shared(Joining):
        def read(self, ids: Sequence[int], names: Collection[str], read: Read) -> list[WorkItem]:
            return list(read(ids, {*names, "System.Reason"}))

    stage = AdoStage()
    shared = AdoSystem(stage.http, stage.system.collection, joining=Shared(lambda: 0.0))
    before = shared.fetch([stage.create("Pay by invoice")], EVERYTHING)
    unread = {item: replace(glimpse(each), mark="any") for item, each in before.items()}

    assert set(stage.system.news(unread, EVERYTHING).values()) == {None}


def test_a_busy_service_tells_no_news() -> None:
    stage = AdoStage()
    before = stage.system.fetch([stage.create("Pay by invoice")], EVERYTHING)
    stage.be_busy(7)

    with pytest.raises(TryLater):
        stage.system.news(known(*before.values()), EVERYTHING)


def test_items_of_an_organisation_that_is_not_connected_are_not_told() -> None:
    stage = AdoStage()
    before = stage.system.fetch([stage.create("Pay by invoice")], EVERYTHING)
    elsewhere = ref("another collection", 7)
    both = {**known(*before.values()), elsewhere: Glimpse(elsewhere, "mark")}

    found = Organisations([stage.system]).news(both, EVERYTHING)

    assert dict(found) == dict.fromkeys(before)
