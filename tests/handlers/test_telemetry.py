"""How the work goes is told so that one id leads from a hook to the write that came of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.model.approvals import Direction
from core.model.changes import Change, Place
from core.model.errors import Conflict, Rejected, TryLater
from core.model.items import Side
from core.model.telemetry import Act, Figure
from handlers.changes import look
from handlers.hooks import receive
from handlers.timers import sweep_due
from tests.handlers.desks import HOOK, KEY, a_desk, request
from tests.handlers.listening import SECRETIVE, STORY, Office, OfStory, an_edit_on_its_way
from tests.listeners import correlation, within
from tests.worlds import PROJECT


def test_one_trace_leads_from_the_hook_to_the_mismatch() -> None:
    heard = an_edit_on_its_way().heard

    hook, seen, found = heard.one(Act.HOOK), heard.one(Act.LOOK), heard.one(Act.MISMATCH)
    assert correlation(hook) == correlation(seen) == correlation(found)
    assert within(hook) is None
    assert within(seen) == hook.context.span_id
    assert within(found) == seen.context.span_id


def test_the_write_has_a_trace_of_its_own_and_goes_back_to_the_look_that_found_it() -> None:
    office = an_edit_on_its_way()
    office.approves()
    office.desk.world.clock.pass_(days=3)
    office.applies()

    seen, write = office.heard.one(Act.LOOK), office.heard.one(Act.WRITE)
    assert correlation(write) != correlation(seen)
    assert [link.context.span_id for link in write.links] == [seen.context.span_id]
    assert dict(write.attributes or {})["found_in"] == correlation(seen)


def test_a_later_look_at_the_same_values_takes_nothing_from_the_one_that_found_them() -> None:
    office = an_edit_on_its_way()
    office.desk.world.clock.pass_(minutes=5)
    office.hears_of_it()
    office.looks()
    office.approves()
    office.applies()

    first, again = office.heard.spans(Act.LOOK)
    write = office.heard.one(Act.WRITE)
    assert [link.context.span_id for link in write.links] == [first.context.span_id]
    assert len(office.heard.spans(Act.MISMATCH)) == 1
    assert correlation(again) != correlation(first)


def test_who_edits_once_more_is_written_on_account_of_the_look_that_found_that() -> None:
    office = an_edit_on_its_way()
    office.edits("Pay at once")
    office.hears_of_it()
    office.looks()
    office.approves()
    office.applies()

    _, again = office.heard.spans(Act.LOOK)
    [link] = office.heard.one(Act.WRITE).links
    assert link.context.span_id == again.context.span_id


def test_what_a_sweep_found_leads_back_to_the_sweep() -> None:
    office = Office()
    office.edits()
    sweep_due(office.services)
    office.approves()
    office.applies()

    [swept] = [s for s in office.heard.spans(Act.SWEEP) if (s.attributes or {}).get("mismatches")]
    [link] = office.heard.one(Act.WRITE).links
    assert link.context.span_id == swept.context.span_id
    assert office.heard.figures()[Figure.MISMATCHES] == [({"found_by": "lockstep.sweep"}, 1)]


def test_a_sweep_that_finds_nothing_counts_nothing() -> None:
    office = Office()
    sweep_due(office.services)

    assert office.heard.spans(Act.SWEEP)
    assert office.heard.figures() == {}


def test_a_write_goes_back_to_the_looks_that_found_what_it_writes_and_to_no_other() -> None:
    office = an_edit_on_its_way()
    office.desk.world.clock.pass_(minutes=1)
    office.desk.world.ado.edit(STORY, {"System.Tags": ("urgent",)})
    office.hears_of_it()
    office.looks()
    office.desk.world.approve(Direction.TO_PPM, picks={"link-1": ["tags"]})
    office.applies()

    _, of_tags = office.heard.spans(Act.LOOK)
    [link] = office.heard.one(Act.WRITE).links
    assert link.context.span_id == of_tags.context.span_id


def test_a_message_that_an_older_app_wrote_is_looked_at_in_a_trace_of_its_own() -> None:
    office = Office()
    office.edits()
    at = office.desk.world.clock().isoformat()
    office.desk.changes.put(Change(at, Place(STORY, PROJECT)))
    office.looks()

    assert within(office.heard.one(Act.LOOK)) is None
    assert office.desk.world.link("link-1").mismatch("title") is not None


def test_an_event_that_names_nobody_leads_to_the_sweeps_of_every_project() -> None:
    office = Office()
    office.edits()
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    office.desk.changes.put(Change(office.desk.world.clock().isoformat(), Place(), trace=trace))
    office.looks()
    office.looks()

    assert {correlation(each) for each in office.heard.spans(Act.SWEEP)} == {trace[3:35]}


def test_the_latency_is_what_lies_between_the_hook_and_the_saved_row() -> None:
    office = an_edit_on_its_way(after=2.5)

    assert office.heard.figures()[Figure.LATENCY] == [({}, 2.5)]
    assert dict(office.heard.one(Act.LOOK).attributes or {})["latency"] == 2.5


def test_a_mismatch_is_counted_when_it_opens_and_not_each_time_it_is_seen() -> None:
    office = an_edit_on_its_way()
    office.edits("Pay at once")
    office.hears_of_it()
    office.looks()

    assert office.heard.figures()[Figure.MISMATCHES] == [({"found_by": "lockstep.look"}, 1)]


def test_values_are_counted_as_applied_once_their_approval_is_closed() -> None:
    office = an_edit_on_its_way()
    office.approves()
    office.applies()
    office.applies()

    assert office.heard.figures()[Figure.APPLIED] == [({"side": "ppm"}, 1)]
    assert office.heard.total(Figure.REFUSED) == 0


def test_what_the_vendor_refuses_is_counted_and_its_words_are_not_told() -> None:
    office = an_edit_on_its_way()
    office.approves()

    def refuses(step: str) -> None:
        if step == "ppm.write":
            raise Rejected(f"no task may be called {SECRETIVE}")

    office.desk.world.on_step = refuses
    office.applies()

    assert office.heard.figures()[Figure.REFUSED] == [({"side": "ppm"}, 1)]
    assert dict(office.heard.one(Act.WRITE).attributes or {})["ended"] == "Rejected"
    assert office.heard.total(Figure.APPLIED) == 0
    assert SECRETIVE not in office.heard.everything()


@pytest.mark.parametrize(("step", "act"), [("ado.fetch", Act.LOOK), ("ppm.write", Act.WRITE)])
def test_whatever_has_to_wait_is_counted(step: str, act: Act) -> None:
    office = Office()

    def away(now: str) -> None:
        if now == step:
            raise TryLater("away", 5)

    if act is Act.WRITE:
        office = an_edit_on_its_way()
        office.approves()
        office.desk.world.on_step = away
        office.applies()
    else:
        office.edits()
        office.hears_of_it()
        office.desk.world.on_step = away
        office.looks()

    assert office.heard.figures()[Figure.WAITED] == [({"act": act.value}, 1)]


def test_a_look_that_comes_too_late_has_failed_and_says_as_what() -> None:
    office = Office()
    office.edits()
    office.hears_of_it()

    def moves(step: str) -> None:
        if step == "links.save":
            raise Conflict("link-1")

    office.desk.world.on_step = moves
    office.looks()

    seen = office.heard.one(Act.LOOK)
    assert not seen.status.is_ok
    assert dict(seen.attributes or {})["ended"] == "Conflict"


def test_ids_are_told_and_neither_values_nor_people_nor_secrets() -> None:
    office = an_edit_on_its_way()
    office.approves()
    office.applies()
    told = office.heard.everything()

    assert '"item": "a1"' in told
    assert '"link": "link-1"' in told
    assert '"field": "title"' in told
    for never in (SECRETIVE, "Pay by invoice", "Mara", KEY, "pat", "token"):
        assert never not in told


def test_a_caller_without_the_secret_is_not_told_of() -> None:
    office = Office()

    receive(request("POST", {}, hook=HOOK), Side.ADO, office.services)

    assert office.heard.spans(Act.HOOK) == []


def test_where_nobody_listens_a_row_and_a_message_are_as_they_always_were() -> None:
    desk = a_desk()
    desk.world.clock.pass_(minutes=1)
    desk.world.ado.edit(STORY, {"System.Title": SECRETIVE})
    services = desk.with_(hook=lambda *_: OfStory())
    receive(request("POST", {}, headers={"X-Lockstep-Key": KEY}, hook=HOOK), Side.ADO, services)
    [(_, change)] = desk.changes.messages
    look(change, services)

    assert change == replace(change, trace="")
    assert [each.found_in for each in desk.world.link("link-1").mismatches] == [""]
