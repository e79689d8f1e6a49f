"""An administrator in front of Lockstep's own API, who lets links go and makes them by hand,
changes rules, and switches standing choices on and off. What was asked and answered is kept for the
books."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sandbox.chaos.books import Choice, Pair, Parted
from sandbox.chaos.manager import Away, Door
from sandbox.chaos.people import Worker
from sandbox.chaos.stage import Stage

_RESTING = ("description", "completed", "remaining", "points", "tags")
"""Rules that are switched off, or taken away, for a while."""

_FOLLOWING = (
    *("title", "description", "state", "start", "due", "effort"),
    *("completed", "remaining", "points", "assigned", "tags"),
)
_PRIORITIES = (
    [["1", "Critical"], ["2", "High"], ["3", "Medium"], ["4", "Low"]],
    [["1", "Critical"], ["2", "High"], ["3", "Low"], ["4", "Low"]],
    [["1", "High"], ["2", "Medium"], ["3", "Low"]],
)
_PATIENCE = 20


class Keeper(Worker):
    """`parted` are the links that were let go, `choices` the standing choices there ever were."""

    def __init__(self, number: int, stage: Stage, stop: threading.Event) -> None:
        super().__init__("keeper", number, 2.5, stop)
        self.door = Door(stage)
        self.parted: dict[str, Parted] = {}
        self.choices: dict[str, Choice] = {}
        self.linked = self.rule_changes = self.switches = 0
        self._stage = stage
        self._rules: list[Any] = []
        self._unsure_since: datetime | None = None

    def act(self) -> None:
        if self._unsure_since is not None:
            self._see(self._ask("GET", "/standing-choices"), self._unsure_since)
        acts = {self.unlink: 3, self.link: 4, self.change_rule: 3, self.switch: 4}
        [chosen] = self.dice.choices(list(acts), list(acts.values()))
        chosen()

    def unlink(self) -> None:
        rows = self.door.rows()
        if not rows:
            return
        row = self.dice.choice(rows)
        pair = Pair(row["id"], row["ado"]["key"].rpartition(":")[2], row["ppm"]["key"])
        # Kept before it is asked: the answer may be lost.
        self.parted[pair.id] = Parted(pair, self._stage.now())
        self._ask("DELETE", f"/links/{pair.id}")

    def link(self) -> None:
        """Two items that were linked before, mostly with one another."""
        rows = self.door.rows()
        taken = {row["ado"]["key"].rpartition(":")[2] for row in rows}
        taken |= {row["ppm"]["key"] for row in rows}
        free = [each.pair for each in self.parted.values()]
        ado = [each for each in free if each.ado not in taken]
        ppm = [each for each in free if each.ppm not in taken]
        if ado and ppm:
            one = self.dice.choice(ado)
            other = one if one in ppm and self.dice.random() < 0.8 else self.dice.choice(ppm)
            told = self._ask("POST", "/links", {"ado": int(one.ado), "ppm": other.ppm})
            self.linked += told is not None

    def change_rule(self) -> None:
        """Switched off and on, taken away and made anew, another value map."""
        known = {each["id"]: each for each in self._ask("GET", "/rules")["rules"]}
        self._rules = self._rules or list(known.values())
        name = self.dice.choice((*_RESTING, "priority", "priority"))
        rule = known.get(name)
        if rule is None:
            told = self._ask("POST", "/rules", self._first(name))
        elif name == "priority":
            chosen = self.dice.choice(_PRIORITIES)
            told = self._ask("PUT", f"/rules/{name}", {**rule, "value_map": chosen})
        elif self.dice.random() < 0.3:
            told = self._ask("DELETE", f"/rules/{name}")
        else:
            told = self._ask("PUT", f"/rules/{name}", {**rule, "active": not rule["active"]})
        self.rule_changes += told is not None

    def _first(self, name: str) -> Any:
        return next(each for each in self._rules if each["id"] == name)

    def switch(self) -> None:
        """One of those there are is switched, or others take their place."""
        asked = self._stage.now()
        known = self._ask("GET", "/standing-choices")["choices"]
        bodies = [_body(each) for each in known]
        if bodies and self.dice.random() < 0.5:
            chosen = self.dice.choice(bodies)
            chosen["active"] = not chosen["active"]
        else:
            bodies = self._others()
        self._unsure_since = asked
        told = self._ask("PUT", "/standing-choices", {"choices": bodies})
        if told is not None:
            self.switches += 1
            self._see(told, asked)

    def _others(self) -> list[dict[str, Any]]:
        names = self.dice.sample(_FOLLOWING, 8)
        parts = [names[:4], names[4:]][: self.dice.randint(0, 2)]
        return [
            {
                "rules": part,
                "direction": self.dice.choice(("to_ado", "to_ppm")),
                "most_days": self.dice.choice((5, 30, 365)),
                "active": self.dice.random() < 0.9,
            }
            for part in parts
        ]

    def _see(self, told: Mapping[str, Any], asked: datetime) -> None:
        """What is on by now: it came on after it was `asked` for, and what is off is so by now."""
        now = self._stage.now()
        on = {each["id"]: each for each in told["choices"] if each["active"]}
        for id_, each in on.items():
            rules, slip = frozenset(each["rules"]), each["most_days"]
            self.choices.setdefault(id_, Choice(id_, rules, each["direction"], slip, asked))
        for id_, choice in self.choices.items():
            if id_ not in on and choice.until is None:
                self.choices[id_] = replace(choice, until=now)
        self._unsure_since = None

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        return self.door.call(method, path, body, person="admin")

    def put_right(self) -> None:
        """The rules as they were at first, so that everything is compared at the end."""
        for _ in range(_PATIENCE):
            try:
                if self._unsure_since is not None:
                    self._see(self._ask("GET", "/standing-choices"), self._unsure_since)
                if not self._rules or self._ask("PUT", "/rules", {"rules": self._rules}):
                    return
            except Away:
                self._stopped.wait(0.5)


def _body(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in ("rules", "direction", "most_days", "active")}
