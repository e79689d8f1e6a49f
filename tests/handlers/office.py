"""A manager at work over HTTP, on real storage and both stand-ins, however PPM Express tells
parents and spells values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from sandbox.ado.hands import Hands
from sandbox.backlog import Backlog, Iteration, Person, SeedItem, SeedProject, SeedTeam
from tests.handlers.shop import SHOP, Shop

TILL = "Till"
ANNA = "anna@contoso.example"
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "parents by id, words": {},
    "parents as objects, odd values": {
        "hierarchy": "reference_object",
        "choice_shape": "object",
        "date_format": "offset",
        "omit_empty": False,
        "default_dates": False,
        "rich_text": "plain",
    },
    "no parents told, strange keys ignored": {
        "hierarchy": "none",
        "unknown_key": "ignore",
        "readonly_write": "ignore",
        "date_format": "date",
        "summary_rollup": False,
    },
    "an outline that nobody writes": {"hierarchy": "outline", "date_triangle": False},
}
WRITES_PARENTS = ("parents by id, words", "parents as objects, odd values")


def a_backlog(trees: int = 8) -> Backlog:
    """Trees of an epic, a feature, a story and a task, and two stories beside them; and one more
    project that feeds the same plan."""
    items: list[SeedItem] = []
    for number in range(1, trees + 1):
        above: int | None = None
        for step, kind in enumerate(("Epic", "Feature", "User Story", "Task"), 1):
            key = number * 100 + step
            items.append(SeedItem(key, SHOP, kind, "New", f"{kind} {number}", above))
            above = key
    for key in range(1, 31):
        items.append(SeedItem(key, SHOP, "User Story", "New", f"Story {key}"))
    items.append(SeedItem(2001, TILL, "User Story", "New", "Open the till"))
    teams = (SeedTeam("Shop Team", SHOP), SeedTeam("Web", f"{SHOP}\\Web"))
    iterations = (Iteration(f"{SHOP}\\Sprint 1"),)
    projects = (
        SeedProject(SHOP, areas=(f"{SHOP}\\Web",), iterations=iterations, teams=teams),
        SeedProject(TILL),
    )
    return Backlog(projects, (Person("Anna Keller", ANNA),), tuple(items))


@dataclass
class Office:
    """A manager at work, and the two stand-ins to look at."""

    shop: Shop
    settings: str
    _next: Iterator[int]
    _trees: Iterator[int]

    @property
    def writes_parents(self) -> bool:
        return self.settings in WRITES_PARENTS

    def tree(self) -> int:
        """The number of an epic that nobody has touched; below it stand +1, +2 and +3."""
        return next(self._trees) * 100 + 1

    def story(self) -> int:
        return next(self._next)

    def ok(self, method: str, path: str, body: object = None, person: str = "approver") -> Any:
        answer = self.shop.call(method, path, body, person)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def create_tasks(self, items: Sequence[int], down_to: str = "") -> Any:
        return self.approve(self.ok("POST", "/new-tasks", {"items": items, "down_to": down_to}))

    def create_items(self, tasks: Sequence[str], **more: object) -> Any:
        body = {"tasks": tasks, "project": SHOP, "type": "User Story", **more}
        return self.approve(self.ok("POST", "/new-items", body))

    def approve(self, plan: Any, picks: object = None) -> list[Any]:
        body = {"plan": plan["id"], **({"picks": picks} if picks else {})}
        answer = self.ok("POST", "/approvals", body)
        for _ in range(20):
            if not any(each["open"] for each in answer["approvals"]):
                break
            self.shop.host.run_timer("apply_timer")
            answer = self.ok("GET", f"/approvals?request={answer['request']}") | {
                "request": answer["request"]
            }
        return list(answer["approvals"])

    def links(self) -> list[Any]:
        return list(self.ok("GET", "/links", person="viewer")["links"])

    def link(self, item: int) -> Any:
        return next(each for each in self.links() if each["ado"]["key"].endswith(f":{item}"))

    def is_linked(self, item: int) -> bool:
        return any(each["ado"]["key"].endswith(f":{item}") for each in self.links())

    def sync(self, direction: str, links: Sequence[str], aspect: str = "fields") -> Any:
        body = {"direction": direction, "links": links, "aspect": aspect}
        return self.approve(self.ok("POST", "/plans", body))

    def linked_story(self) -> Any:
        item = self.story()
        self.create_tasks([item])
        return self.link(item)

    def task(self, name: str, **attributes: object) -> str:
        """A task that Ben makes in PPM Express."""
        where = f"{self.shop.ppm_url}/projects/{self.shop.project}/tasks"
        ben = {"Authorization": "Bearer ppm-ben"}
        body = {"attributes": {"Name": name, **attributes}}
        answer = httpx.post(where, json=body, headers=ben, trust_env=False)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["data"]["id"])

    def edit_task(self, task: str, **updates: object) -> None:
        where = f"{self.shop.ppm_url}/projects/{self.shop.project}/tasks/{task}"
        ben = {"Authorization": "Bearer ppm-ben"}
        httpx.patch(
            where, json={"updates": updates}, headers=ben, trust_env=False
        ).raise_for_status()

    def edit(self, item: int, **fields: object) -> None:
        named = {f"System.{name}": value for name, value in fields.items()}
        Hands(self.shop.ado).edit(item, named)

    def field(self, item: int, name: str) -> Any:
        return self.shop.ado.item(item).fields.get(name)

    def value(self, task: str, name: str) -> Any:
        return self.shop.ppm.task(task).values.get(name)

    def number(self, key: str) -> int:
        return int(key.rpartition(":")[2])


def no_task_yet(item: SeedItem) -> bool:
    """No task is there before the manager makes it."""
    return False


def differences(office: Office, link: Any) -> list[Any]:
    """Where a person has something to decide: not what PPM Express made of a new task by itself."""
    found = office.ok("GET", f"/links/{link['id']}")["mismatches"]
    return [each for each in found if each["changed"] != "settled"]


def names(office: Office, link: Any) -> list[str]:
    return [each["name"] for each in differences(office, link)]
