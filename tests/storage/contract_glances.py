"""What every store promises of links at a glance."""

from dataclasses import replace

from core.model.glances import glance
from core.model.pages import page_row
from core.sync.stores import Store
from tests.storage.stories import HOSTILE, PROJECT, a_long_text, a_saved_link, titled


class GlancesContract:
    def test_a_glance_tells_what_the_link_tells(self, store: Store) -> None:
        for name, below in (("link-1", ""), ("link-2", "link-1")):
            a_saved_link(store, name, title=a_long_text(), below=below)
        store.links.save(titled(a_saved_link(store, HOSTILE), "Pay at once"))
        a_saved_link(store, "elsewhere", project="billing-1")

        found = {each.id: each for each in store.links.glances(PROJECT)}

        assert found == {link.id: glance(link) for link in store.links.all(PROJECT)}
        assert set(found) == {"link-1", "link-2", HOSTILE}

    def test_the_page_is_told_what_the_links_tell(self, store: Store) -> None:
        a_saved_link(store, "link-1", title=a_long_text())
        a_saved_link(store, HOSTILE, title=(True, 1, "1", None), below="link-1")
        a_saved_link(store, "elsewhere", project="billing-1")

        found = {each.id: each for each in store.links.page(PROJECT)}

        assert found == {link.id: page_row(link) for link in store.links.all(PROJECT)}
        assert set(found) == {"link-1", HOSTILE}

    def test_a_link_is_read_whole_while_its_row_stands_as_it_was_glanced_at(
        self, store: Store
    ) -> None:
        links = [a_saved_link(store, f"link-{number}") for number in range(4)]
        seen = list(store.links.glances(PROJECT))
        store.links.save(titled(links[1], "Pay at once"))
        store.links.remove(links[2])

        found = {link.id: link for link in store.links.whole(PROJECT, seen)}

        assert found == {"link-0": links[0], "link-3": links[3]}

    def test_no_link_is_read_that_nobody_asked_for(self, store: Store) -> None:
        links = [a_saved_link(store, f"link-{number}") for number in range(3)]

        assert list(store.links.whole(PROJECT, [])) == []
        assert list(store.links.whole(PROJECT, [glance(links[1])])) == [links[1]]

    def test_a_row_saved_from_a_glance_is_the_row_that_was_read(self, store: Store) -> None:
        a_saved_link(store)
        [seen] = store.links.glances(PROJECT)
        [link] = store.links.whole(PROJECT, [seen])

        assert store.links.save_many([titled(link, "Pay at once")]) == []
        assert replace(link, etag=seen.etag) == link
