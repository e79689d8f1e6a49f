"""A backlog of our own making: the same one for the same seed, with the mess real backlogs have."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.backlog import Backlog, Iteration, Person, SeedItem, SeedProject, SeedTeam

PEOPLE = (
    Person("Lockstep", "lockstep@contoso.example"),
    Person("Anna Keller", "anna@contoso.example"),
    Person("Ben Okafor", "ben@contoso.example"),
    Person("Chloé Dubois", "chloe@contoso.example"),
    Person("דנה לוי", "dana@contoso.example"),
    Person("Elif Şahin", "elif@contoso.example"),
    Person("Anna Keller", "anna.keller@partner.example"),
    Person("O'Brien, Finn", "finn@contoso.example"),
)
_ASSIGNABLE = tuple(person.mail for person in PEOPLE[1:])
_BASE = date(2026, 9, 28)
_VERBS = ("Pay", "Ship", "Return", "Search", "Rate", "Export", "Archive", "Approve", "Cancel")
_THINGS = ("by invoice", "an order", "a parcel", "the catalogue", "a refund", "last year's books")
_TAGS = ("backend", "frontend", "Risk", "quick win", "Überblick", "customer:acme", "v2.0")
HOSTILE_TITLES = (
    "<script>alert('title')</script>",
    "מעבר לתשלום בחשבונית",
    "Rocket 🚀 checkout 👩‍👩‍👧 ready",
    "  outer spaces  ",
    'He said "don\'t" & left',
    '=HYPERLINK("http://example.com")',
    "x" * 255,
)
_HOSTILE_TEXTS = (
    "<p>Hello<script>alert(1)</script> <img src=x onerror=alert(2)> world</p>",
    '<div dir="rtl">שלום &amp; ברוכים</div>',
    "<p>" + "A very long description. " * 800 + "</p>",
    '<ul><li>one<li>two</ul><a href="javascript:alert(3)">click</a>',
)
_STATES = {
    "Epic": ("New", "Active", "Resolved", "Closed"),
    "Feature": ("New", "Active", "Resolved", "Closed"),
    "User Story": ("New", "Active", "Resolved", "Closed"),
    "Bug": ("New", "Active", "Resolved", "Closed"),
    "Task": ("New", "Active", "Closed"),
}
_CHILD = {"Epic": "Feature", "Feature": "User Story", "User Story": "Task", "Bug": "Task"}


@dataclass(frozen=True)
class _Place:
    project: SeedProject
    areas: tuple[str, ...]
    iterations: tuple[Iteration, ...]


def seed(number: int = 1, size: int = 300, projects: int = 3) -> Backlog:
    """`size` items over `projects` projects, from `random.Random(number)` alone."""
    dice = random.Random(number)
    places = [_place(f"Project {letter}") for letter in _letters(projects)]
    items: list[SeedItem] = []
    for index, place in enumerate(places):
        share = size // projects + (1 if index < size % projects else 0)
        items += _Grower(dice, place, first_id=len(items) + 1).grow(share)
    return Backlog(tuple(place.project for place in places), PEOPLE, tuple(items))


def _letters(count: int) -> Iterator[str]:
    names = ("Apollo", "Borealis", "Cassini", "Dione", "Europa", "Fornax")
    return (names[n] if n < len(names) else f"No {n + 1}" for n in range(count))


def _place(name: str) -> _Place:
    areas = (name, f"{name}\\Web", f"{name}\\Web\\Checkout", f"{name}\\Back office")
    iterations = tuple(
        Iteration(
            f"{name}\\Sprint {n + 1}",
            (_BASE + timedelta(days=14 * n)).isoformat(),
            (_BASE + timedelta(days=14 * n + 11)).isoformat(),
        )
        for n in range(6)
    )
    members = tuple(person.mail for person in PEOPLE)
    teams = (
        SeedTeam(f"{name} Team", name, members),
        SeedTeam("Web", f"{name}\\Web", members[1:4]),
    )
    project = SeedProject(name, "Agile", areas[1:], iterations, teams, f"All about {name}")
    return _Place(project, areas, iterations)


class _Grower:
    """Grows one project's trees: Epic over Feature over User Story over Task, and some Bugs."""

    def __init__(self, dice: random.Random, place: _Place, first_id: int) -> None:
        self._dice = dice
        self._place = place
        self._id = first_id
        self._items: list[SeedItem] = []

    def grow(self, count: int) -> list[SeedItem]:
        while len(self._items) < count:
            self._branch("Epic", None, count)
        return self._items

    def _branch(self, kind: str, parent: int | None, count: int) -> None:
        if len(self._items) >= count:
            return
        item = self._item(kind, parent)
        for _ in range(self._dice.randint(1, 5) if kind in _CHILD else 0):
            child = _CHILD[kind]
            odd = child == "User Story" and self._dice.random() < 0.15
            self._branch("Bug" if odd else child, item.id, count)

    def _item(self, kind: str, parent: int | None) -> SeedItem:
        dice = self._dice
        item = SeedItem(
            id=self._id,
            project=self._place.project.name,
            type=kind,
            state=dice.choice(_STATES[kind]),
            title=self._title(),
            parent=parent,
            fields=self._fields(kind),
            tags=tuple(sorted(dice.sample(_TAGS, dice.choice((0, 0, 1, 2))))),
        )
        self._id += 1
        self._items.append(item)
        return item

    def _title(self) -> str:
        if len(self._items) < len(HOSTILE_TITLES):
            return HOSTILE_TITLES[len(self._items)]
        return f"{self._dice.choice(_VERBS)} {self._dice.choice(_THINGS)}"

    def _fields(self, kind: str) -> dict[str, object]:
        dice, fields = self._dice, self._dates(kind)
        fields["System.AreaPath"] = dice.choice(self._place.areas)
        iteration = dice.choice(self._place.iterations)
        fields["System.IterationPath"] = iteration.path
        fields["Microsoft.VSTS.Common.Priority"] = dice.randint(1, 4)
        fields["System.Description"] = self._text()
        if dice.random() < 0.8:
            fields["System.AssignedTo"] = dice.choice(_ASSIGNABLE)
        if kind == "Task":
            hours = dice.choice((2, 4, 8, 16, 7.5))
            fields["Microsoft.VSTS.Scheduling.OriginalEstimate"] = float(hours)
            fields["Microsoft.VSTS.Scheduling.RemainingWork"] = float(hours)
        elif kind in ("Epic", "Feature"):
            fields["Microsoft.VSTS.Scheduling.Effort"] = float(dice.choice((5, 8, 13, 40)))
        else:
            fields["Microsoft.VSTS.Scheduling.StoryPoints"] = float(dice.choice((1, 2, 3, 5, 8)))
        return fields

    def _dates(self, kind: str) -> dict[str, object]:
        if self._dice.random() < 0.3:
            return {}
        start = _BASE + timedelta(days=self._dice.randrange(0, 120))
        end = start + timedelta(days=self._dice.randrange(0, 60))
        finish = "FinishDate" if kind == "Task" else "TargetDate"
        return {
            "Microsoft.VSTS.Scheduling.StartDate": f"{start.isoformat()}T00:00:00Z",
            f"Microsoft.VSTS.Scheduling.{finish}": f"{end.isoformat()}T00:00:00Z",
        }

    def _text(self) -> str:
        if self._dice.random() < 0.05:
            return self._dice.choice(_HOSTILE_TEXTS)
        wish = self._dice.choice(_THINGS)
        return f"<div>As a buyer I want to handle {wish}.</div><div><br></div><div>Soon.</div>"
