"""What every System keeps where items are known at a glance: news are told, and nothing else."""

from __future__ import annotations

from core.model.glances import glimpse
from core.model.items import Snapshot
from core.model.sightings import Known
from tests.connectors.stage import Stage, look, write


class NewsContract:
    """Subclasses give a fixture `stage`."""

    def test_what_tells_the_same_is_not_told_again(self, stage: Stage) -> None:
        seen = [look(stage, stage.create(title)) for title in ("Pay by invoice", "Pay by card")]

        found = stage.system.news(known(*seen), stage.names.all)

        assert dict(found) == {each.ref: None for each in seen}

    def test_whatever_a_fetch_tells_otherwise_is_told_as_a_fetch_tells_it(
        self, stage: Stage
    ) -> None:
        names = ("Payments", "Pay by invoice", "Pay by card", "Refund", "Reminder")
        refs = [stage.create(title) for title in names]
        before = dict(stage.system.fetch(refs, stage.names.all))
        stage.edit(refs[1], stage.names.title, "Pay by cheque")
        stage.move(refs[2], refs[0])
        stage.remove(refs[3])

        found = stage.system.news(known(*before.values()), stage.names.all)

        now = stage.system.fetch(refs, stage.names.all)
        moved = {ref for ref, each in now.items() if each != before[ref]}
        assert refs[1] in moved
        assert {ref: found[ref] or before[ref] for ref in found} == now
        assert {ref for ref in found if not found.tells_the_same(ref)} == moved

    def test_an_item_is_told_whatever_it_tells_where_that_is_wanted(self, stage: Stage) -> None:
        seen = look(stage, stage.create("Pay by invoice"))

        assert dict(stage.system.news({seen.ref: None}, stage.names.all)) == {seen.ref: seen}

    def test_what_we_wrote_ourselves_is_no_news(self, stage: Stage) -> None:
        seen = look(stage, stage.create("Pay by invoice"))
        answer = write(stage, seen, {stage.names.title: "Pay by card"})

        assert stage.system.news(known(answer), stage.names.all)[seen.ref] is None

    def test_an_item_of_which_more_is_asked_is_news(self, stage: Stage) -> None:
        ref = stage.create("Pay by invoice")
        seen = stage.system.fetch([ref], [stage.names.title])[ref]

        assert stage.system.news(known(seen), stage.names.all)[ref] == look(stage, ref)


def known(*seen: Snapshot) -> Known:
    return {each.ref: glimpse(each) for each in seen}
