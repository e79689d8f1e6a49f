"""What every store promises, whatever it remembers things in."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.approvals import Approval, Became, Intent, Outcome, Written
from core.model.changes import PoisonRow
from core.model.connections import HookRow, Subscription
from core.model.errors import Conflict, Rejected
from core.model.items import Side
from core.model.plans import LeftOut
from core.model.projects import AdoPlace, Project, Site
from core.model.rules import Terms
from core.sync.ports import Store
from tests.storage.stories import (
    HOSTILE,
    PROJECT,
    a_history_row,
    a_link,
    a_long_text,
    a_plan,
    a_saved_link,
    ado,
    an_approval,
    ppm,
    title,
    titled,
)
from tests.worlds import Clock


class LinksContract:
    def test_a_link_comes_back_as_it_was_saved(self, store: Store) -> None:
        saved = a_saved_link(store, title=a_long_text(), below="link-0")

        assert store.links.get(PROJECT, "link-1") == saved
        assert replace(saved, etag="") == a_link(title=a_long_text(), below="link-0")

    def test_a_link_nobody_made_is_nothing(self, store: Store) -> None:
        assert store.links.get(PROJECT, "link-1") is None

    def test_a_saved_link_may_be_saved_again(self, store: Store) -> None:
        once = store.links.save(titled(a_saved_link(store), "Pay at once"))

        store.links.save(titled(once, "Pay never"))

        assert title(store.links.get(PROJECT, "link-1")) == "Pay never"

    def test_the_second_of_two_who_read_the_same_row_is_told(self, store: Store) -> None:
        link = a_saved_link(store)
        store.links.save(titled(link, "Pay at once"))

        with pytest.raises(Conflict):
            store.links.save(titled(link, "Pay never"))
        assert title(store.links.get(PROJECT, "link-1")) == "Pay at once"

    def test_a_row_that_is_gone_cannot_be_saved(self, store: Store) -> None:
        link = a_saved_link(store)
        store.links.remove(link)

        with pytest.raises(Conflict):
            store.links.save(link)

    def test_a_link_that_was_never_read_cannot_be_saved(self, store: Store) -> None:
        a_saved_link(store)

        with pytest.raises(Conflict):
            store.links.save(a_link())

    def test_another_link_under_the_same_id_is_a_conflict(self, store: Store) -> None:
        a_saved_link(store)

        with pytest.raises(Conflict):
            store.links.add(a_link(title="Pay never"))

    def test_all_links_of_a_project_are_read_and_no_other(self, store: Store) -> None:
        names = {f"link-{number}" for number in range(20)}
        for name in names:
            a_saved_link(store, name)
        a_saved_link(store, "elsewhere", project="billing-1")

        assert {link.id for link in store.links.all(PROJECT)} == names

    def test_what_stands_below_an_item_is_found_from_either_side(self, store: Store) -> None:
        a_saved_link(store, "parent")
        a_saved_link(store, "left", parents=("a-parent", "p-other"))
        a_saved_link(store, "right", parents=("a-other", "p-parent"))
        a_saved_link(store, "both", below="parent")

        below = store.links.below(PROJECT, [ado("a-parent"), ppm("p-parent")])

        assert sorted(link.id for link in below) == ["both", "left", "right"]

    def test_below_many_items_each_link_is_found_once(self, store: Store) -> None:
        for number in range(20):
            a_saved_link(store, f"child-{number}", below=f"{number}")

        refs = [ref for number in range(20) for ref in (ado(f"a-{number}"), ppm(f"p-{number}"))]
        below = [link.id for link in store.links.below(PROJECT, refs)]

        assert sorted(below) == sorted(f"child-{number}" for number in range(20))

    def test_nothing_stands_below_no_items(self, store: Store) -> None:
        a_saved_link(store, below="parent")

        assert list(store.links.below(PROJECT, [])) == []

    def test_hostile_names_are_kept_apart_and_found_again(self, store: Store) -> None:
        saved = a_saved_link(store, HOSTILE, project=HOSTILE, below=HOSTILE)

        assert store.links.get(HOSTILE, HOSTILE) == saved
        assert list(store.links.of(saved.ado.ref)) == [saved]
        assert list(store.links.all(HOSTILE)) == [saved]
        assert list(store.links.below(HOSTILE, [ado(f"a-{HOSTILE}")])) == [saved]
        assert store.links.ids(HOSTILE, [saved.ppm.ref]) == {saved.ppm.ref: HOSTILE}

    def test_many_rows_are_saved_together(self, store: Store) -> None:
        links = [a_saved_link(store, f"link-{number}") for number in range(20)]

        moved = store.links.save_many([titled(link, "Pay at once") for link in links])

        assert list(moved) == []
        assert {title(link) for link in store.links.all(PROJECT)} == {"Pay at once"}

    def test_rows_that_moved_are_left_out_and_named(self, store: Store) -> None:
        links = [a_saved_link(store, f"link-{number}") for number in range(12)]
        store.links.save(titled(links[3], "Pay never"))
        store.links.remove(links[4])

        moved = store.links.save_many([titled(link, "Pay at once") for link in links])

        assert sorted(moved) == ["link-3", "link-4"]
        assert title(store.links.get(PROJECT, "link-3")) == "Pay never"
        assert title(store.links.get(PROJECT, "link-5")) == "Pay at once"

    def test_the_same_row_twice_in_one_go_is_saved_once(self, store: Store) -> None:
        link = a_saved_link(store)

        moved = store.links.save_many([titled(link, "Pay at once"), titled(link, "Pay never")])

        assert list(moved) == ["link-1"]
        assert title(store.links.get(PROJECT, "link-1")) == "Pay at once"

    def test_a_removed_link_gives_its_items_back(self, store: Store) -> None:
        link = a_saved_link(store)

        store.links.remove(link)

        assert store.links.get(PROJECT, "link-1") is None
        assert store.links.ids(PROJECT, [link.ado.ref, link.ppm.ref]) == {}

    def test_a_link_that_moved_is_not_removed(self, store: Store) -> None:
        link = a_saved_link(store)
        store.links.save(titled(link, "Pay at once"))

        with pytest.raises(Conflict):
            store.links.remove(link)
        assert store.links.ids(PROJECT, [link.ado.ref]) == {link.ado.ref: "link-1"}

    def test_a_link_cannot_be_removed_twice(self, store: Store) -> None:
        link = a_saved_link(store)
        store.links.remove(link)

        with pytest.raises(Conflict):
            store.links.remove(link)


class ClaimsContract:
    def test_an_item_is_found_in_every_project_that_links_it(self, store: Store) -> None:
        one = a_saved_link(store)
        other = a_saved_link(store, project="shipping")

        found = {link.project: link for link in store.links.of(ado("a-link-1"))}

        assert found == {PROJECT: one, "shipping": other}

    def test_a_taken_item_is_named(self, store: Store) -> None:
        a_saved_link(store)

        with pytest.raises(Rejected, match="ado a-link-1 already has a link"):
            store.links.claim(PROJECT, "link-2", [ado("a-link-1")])

    def test_where_one_item_is_taken_none_is_claimed(self, store: Store) -> None:
        store.links.claim(PROJECT, "link-1", [ppm("2")])

        with pytest.raises(Rejected):
            store.links.claim(PROJECT, "link-2", [ado("1"), ppm("2")])
        assert store.links.ids(PROJECT, [ado("1"), ppm("2")]) == {ppm("2"): "link-1"}

    def test_a_claim_is_the_same_twice(self, store: Store) -> None:
        store.links.claim(PROJECT, "link-1", [ado("1")])
        store.links.claim(PROJECT, "link-1", [ado("1"), ppm("2")])

        held = {ado("1"): "link-1", ppm("2"): "link-1"}
        assert store.links.ids(PROJECT, [ado("1"), ppm("2"), ppm("3")]) == held

    def test_an_item_that_is_being_linked_is_a_conflict(self, store: Store) -> None:
        store.links.claim(PROJECT, "link-1", [ado("1")])

        with pytest.raises(Conflict):
            list(store.links.of(ado("1")))

    def test_an_old_claim_without_a_link_holds_nobody_up(self, store: Store, clock: Clock) -> None:
        store.links.claim(PROJECT, "link-1", [ado("1")])
        clock.pass_(minutes=11)

        assert list(store.links.of(ado("1"))) == []

    def test_only_the_holder_gives_a_claim_back(self, store: Store) -> None:
        store.links.claim(PROJECT, "link-1", [ado("1")])

        store.links.release(PROJECT, "link-2", [ado("1"), ado("2")])
        assert store.links.ids(PROJECT, [ado("1")]) == {ado("1"): "link-1"}

        store.links.release(PROJECT, "link-1", [ado("1")])
        assert store.links.ids(PROJECT, [ado("1")]) == {}

    def test_claims_that_never_came_to_a_link_are_given_up(
        self, store: Store, clock: Clock
    ) -> None:
        store.links.claim(PROJECT, "link-1", [ado("1"), ppm("2")])
        clock.pass_(minutes=11)
        store.links.claim(PROJECT, "link-2", [ado("3")])

        given_up = store.links.release_claims(PROJECT, clock() - timedelta(minutes=10))

        assert given_up == 2
        assert store.links.ids(PROJECT, [ado("1"), ppm("2"), ado("3")]) == {ado("3"): "link-2"}

    def test_claims_that_are_to_be_kept_outlive_the_others(
        self, store: Store, clock: Clock
    ) -> None:
        store.links.claim(PROJECT, "link-1", [ado("1")])
        store.links.claim(PROJECT, "link-2", [ado("2")])
        clock.pass_(minutes=11)

        given_up = store.links.release_claims(PROJECT, clock(), {"link-2"})

        assert given_up == 1
        assert store.links.ids(PROJECT, [ado("1"), ado("2")]) == {ado("2"): "link-2"}
        assert store.links.release_claims(PROJECT, clock()) == 1

    def test_claims_of_a_link_are_kept_however_old(self, store: Store, clock: Clock) -> None:
        link = a_saved_link(store)
        clock.pass_(days=30)

        assert store.links.release_claims(PROJECT, clock()) == 0
        assert store.links.ids(PROJECT, [link.ado.ref]) == {link.ado.ref: "link-1"}

    def test_claims_of_other_projects_are_left_alone(self, store: Store, clock: Clock) -> None:
        store.links.claim("shipping", "link-1", [ado("1")])
        clock.pass_(minutes=11)

        assert store.links.release_claims(PROJECT, clock()) == 0
        assert store.links.ids("shipping", [ado("1")]) == {ado("1"): "link-1"}


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

    def test_the_latest_closed_are_told_in_the_order_of_their_closing(
        self, store: Store, clock: Clock
    ) -> None:
        store.approvals.open([an_approval(number) for number in range(4)])
        for number in (2, 0, 3, 1):
            store.approvals.close(_get(store, number))
            clock.pass_(seconds=1)

        closed = [each.id[-1] for each in store.approvals.closed(PROJECT, most=3)]

        assert closed == ["0", "3", "1"]

    def test_an_approval_nobody_opened_is_nothing(self, store: Store) -> None:
        assert store.approvals.get(PROJECT, "request-00000") is None

    def test_hostile_ids_are_kept(self, store: Store) -> None:
        store.approvals.open([an_approval(id=HOSTILE, project=HOSTILE)])

        assert [each.id for each in store.approvals.waiting(HOSTILE)] == [HOSTILE]
        store.approvals.close(an_approval(id=HOSTILE, project=HOSTILE))
        assert [each.id for each in store.approvals.closed(HOSTILE)] == [HOSTILE]


class ProjectsContract:
    def test_a_project_comes_back_as_it_was_put(self, store: Store) -> None:
        place = AdoPlace("https://dev.azure.com/contoso", "Billing", "c-1", "ado-token")
        terms = Terms("Europe/Berlin", 7.5, "plain")
        project = Project(PROJECT, "Billing", (place,), terms=terms, members=frozenset({"g", "m"}))

        saved = store.projects.put(project)

        assert store.projects.get(PROJECT) == saved
        assert replace(saved, etag="") == project

    def test_all_projects_are_told(self, store: Store) -> None:
        for name in ("billing", "shipping", HOSTILE):
            store.projects.put(Project(name))

        assert {each.id for each in store.projects.all()} == {"billing", "shipping", HOSTILE}

    def test_a_project_is_not_put_over_another(self, store: Store) -> None:
        store.projects.put(Project(PROJECT, "Billing"))

        with pytest.raises(Conflict):
            store.projects.put(Project(PROJECT, "Billing again"))

    def test_the_second_of_two_who_change_a_project_is_told(self, store: Store) -> None:
        read = store.projects.put(Project(PROJECT))
        store.projects.put(replace(read, name="Billing"))

        with pytest.raises(Conflict):
            store.projects.put(replace(read, name="Invoicing"))

    def test_what_the_tenant_shares_is_empty_at_first_and_then_as_it_was_put(
        self, store: Store
    ) -> None:
        assert store.projects.site() == Site()
        site = Site("https://dev.azure.com/contoso", "c-1", "ado-1", "2027-01-01T00:00:00Z")

        saved = store.projects.put_site(site)

        assert store.projects.site() == saved
        assert replace(saved, etag="") == site
        assert list(store.projects.all()) == []

    def test_the_second_of_two_who_change_what_the_tenant_shares_is_told(
        self, store: Store
    ) -> None:
        read = store.projects.put_site(Site("https://dev.azure.com/contoso"))
        store.projects.put_site(replace(read, collection="c-1"))

        for stale in (read, Site("https://dev.azure.com/fabrikam")):
            with pytest.raises(Conflict):
                store.projects.put_site(stale)

    def test_a_project_nobody_put_is_nothing(self, store: Store) -> None:
        assert store.projects.get(PROJECT) is None


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


A_HOOK = HookRow(
    "ado-1", Side.ADO, "c-1", "p-1", (Subscription("s-1", "workitem.updated", "https://x", ""),)
)


class HooksContract:
    def test_a_hook_address_comes_back_as_it_was_put(self, store: Store) -> None:
        store.hooks.put(A_HOOK)

        assert store.hooks.get("ado-1") == A_HOOK
        assert list(store.hooks.all()) == [A_HOOK]

    def test_when_it_was_heard_from_outlives_what_leads_to_it(self, store: Store) -> None:
        store.hooks.put(A_HOOK)
        store.hooks.seen("ado-1", "2026-03-02T12:00:00+00:00")
        store.hooks.put(replace(A_HOOK, words="no permission", seen_at="never"))

        [found] = store.hooks.all()

        assert (found.words, found.seen_at) == ("no permission", "2026-03-02T12:00:00+00:00")
        assert store.hooks.get("ado-1") == found

    def test_a_hook_address_that_is_let_go_is_gone(self, store: Store) -> None:
        store.hooks.put(A_HOOK)
        store.hooks.remove("ado-1")
        store.hooks.remove("ado-1")

        assert store.hooks.get("ado-1") is None
        assert list(store.hooks.all()) == []

    def test_hearing_from_an_address_nobody_knows_makes_none(self, store: Store) -> None:
        store.hooks.seen("strange", "2026-03-02T12:00:00+00:00")

        assert store.hooks.get("strange") is None
        assert list(store.hooks.all()) == []


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

    def test_what_was_refused_is_told_with_its_words(self, store: Store) -> None:
        row = a_history_row(became=Became.REJECTED, words="No epics today", old=None, new=None)

        store.history.add([row])

        assert list(store.history.of(PROJECT)) == [row]

    def test_a_row_noted_again_at_another_time_is_told_once(self, store: Store) -> None:
        store.history.add([a_history_row(1), a_history_row(2, id="row-1")])

        assert [row.id for row in store.history.of(PROJECT)] == ["row-1"]

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


class PoisonContract:
    def test_a_message_is_kept_with_all_it_says(self, store: Store) -> None:
        row = PoisonRow(HOSTILE, "発票 🧾 \x00" * 5000, "2026-03-02T12:00:00+00:00", "ValueError")

        store.poison.add(row)

        assert store.poison.get(HOSTILE) == row

    def test_a_message_that_is_there_stays_as_it_is(self, store: Store) -> None:
        store.poison.add(PoisonRow("m", "body", "at", replayed_at="then"))
        store.poison.add(PoisonRow("m", "body", "at"))

        assert [row.replayed_at for row in store.poison.all()] == ["then"]

    def test_a_replayed_message_is_put_in_its_place(self, store: Store) -> None:
        store.poison.add(PoisonRow("m", "body", "at"))
        store.poison.put(PoisonRow("m", "body", "at", replayed_at="now"))

        assert list(store.poison.all()) == [PoisonRow("m", "body", "at", replayed_at="now")]

    def test_a_message_nobody_kept_is_nothing(self, store: Store) -> None:
        assert store.poison.get("m") is None


def _get(store: Store, number: int) -> Approval:
    found = store.approvals.get(PROJECT, f"request-{number:05}")
    assert found is not None
    return found
