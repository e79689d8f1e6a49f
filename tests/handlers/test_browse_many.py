"""Looking around in a large project, over HTTP and real storage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.azurite import Azurite
from sandbox.backlog import Backlog, Person, SeedItem, SeedProject
from tests.handlers.shop import SHOP, Shop, a_shop

MANY = 10_000
BELOW = 50
"""So many stories stand below each epic."""


def a_large_backlog() -> Backlog:
    items: list[SeedItem] = []
    epic = 0
    for number in range(1, MANY + 1):
        if number % (BELOW + 1) == 1:
            epic = number
            items.append(SeedItem(number, SHOP, "Epic", "New", f"Epic {number}"))
        else:
            items.append(SeedItem(number, SHOP, "User Story", "New", f"Story {number}", epic))
    people = (Person("Anna Keller", "anna@contoso.example"),)
    return Backlog((SeedProject(SHOP),), people, tuple(items))


def no_task_yet(item: SeedItem) -> bool:
    return False


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("large")
    with (
        Azurite() as storage,
        a_shop(storage.connection_string, folder, a_large_backlog(), keep=no_task_yet) as made,
    ):
        assert made.connect().status_code == 200
        yield made


def test_ten_thousand_work_items_are_told_as_one_tree_parents_first(shop: Shop) -> None:
    plan = shop.call("POST", "/new-tasks", {"items": [1, 2]}).json()
    shop.call("POST", "/approvals", {"plan": plan["id"]})

    items = shop.call("GET", f"/items?project={SHOP}").json()["items"]

    assert len(items) == MANY
    assert [each["depth"] for each in items[: BELOW + 2]] == [0, *[1] * BELOW, 0]
    assert [each["number"] for each in items if each["link"]] == [1, 2]


def test_more_than_the_service_tells_asks_for_a_narrower_filter(shop: Shop) -> None:
    shop.ado.switches.max_results = MANY - 1
    try:
        answer = shop.call("GET", f"/items?project={SHOP}")
        narrower = shop.call("GET", f"/items?project={SHOP}&item=1")
    finally:
        shop.ado.switches.max_results = 20_000

    assert answer.status_code == 409
    assert "choose a narrower filter" in answer.json()["error"]["message"]
    assert len(narrower.json()["items"]) == BELOW + 1
