"""The main job from end to end, played without a person; every figure is measured as it runs."""

import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from sandbox.demo.people import People
from sandbox.demo.stage import Stage
from sandbox.host import PEOPLE

_AT_ONCE = 4
_ROUNDS = 4


@dataclass(frozen=True)
class Pair:
    """A linked work item and task."""

    link: str
    item: int
    task: str
    parent: int | None


@dataclass
class Story:
    """Plays the story on a running stage and keeps the figures."""

    stage: Stage
    people: People
    pairs: list[Pair] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    became: Counter[str] = field(default_factory=Counter)
    approvals: int = 0
    found: set[tuple[str, str]] = field(default_factory=set)
    subscribed: int = 0
    made_tasks: int = 0
    made_items: int = 0
    effects: int = 0
    history: int = 0

    def play(self) -> dict[str, object]:
        self.connect()
        self.adopt()
        self.settle()
        self.edits_on_both_sides()
        self.moves_on_both_sides()
        self.a_lost_hook()
        self.a_stale_approval()
        self.a_refused_approval()
        self.creates_subtrees()
        self.creates_work_items()
        self.tries_and_changes_the_mapping()
        self.settle()
        self.exports_the_history()
        return self.figures()

    def connect(self) -> None:
        members = [PEOPLE[name].oid for name in ("viewer", "approver", "admin")]
        body = {"name": self.stage.ado_project, "members": members}
        self.people.call("PUT", "", body, person="admin")
        place = {"url": self.stage.ado_url, "project": self.stage.ado_project}
        places = [{**place, "token": "pat-lockstep"}]
        found = self.people.call("PUT", "/connection", {"places": places}, person="admin")
        tested = found["tests"][0]
        allowed = ", ".join(check["what"] for check in tested["checks"] if check["ok"])
        say(f"Project {self.stage.ado_project!r} is connected to Azure DevOps: {allowed}.")
        self.subscribed = sum(len(hook["subscriptions"]) for hook in found["hooks"])
        if wrong := [hook["words"] for hook in found["hooks"] if hook["words"]]:
            raise AssertionError(f"hooks are not subscribed: {wrong}")
        say(f"Both sides tell us of changes by {self.subscribed} subscriptions.")

    def adopt(self) -> None:
        chosen = list(self._chosen())
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            self.pairs = list(pool.map(self._adopted, chosen))
        say(f"{len(self.pairs)} work items are linked with their tasks.")

    def _chosen(self) -> Iterator[tuple[int, str, int | None]]:
        """The first items, parents before children, so that there is a tree to look at."""
        for item, task in list(self.stage.tasks.items())[: self.stage.wanted.links]:
            yield item, task, self.stage.ado.items[item].parent

    def _adopted(self, chosen: tuple[int, str, int | None]) -> Pair:
        item, task, parent = chosen
        made = self.people.call("POST", "/links", {"ado": item, "ppm": task})
        return Pair(made["id"], item, task, parent)

    def settle(self) -> None:
        """The manager brings everything that still differs in step, Azure DevOps first."""
        self.people.runs("sweep_timer")
        for turn in range(_ROUNDS):
            direction = "to_ado" if turn % 2 else "to_ppm"
            for aspect in ("hierarchy", "fields"):
                self._approve(self.people.plans(direction, [], aspect))
        left = self.left()
        say(f"In step, but for {left} values." if left else "Everything is in step.")

    def _approve(self, plan: Any) -> list[Any]:
        writable = [v for link in plan["links"] for v in link["values"] if not v["why_not"]]
        self.found |= {(row["link"], v["name"]) for row in plan["links"] for v in row["values"]}
        if not writable:
            return []
        return self._counted(self.people.approves(plan))

    def _counted(self, rows: list[Any]) -> list[Any]:
        self.approvals += len(rows)
        for row in rows:
            self.became.update(outcome["became"] for outcome in row["outcomes"].values())
        return rows

    def edits_on_both_sides(self) -> None:
        leaves = self.leaves()
        for number, pair in enumerate(leaves[:6]):
            self.people.edits_item(pair.item, {"System.Title": f"Pay by invoice, part {number}"})
            self._see(pair, "title")
        for number, pair in enumerate(leaves[6:12]):
            self.people.edits_task(pair.task, {"Name": f"Refund an order, part {number}"})
            self._see(pair, "title")
        say(f"People edited 12 titles; each difference showed {self._p50():.0f} ms later.")
        self._approve(self.people.plans("to_ppm", [pair.link for pair in leaves[:6]]))
        self._approve(self.people.plans("to_ado", [pair.link for pair in leaves[6:12]]))

    def moves_on_both_sides(self) -> None:
        """Anna moves an item, Ben a task; the manager lets the other side follow."""
        one, two, above = *self.leaves()[:2], self.another_parent()
        self.people.moves_item(one.item, above.item)
        self._see(one, "parent")
        self.people.edits_task(two.task, {"ParentId": above.task})
        self._see(two, "parent")
        self._approve(self.people.plans("to_ppm", [one.link], "hierarchy"))
        self._approve(self.people.plans("to_ado", [two.link], "hierarchy"))
        say("One item and one task got a new parent, and the other side followed.")

    def a_lost_hook(self) -> None:
        pair = self.leaves()[2]
        self.stage.couriers["ado"].set({"drop_next": 2})
        self.people.edits_item(pair.item, {"System.Title": "Nobody heard of this edit"})
        time.sleep(1)
        if self.people.mismatch(pair.link, "title") is not None:
            raise AssertionError("the hook was not lost")
        self.stage.couriers["ado"].set({})
        self.people.runs("sweep_timer")
        self.people.sees(pair.link, "title")
        self.found.add((pair.link, "title"))
        say("A hook was lost; the sweep found the edit.")

    def a_stale_approval(self) -> None:
        pair = self.leaves()[3]
        self.people.edits_item(pair.item, {"System.Title": "Seen by the manager"})
        self._see(pair, "title")
        plan = self.people.plans("to_ppm", [pair.link])
        self.people.edits_task(pair.task, {"Name": "Changed after the manager looked"})
        self._approve(plan)
        if self.people.task(pair.task)["Name"] != "Changed after the manager looked":
            raise AssertionError("an edit was overwritten that nobody had seen")
        say("A value changed after it was approved: stale, and nothing was written.")

    def a_refused_approval(self) -> None:
        pair = self.leaves()[4]
        self.people.edits_task(pair.task, {"Name": "Much too long for a title. " * 12})
        self._see(pair, "title")
        plan = self.people.plans("to_ado", [pair.link])
        [value] = [v for v in plan["links"][0]["values"] if v["name"] == "title"]
        say(f"The plan says beforehand: {value['why_not']}")
        [row] = self._insist(pair, value)
        say(f"The manager insists, and is refused: {row['outcomes']['title']['words']}")
        self.people.edits_task(pair.task, {"Name": "Short enough"})
        self._see_value(pair, "Short enough")

    def creates_subtrees(self) -> None:
        """Anna makes trees; the manager creates each in PPM Express as far down as one can say."""
        body = {"items": [self.makes_a_tree("looked at")]}
        for rung in self.people.call("POST", "/rungs", body)["rungs"]:
            top = self.makes_a_tree(rung["name"])
            plan = self.people.call(
                "POST", "/new-tasks", {"items": [top], "down_to": rung["down_to"]}
            )
            made = [row for row in self.people.approves(plan) if row["made"]]
            if len(made) != rung["items"]:
                raise AssertionError(f"{rung['name']}: {len(made)} instead of {rung['items']}")
            self.made_tasks += len(made)
            say(f"Created in PPM Express, {rung['name']}: {_of(len(made), 'task')}.")

    def makes_a_tree(self, title: str) -> int:
        """Anna makes an item of each backlog level below the one before; the number of the top."""
        levels = self.people.call("GET", "/choices", person="viewer")["levels"]
        above, top = None, 0
        for kind in (sorted(level["types"])[-1] for level in levels):
            above = self.people.makes_item(kind, f"{kind}, {title}", above)
            top = top or above
        return top

    def creates_work_items(self) -> None:
        """Ben makes a task with one below it; the manager creates both below a work item."""
        above = self.people.makes_task("A workshop")
        below = self.people.makes_task("Book a room", ParentId=above)
        kinds = self.people.call("GET", "/choices", person="viewer")["levels"]
        parent, kind = self.pairs[0].item, sorted(kinds[-1]["types"])[-1]
        body = {
            "tasks": [above, below],
            "project": self.stage.ado_project,
            "type": kind,
            "parent": parent,
        }
        made = self.people.approves(self.people.call("POST", "/new-items", body))
        self.made_items = sum(1 for row in made if row["made"])
        shown = " and ".join(f"{row['made']['title']!r} ({row['made']['url']})" for row in made)
        say(f"Created in Azure DevOps below work item {parent}: {shown}.")

    def tries_and_changes_the_mapping(self) -> None:
        pair = self.leaves()[5]
        self.people.edits_item(pair.item, {"System.Tags": "urgent; for the board"})
        self._see(pair, "tags")
        rules = self.people.call("GET", "/rules", person="viewer")["rules"]
        less = [{**rule, "active": rule["active"] and rule["id"] != "tags"} for rule in rules]
        found = self.people.call("POST", "/rule-trials", {"rules": less})
        self.effects = len(found["effects"])
        self.people.call("PUT", "/rules", {"rules": less}, person="admin")
        self.people.call("PUT", "/rules", {"rules": rules}, person="admin")
        say(
            f"Tried out: without the rule for tags {_of(found['changed'], 'link')} would show"
            " something else. It was switched off and on again."
        )

    def exports_the_history(self) -> None:
        self.history = len(self.people.text("/history.csv").splitlines()) - 1
        say(f"The history was exported: {self.history} rows.")

    def _insist(self, pair: Pair, value: Any) -> list[Any]:
        """Approve a value that the plan advises against."""
        named = {"link": pair.link, "name": value["name"], "digest": value["digest"]}
        body = {"direction": "to_ado", "values": [named]}
        rows = list(self.people.call("POST", "/approvals", body)["approvals"])
        return self._counted(rows)

    def _see(self, pair: Pair, name: str) -> None:
        self.waits.append(self.people.sees(pair.link, name))
        self.found.add((pair.link, name))

    def _see_value(self, pair: Pair, title: str) -> None:
        until = time.monotonic() + 20
        while (self.people.mismatch(pair.link, "title") or {}).get("ppm") != title:
            if time.monotonic() > until:
                raise TimeoutError(f"the title {title!r} does not show")
            time.sleep(0.01)

    def leaves(self) -> list[Pair]:
        parents = {pair.parent for pair in self.pairs}
        return [pair for pair in self.pairs if pair.item not in parents and pair.parent]

    def another_parent(self) -> Pair:
        """A linked item that neither of the first two leaves stands under."""
        taken = {self.leaves()[0].parent, self.leaves()[1].parent}
        above = {pair.parent for pair in self.pairs}
        return next(p for p in self.pairs if p.item in above and p.item not in taken)

    def _p50(self) -> float:
        return statistics.median(self.waits) * 1000

    def left(self) -> int:
        rows: Sequence[Any] = self.people.call("GET", "/links")["links"]
        return sum(len(row["mismatches"]) for row in rows)

    def figures(self) -> dict[str, object]:
        self.people.runs("sweep_timer")
        heard = sum(courier.counts["delivered"] for courier in self.stage.couriers.values())
        return {
            "linked": len(self.people.call("GET", "/links")["links"]),
            "edits_made": self.people.edits,
            "hooks_received": heard,
            "mismatches_found": len(self.found),
            "hook_to_mismatch_ms_p50": round(self._p50(), 1),
            "approvals": self.approvals,
            "hooks_subscribed": self.subscribed,
            "created_in_ppm": self.made_tasks,
            "created_in_ado": self.made_items,
            "mapping_effects": self.effects,
            "history_rows": self.history,
            "applied": self.became["applied"] + self.became["adjusted"],
            "stale": self.became["stale"],
            "rejected": self.became["rejected"],
            "disagreements_left": self.left(),
        }


def _of(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def say(words: str) -> None:
    print(words, flush=True)
