"""What every store promises about links and claims, whatever it remembers them in."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.errors import Conflict, Rejected
from core.sync.stores import Store
from tests.storage.stories import (
    HOSTILE,
    PROJECT,
    a_link,
    a_long_text,
    a_saved_link,
    ado,
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

    def test_portions_one_after_the_other_tell_each_link_once(self, store: Store) -> None:
        names = {f"link-{number}" for number in range(20)} | {HOSTILE}
        for name in names:
            a_saved_link(store, name)
        a_saved_link(store, "elsewhere", project="billing-1")

        told: list[str] = []
        while found := store.links.portion(PROJECT, told[-1] if told else "", 6):
            assert len(found) == 6 or len(told) + len(found) == 21
            told += [link.id for link in found]

        assert (sorted(told), len(told)) == (sorted(names), 21)

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

    def test_many_rows_are_read_together_and_those_that_are_not_there_are_left_out(
        self, store: Store
    ) -> None:
        links = [a_saved_link(store, f"link-{number}") for number in range(40)]
        a_saved_link(store, "link-x", project="shipping")

        found = store.links.many(PROJECT, [*(link.id for link in links), "link-x"])

        assert found == {link.id: link for link in links}

    def test_rows_that_are_saved_together_may_be_saved_again_as_they_stand_now(
        self, store: Store
    ) -> None:
        links = [a_saved_link(store, f"link-{number}") for number in range(20)]
        store.links.save(titled(links[3], "Pay never"))

        saved = store.links.save_each([titled(link, "Pay at once") for link in links])

        assert saved.keys() == {link.id for link in links} - {"link-3"}
        assert saved == {each: store.links.get(PROJECT, each) for each in saved}
        for each in saved.values():
            store.links.save(titled(each, "Pay once more"))
        assert title(store.links.get(PROJECT, "link-3")) == "Pay never"

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

    def test_of_many_items_those_with_a_link_or_a_claim_are_told(self, store: Store) -> None:
        link = a_saved_link(store)
        store.links.claim(PROJECT, "link-2", [ado("7")])
        others = [ado(f"none-{number}") for number in range(400)]

        found = store.links.ids(PROJECT, [link.ado.ref, ado("7"), *others])

        assert found == {link.ado.ref: "link-1", ado("7"): "link-2"}

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
