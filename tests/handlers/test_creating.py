"""History 12 for real: two workers, lost answers, killed workers, on real storage and over sockets.
However it goes, one item is made."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from core.model.approvals import Direction
from core.model.making import ItemType
from core.model.plans import Plan
from core.sync.apply import apply
from core.sync.approve import approve
from core.sync.ports import Services
from core.sync.propose import Wanted, propose
from core.wiring import Wiring, clock
from sandbox.ado.hands import Hands
from sandbox.azurite import Azurite
from sandbox.backlog import SeedItem
from tests.handlers.shop import SHOP, Shop, a_shop
from tests.worlds import Stopped

ADO, PPM = 0, 1


def no_task_yet(item: SeedItem) -> bool:
    return False


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("creating")
    with (
        Azurite() as storage,
        a_shop(storage.connection_string, folder, keep=no_task_yet) as made,
    ):
        assert made.connect().status_code == 200
        yield made


@contextmanager
def workers(shop: Shop, later: float = 0, number: int = 1) -> Iterator[list[Services]]:
    """Workers of their own, with nothing shared but the storage; it is `later` for them."""
    made = [Wiring(shop.settings).services() for _ in range(number)]
    try:
        yield [replace(each, clock=lambda: clock() + timedelta(seconds=later)) for each in made]
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            made.clear()
            gc.collect()


def works(services: Services, shop: Shop) -> int:
    project = services.store.projects.get(shop.project)
    assert project is not None
    until = services.clock() + timedelta(minutes=4)
    return apply(
        project,
        services.systems,
        services.store,
        services.clock,
        until,
        address=services.address,
    )


def story(shop: Shop, title: str) -> int:
    """Anna makes a work item; another of the same title is there already."""
    hands = Hands(shop.ado)
    hands.create(SHOP, "User Story", {"System.Title": title})
    return hands.create(SHOP, "User Story", {"System.Title": title})


def planned(services: Services, shop: Shop, direction: Direction, key: int | str) -> Plan:
    project = services.store.projects.get(shop.project)
    assert project is not None
    [place] = project.ado
    if isinstance(key, int):
        wanted = Wanted(direction, (services.ado_ref(place.collection, key),))
    else:
        type_ = ItemType(place.collection, place.project, "User Story")
        wanted = Wanted(direction, (services.ppm_ref(key),), type=type_)
    return propose(
        f"plan-{direction}-{key}-{services.clock().timestamp()}",
        project,
        wanted,
        "Mara",
        services.systems,
        services.browser,
        services.store,
        services.clock,
    )


def approved(services: Services, shop: Shop, direction: Direction, key: int | str) -> None:
    plan = planned(services, shop, direction, key)
    approve(plan, "Mara", services.store, services.clock)


def links_to(shop: Shop, key: object) -> list[Any]:
    rows = shop.call("GET", "/links", person="viewer").json()["links"]
    return [
        row
        for row in rows
        if row["ado"]["key"].endswith(f":{key}") or row["ppm"]["key"] == str(key)
    ]


def tasks_called(shop: Shop, title: str) -> int:
    return sum(1 for task in shop.ppm.tasks.values() if task.values.get("Name") == title)


def items_called(shop: Shop, title: str) -> int:
    items = shop.ado.items.values()
    return sum(1 for item in items if item.fields.get("System.Title") == title)


def a_task(shop: Shop, name: str) -> str:
    import httpx

    where = f"{shop.ppm_url}/projects/{shop.project}/tasks"
    ben = {"Authorization": "Bearer ppm-ben"}
    body = {"attributes": {"Name": name, "Progress": 50}}
    answer = httpx.post(where, json=body, headers=ben, trust_env=False).raise_for_status()
    return str(answer.json()["data"]["id"])


def test_12_a_task_whose_answer_was_lost_is_found_by_its_mark_and_not_made_twice(
    shop: Shop,
) -> None:
    item = story(shop, "Lost on the way back")
    plan = shop.call("POST", "/new-tasks", {"items": [item]}).json()
    shop.faults[PPM].add("lost_answer", f"POST .*{shop.project}/tasks", times=1)

    answer = shop.call("POST", "/approvals", {"plan": plan["id"]}).json()
    assert [row["open"] for row in answer["approvals"]] == [True]
    assert links_to(shop, item) == []
    with workers(shop, later=120) as [early]:
        works(early, shop)
    assert links_to(shop, item) == []  # it may still be under way
    with workers(shop, later=600) as [late]:
        works(late, shop)

    assert len(links_to(shop, item)) == 1
    assert tasks_called(shop, "Lost on the way back") == 1


def test_12_a_work_item_whose_answer_was_lost_is_found_by_its_hyperlink(shop: Shop) -> None:
    task = a_task(shop, "Half done and lost")
    Hands(shop.ado).create(SHOP, "User Story", {"System.Title": "Half done and lost"})
    with workers(shop) as [worker]:
        approved(worker, shop, Direction.TO_ADO, task)
        shop.faults[ADO].add("lost_answer", r"POST .*workitems/\$", times=1)
        works(worker, shop)
    assert links_to(shop, task) == []

    with workers(shop, later=600) as [late]:
        works(late, shop)

    [row] = links_to(shop, task)
    assert items_called(shop, "Half done and lost") == 2  # theirs and ours
    number = int(row["ado"]["key"].rpartition(":")[2])
    assert shop.ado.item(number).fields["System.State"] == "Active"


@pytest.mark.parametrize("direction", list(Direction))
def test_12_two_people_and_two_workers_at_once_make_one_item(
    shop: Shop, direction: Direction
) -> None:
    titles = [f"Both at once {direction} {number}" for number in range(4)]
    keys: list[int | str] = [
        story(shop, each) if direction is Direction.TO_PPM else a_task(shop, each)
        for each in titles
    ]
    with workers(shop, number=2) as both:
        for key in keys:
            for worker in both:
                approved(worker, shop, direction, key)
        start = Barrier(2)

        def run(worker: Services) -> None:
            start.wait()
            for _ in range(4):
                works(worker, shop)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(run, both))
    with workers(shop, later=600) as [late]:
        works(late, shop)

    assert [len(links_to(shop, key)) for key in keys] == [1, 1, 1, 1]
    count = tasks_called if direction is Direction.TO_PPM else items_called
    assert [count(shop, each) for each in titles] == [1, 1, 1, 1]


@pytest.mark.parametrize("direction", list(Direction))
def test_12_a_worker_killed_after_the_vendors_answer_leaves_one_item(
    shop: Shop, direction: Direction, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = f"Killed {direction}"
    key = story(shop, title) if direction is Direction.TO_PPM else a_task(shop, title)
    with workers(shop) as [worker]:
        approved(worker, shop, direction, key)

        def killed(link: object) -> None:
            raise Stopped("links.add")

        monkeypatch.setattr(worker.store.links, "add", killed)
        with pytest.raises(Stopped):
            works(worker, shop)
    assert links_to(shop, key) == []

    with workers(shop, later=600) as [late]:
        works(late, shop)

    assert len(links_to(shop, key)) == 1
    count = tasks_called if direction is Direction.TO_PPM else items_called
    assert count(shop, title) == 1


def test_12_the_same_plan_approved_twice_makes_one_item(shop: Shop) -> None:
    item = story(shop, "Clicked twice")
    plan = shop.call("POST", "/new-tasks", {"items": [item]}).json()

    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(lambda _: shop.call("POST", "/approvals", {"plan": plan["id"]}), range(2))
        )

    assert {answer.status_code for answer in answers} == {202}
    with workers(shop, later=600) as [late]:
        works(late, shop)
    assert len(links_to(shop, item)) == 1
    assert tasks_called(shop, "Clicked twice") == 1
