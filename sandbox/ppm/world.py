"""Everything one tenant holds, behind one lock, and what happened to it.

The world knows no HTTP. Its clock, its sleep and where hooks are sent are handed in.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sandbox.courier import Delivery
from sandbox.ppm.ids import stable_id
from sandbox.ppm.people import CAST, Account, Resource, Token, resource_for
from sandbox.ppm.projects import Project, Task
from sandbox.ppm.refusals import not_found
from sandbox.ppm.switches import Hierarchy, Switches
from sandbox.ppm.workdays import Calendar
from sandbox.world_log import WorldLog

YEAR = timedelta(days=365)
MOST_LOOKS = 100_000


@dataclass(frozen=True)
class Webhook:
    id: str
    events: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    verb: str
    url: str


def utc_now() -> datetime:
    return datetime.now(UTC)


def _nowhere(delivery: Delivery) -> None:
    """Until somebody carries them, hooks are lost."""


@dataclass
class World:
    switches: Switches = field(default_factory=Switches)
    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], None] = time.sleep
    send: Callable[[Delivery], None] = _nowhere
    calendar: Calendar = field(default_factory=Calendar)

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self.projects: dict[str, Project] = {}
        self.tasks: dict[str, Task] = {}
        self.resources: dict[str, Resource] = {}
        self.accounts: dict[str, Account] = {}
        self.tokens: dict[str, Token] = {}
        self.webhooks: dict[str, Webhook] = {}
        self.calls: Counter[str] = Counter()
        self.log = WorldLog(self.now)
        self.looks: deque[tuple[str, str, str | None]] = deque(maxlen=MOST_LOOKS)
        self._places: dict[str, str] = {}
        self._counted: Counter[str] = Counter()
        for account in CAST:
            self.sign_up(account)

    def sign_up(self, account: Account, token: Token | None = None) -> Token:
        """An account with its resource and a token called ppm-<name>, good for a year."""
        token = token or Token(f"ppm-{account.name}", account, self.now() + YEAR)
        with self.lock:
            self.accounts[account.id] = account
            self.tokens[token.secret] = token
            self.employ(resource_for(account.full_name, account.mail))
        return token

    def employ(self, resource: Resource) -> Resource:
        """The resource with this mail, which may have been there before."""
        with self.lock:
            return self.resources.setdefault(resource.id, resource)

    def resource_of(self, mail: str) -> Resource | None:
        wanted = mail.lower()
        return next((r for r in self.resources.values() if r.mail.lower() == wanted), None)

    def turn(self, **values: Any) -> Switches:
        """Turn some switches, by name, while it runs; values as in JSON or as enum members."""
        with self.lock:
            self.switches = self.switches.turned(values)
            self.forget_wire()
            return self.switches

    def today(self) -> date:
        return self.now().date()

    def new_id(self, kind: str) -> str:
        self._counted[kind] += 1
        return stable_id("new", kind, self._counted[kind])

    def task_name(self, task: str) -> str | None:
        found = self.tasks.get(task)
        return found.values["Name"] if found and found.native else None

    def project(self, key: str) -> Project:
        found = self.projects.get(key)
        if found is None:
            raise not_found(f"Project {key}")
        return found

    def task(self, key: str, project: str | None = None) -> Task:
        found = self.tasks.get(key)
        shown = found and (found.native or self.switches.foreign_tasks)
        if not found or not shown or project not in (None, found.project):
            raise not_found(f"Task {key}")
        return found

    def put(self, task: Task) -> Task:
        """Into its project, without a word to anybody: for loading and for writes alike."""
        self.projects[task.project].add(task)
        self.tasks[task.id] = task
        self._places[task.id] = task.project
        return task

    def take_out(self, task: Task) -> None:
        self.projects[task.project].remove(task)
        del self.tasks[task.id]
        self.moved(task)
        self.renamed(task)

    def place(self, item: str, project: str) -> None:
        self._places[item] = project

    def moved(self, task: Task) -> None:
        """Where tasks show their number in the outline, one that moves renumbers others."""
        if self.switches.hierarchy is Hierarchy.OUTLINE:
            self.forget_wire()

    def renamed(self, task: Task) -> None:
        """Children and successors show its name."""
        for other in self.projects[task.project].tasks.values():
            if other.parent == task.id or task.id in (other.values.get("Predecessor") or ()):
                other.wire = None

    def forget_wire(self) -> None:
        for task in self.tasks.values():
            task.wire = None

    def look(self, who: str, task: str | None) -> None:
        """Somebody reads this task, or the whole list of a project."""
        self.looks.append((self.now().isoformat(), who, task))

    def written(self, after: int = 0) -> list[dict[str, Any]]:
        """The log of writes, each with the project it happened in."""
        rows = self.log.after(after)
        return [{**row, "project": self._places.get(row["item"])} for row in rows]
