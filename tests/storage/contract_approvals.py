"""What every store promises about plans, approvals and what became of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.approvals import Approval, Became, Intent, Outcome, Written
from core.model.errors import Conflict
from core.model.plans import LeftOut
from core.sync.stores import Store
from tests.storage.stories import (
    HOSTILE,
    PROJECT,
    a_history_row,
    a_long_text,
    a_plan,
    ado,
    an_approval,
)
from tests.worlds import Clock


class ApprovalsContract:
    def test_an_approval_comes_back_as_it_was_opened(self, store: Store) -> None:
        written = Written("Name", a_long_text(), "Pay by invoice", None)
        intent = Intent("2026-03-02T12:00:00+00:00", "7", {"title": written}, {"title": None})
        outcomes = {"state": Outcome(Became.REJECTED, "TF401320: no")}
        approval = an_approval(after="request-00001", intent=intent, outcomes=outcomes, tries=2)

        store.approvals.open([approval])

        found = store.approvals.get(PROJECT, approval.id)
        assert found is not None
        assert found.etag
        assert replace(found, etag="") == approval

    def test_many_approvals_wait_in_the_order_of_their_ids(self, store: Store) -> None:
        store.approvals.open([an_approval(number) for number in reversed(range(230))])
        store.approvals.open([an_approval(project="shipping")])

        waiting = [each.id for each in store.approvals.waiting(PROJECT)]

        assert waiting == [f"request-{number:05}" for number in range(230)]

    def test_opening_the_same_twice_is_opening_it_once(self, store: Store) -> None:
        store.approvals.open([an_approval(0), an_approval(1)])
        taken = _get(store, 0)
        store.approvals.save(replace(taken, taken_by="worker"))

        store.approvals.open([an_approval(number) for number in range(3)])

        assert _get(store, 0).taken_by == "worker"
        assert len(list(store.approvals.waiting(PROJECT))) == 3

    def test_what_is_done_is_not_opened_again(self, store: Store) -> None:
        store.approvals.open([an_approval(0), an_approval(1)])
        store.approvals.close(_get(store, 0))

        store.approvals.open([an_approval(0), an_approval(1)])

        assert [each.id for each in store.approvals.waiting(PROJECT)] == ["request-00001"]

    def test_of_two_who_take_an_approval_one_gets_it(self, store: Store) -> None:
        store.approvals.open([an_approval()])
        seen = _get(store, 0)
        store.approvals.save(replace(seen, taken_by="one"))

        with pytest.raises(Conflict):
            store.approvals.save(replace(seen, taken_by="other"))
        assert _get(store, 0).taken_by == "one"

    def test_of_many_that_are_saved_at_once_those_that_moved_stay_as_they_are(
        self, store: Store
    ) -> None:
        store.approvals.open([an_approval(number) for number in range(120)])
        seen = list(store.approvals.waiting(PROJECT))
        store.approvals.save(replace(seen[7], taken_by="other"))
        store.approvals.close(seen[110])

        saved = store.approvals.save_many([replace(each, taken_by="one") for each in seen])

        assert {each.id for each in seen} - {each.id for each in saved} == {
            seen[7].id,
            seen[110].id,
        }
        assert {each.taken_by for each in saved} == {"one"}
        assert _get(store, 7).taken_by == "other"

    def test_what_is_saved_among_many_may_be_saved_again_as_it_stands_now(
        self, store: Store
    ) -> None:
        store.approvals.open([an_approval(0), an_approval(1)])
        saved = store.approvals.save_many(list(store.approvals.waiting(PROJECT)))

        for each in saved:
            store.approvals.save(replace(each, words="once more"))

        assert {each.words for each in store.approvals.waiting(PROJECT)} == {"once more"}

    def test_what_nobody_has_read_is_not_saved_among_many(self, store: Store) -> None:
        store.approvals.open([an_approval()])

        assert list(store.approvals.save_many([an_approval(taken_by="one")])) == []
        assert list(store.approvals.save_many([])) == []

    def test_a_closed_approval_cannot_be_taken(self, store: Store) -> None:
        store.approvals.open([an_approval()])
        seen = _get(store, 0)
        store.approvals.close(seen)

        with pytest.raises(Conflict):
            store.approvals.save(replace(seen, taken_by="late"))

    def test_closing_twice_keeps_the_first_outcome(self, store: Store, clock: Clock) -> None:
        store.approvals.open([an_approval()])
        store.approvals.close(_get(store, 0))
        clock.pass_(minutes=1)

        store.approvals.close(an_approval(words="too late"))

        assert [each.words for each in store.approvals.closed(PROJECT)] == [""]
        assert list(store.approvals.waiting(PROJECT)) == []

    def test_many_are_closed_at_once_in_their_order(self, store: Store) -> None:
        store.approvals.open([an_approval(number) for number in range(230)])
        [*_, last] = seen = list(store.approvals.waiting(PROJECT))

        store.approvals.close_many([last, *seen[:-1]])

        assert list(store.approvals.waiting(PROJECT)) == []
        closed = [each.id for each in store.approvals.closed(PROJECT)]
        assert closed == [last.id, *(each.id for each in seen[:-1])]
        assert all(store.approvals.is_closed(PROJECT, each) for each in closed)

    def test_closing_many_twice_keeps_the_first_outcomes(self, store: Store) -> None:
        store.approvals.open([an_approval(number) for number in range(3)])
        store.approvals.close(_get(store, 1))

        again = [an_approval(number, words=f"too late {number}") for number in range(3)]
        store.approvals.close_many(again)
        store.approvals.close_many(again)

        closed = {each.id: each.words for each in store.approvals.closed(PROJECT)}
        assert [closed[each.id] for each in again] == ["too late 0", "", "too late 2"]
        assert list(store.approvals.waiting(PROJECT)) == []

    def test_closing_none_is_nothing(self, store: Store) -> None:
        store.approvals.close_many([])

        assert list(store.approvals.closed(PROJECT)) == []

    def test_the_latest_closed_are_told_in_the_order_of_their_closing(
        self, store: Store, clock: Clock
    ) -> None:
        store.approvals.open([an_approval(number) for number in range(4)])
        for number in (2, 0, 3, 1):
            store.approvals.close(_get(store, number))
            clock.pass_(seconds=1)

        closed = [each.id[-1] for each in store.approvals.closed(PROJECT, most=3)]

        assert closed == ["0", "3", "1"]

    def test_what_was_closed_since_is_told_whole_and_alone(
        self, store: Store, clock: Clock
    ) -> None:
        store.approvals.open([an_approval(number) for number in range(4)])
        store.approvals.open([an_approval(project="shipping")])
        for number in (2, 0, 3, 1):
            store.approvals.close(_get(store, number))
            clock.pass_(minutes=20)
        store.approvals.close(an_approval(project="shipping"))

        an_hour_ago = clock() - timedelta(hours=1)

        assert [e.id[-1] for e in store.approvals.closed_since(PROJECT, an_hour_ago)] == list("031")

    def test_a_request_is_told_whole_and_alone_open_or_closed(self, store: Store) -> None:
        store.approvals.open([an_approval(number) for number in range(1100)])
        store.approvals.open([an_approval(id="request2-00000"), an_approval(project="shipping")])
        for number in (7, 3):
            store.approvals.close(_get(store, number))

        found = list(store.approvals.of(PROJECT, "request"))

        assert [each.id for each in found] == [f"request-{number:05}" for number in range(1100)]
        assert {each.project for each in found} == {PROJECT}
        assert list(store.approvals.of(PROJECT, "reques")) == []

    def test_a_closed_approval_of_a_request_tells_what_became_of_it(self, store: Store) -> None:
        store.approvals.open([an_approval()])
        outcomes = {"title": Outcome(Became.APPLIED, "")}
        store.approvals.close(replace(_get(store, 0), outcomes=outcomes))

        [found] = store.approvals.of(PROJECT, "request")

        assert found.outcomes == outcomes

    def test_an_approval_is_closed_once_somebody_closed_it_in_its_own_project(
        self, store: Store
    ) -> None:
        store.approvals.open([an_approval()])
        [opened] = store.approvals.waiting(PROJECT)

        assert not store.approvals.is_closed(PROJECT, opened.id)
        store.approvals.close(opened)
        assert store.approvals.is_closed(PROJECT, opened.id)
        assert not store.approvals.is_closed("shipping", opened.id)
        assert not store.approvals.is_closed(PROJECT, f"{opened.id}0")

    def test_an_approval_nobody_opened_is_nothing(self, store: Store) -> None:
        assert store.approvals.get(PROJECT, "request-00000") is None

    def test_hostile_ids_are_kept(self, store: Store) -> None:
        store.approvals.open([an_approval(id=HOSTILE, project=HOSTILE)])

        assert [each.id for each in store.approvals.waiting(HOSTILE)] == [HOSTILE]
        store.approvals.close(an_approval(id=HOSTILE, project=HOSTILE))
        assert [each.id for each in store.approvals.closed(HOSTILE)] == [HOSTILE]
        store.approvals.open([an_approval(id=f"{HOSTILE}-00000", project=HOSTILE)])
        assert [each.id for each in store.approvals.of(HOSTILE, HOSTILE)] == [f"{HOSTILE}-00000"]


class PlansContract:
    def test_a_plan_comes_back_as_it_was_shown(self, store: Store) -> None:
        store.plans.add(a_plan())

        assert store.plans.get(PROJECT, "plan-1") == a_plan()

    def test_a_plan_of_everything_comes_back_in_its_order(self, store: Store) -> None:
        plan = a_plan(2500)

        store.plans.add(plan)

        assert store.plans.get(PROJECT, "plan-1") == plan

    def test_a_plan_of_nothing_is_a_plan(self, store: Store) -> None:
        store.plans.add(a_plan(0))

        assert store.plans.get(PROJECT, "plan-1") == a_plan(0)

    def test_adding_a_plan_twice_is_adding_it_once(self, store: Store) -> None:
        store.plans.add(a_plan(3))
        store.plans.add(a_plan(3))

        assert store.plans.get(PROJECT, "plan-1") == a_plan(3)

    def test_plans_are_kept_apart(self, store: Store) -> None:
        store.plans.add(a_plan(2, "plan-1"))
        store.plans.add(a_plan(1, "plan-11"))

        assert store.plans.get(PROJECT, "plan-1") == a_plan(2, "plan-1")
        assert store.plans.get(PROJECT, "plan-2") is None

    def test_a_plan_tells_what_it_leaves_out(self, store: Store) -> None:
        out = tuple(LeftOut(ado(f"{n}"), f"Story {n}", "linked", f"link-{n}") for n in range(2500))
        plan = replace(a_plan(3), left_out=out)

        store.plans.add(plan)

        assert store.plans.get(PROJECT, "plan-1") == plan


class HistoryContract:
    def test_the_newest_comes_first(self, store: Store) -> None:
        store.history.add([a_history_row(1), a_history_row(3)])
        store.history.add([a_history_row(2)])

        assert [row.id for row in store.history.of(PROJECT)] == ["row-3", "row-2", "row-1"]

    def test_a_row_comes_back_as_it_was_added(self, store: Store) -> None:
        row = a_history_row(old=a_long_text(), new=("a", 8.0, None, True), certain=False)

        store.history.add([row])

        assert list(store.history.of(PROJECT)) == [row]

    def test_the_same_row_twice_stays_one(self, store: Store) -> None:
        store.history.add([a_history_row(), a_history_row()])
        store.history.add([a_history_row(1), a_history_row(certain=False)])

        assert list(store.history.of(PROJECT)) == [a_history_row(1), a_history_row()]

    def test_portions_one_after_the_other_tell_each_row_once(self, store: Store) -> None:
        store.history.add([a_history_row(n // 2, id=f"row-{n}", link="link-1") for n in range(9)])
        store.history.add([replace(a_history_row(3), project="billing-1")])

        told: list[str] = []
        at = row = ""
        while found := store.history.portion(PROJECT, at, row, 4):
            told += [each.id for each in found]
            at, row = found[-1].at, found[-1].id

        assert told == [f"row-{n}" for n in (8, 6, 7, 4, 5, 2, 3, 0, 1)]

    def test_what_was_refused_is_told_with_its_words(self, store: Store) -> None:
        row = a_history_row(became=Became.REJECTED, words="No epics today", old=None, new=None)

        store.history.add([row])

        assert list(store.history.of(PROJECT)) == [row]

    def test_a_row_noted_again_at_another_time_is_told_once(self, store: Store) -> None:
        store.history.add([a_history_row(1), a_history_row(2, id="row-1")])

        assert [row.id for row in store.history.of(PROJECT)] == ["row-1"]

    def test_a_row_noted_again_takes_no_other_ones_place(self, store: Store) -> None:
        store.history.add([a_history_row(1), a_history_row(3, id="row-1"), a_history_row(0)])

        told = [row.id for row in store.history.of(PROJECT, "link-1", most=2)]

        assert told == ["row-1", "row-0"]

    def test_a_link_has_its_own_history(self, store: Store) -> None:
        store.history.add([a_history_row(1), a_history_row(2, link="link-11")])
        store.history.add([a_history_row(3), a_history_row(4, link="link:1")])

        assert [row.id for row in store.history.of(PROJECT, "link-1")] == ["row-3", "row-1"]

    def test_no_more_than_wanted_is_told(self, store: Store) -> None:
        store.history.add([a_history_row(number) for number in range(150)])

        assert [row.id for row in store.history.of(PROJECT, most=2)] == ["row-149", "row-148"]
        assert len(list(store.history.of(PROJECT, "link-1"))) == 150

    def test_projects_have_histories_of_their_own(self, store: Store) -> None:
        store.history.add([a_history_row(1), a_history_row(1, project="shipping")])

        assert [row.project for row in store.history.of("shipping")] == ["shipping"]


def _get(store: Store, number: int) -> Approval:
    found = store.approvals.get(PROJECT, f"request-{number:05}")
    assert found is not None
    return found
