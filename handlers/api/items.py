"""Looking around: work items by a filter, all tasks, and what a filter can choose from."""

from collections.abc import Iterable

from pydantic import JsonValue

from core.model.backlogs import Choice, Filter
from core.model.items import Side, Snapshot
from core.model.projects import AdoPlace, Project
from core.model.rich_text import fold
from core.model.rules import active
from core.sync.browse import Seen, all_tasks, browse
from core.sync.ports import Browser
from handlers.api import answers, views
from handlers.api.asked import Asked, Needs
from handlers.api.places import place_of
from handlers.api.routes import Query, Route


class SeenAnswer(answers.Answer):
    """An item as it is now. `values` holds both sides' values by rule where it has a link, its
    own alone where it has none; `taken` says that somebody is linking or creating it."""

    key: str
    number: int | None
    title: str
    type: str
    url: str
    state: str
    changed_by: str
    changed_at: str
    depth: int
    link: str
    taken: bool
    twin: answers.ItemAnswer | None
    values: dict[str, answers.PairAnswer]
    mismatches: list[answers.MismatchAnswer]
    aside: dict[str, str]


class ItemsAnswer(answers.Answer):
    items: list[SeenAnswer]


class ChoiceAnswer(answers.Answer):
    id: str
    name: str


class TypeAnswer(answers.Answer):
    name: str
    colour: str
    icon: str
    can_create: bool


class LevelAnswer(answers.Answer):
    """A backlog level: the higher the rank, the nearer to the top."""

    id: str
    name: str
    rank: int
    types: list[str]


class ChoicesAnswer(answers.Answer):
    """What a filter of this ADO project can choose from, and what can be created there. Of
    `projects`, whoever may not connect them sees those that are connected."""

    projects: list[ChoiceAnswer]
    teams: list[ChoiceAnswer]
    iterations: list[ChoiceAnswer]
    queries: list[ChoiceAnswer]
    types: list[TypeAnswer]
    levels: list[LevelAnswer]


def list_items(asked: Asked) -> ItemsAnswer:
    project, services = asked.project, asked.services
    at = _place(asked, project)
    wanted = Filter(
        at.collection,
        at.project,
        asked.query("team"),
        asked.query("iteration"),
        asked.query("query"),
        asked.number("item"),
        asked.query("text"),
    )
    found = browse(project, wanted, services.browser(at), services.systems, services.store)
    return ItemsAnswer(items=[_seen(each, project, asked) for each in found])


def list_tasks(asked: Asked) -> ItemsAnswer:
    project, services = asked.project, asked.services
    found = all_tasks(project, services.tasks(project), services.store)
    return ItemsAnswer(items=[_seen(each, project, asked) for each in found])


def list_choices(asked: Asked) -> ChoicesAnswer:
    project = asked.project
    at = _place(asked, project)
    browser, team = asked.services.browser(at), asked.query("team")
    return ChoicesAnswer(
        projects=_choices(_projects(browser, at, asked)),
        teams=_choices(browser.teams(at.project)),
        iterations=_choices(browser.iterations(at.project, team)),
        queries=_choices(browser.queries(at.project)),
        types=_types(browser, at),
        levels=[
            LevelAnswer(id=each.id, name=each.name, rank=each.rank, types=sorted(each.types))
            for each in browser.levels(at.project)
        ],
    )


def _projects(browser: Browser, at: AdoPlace, asked: Asked) -> list[Choice]:
    every, project = browser.projects(), asked.project
    known = {each.id for each in project.ado if each.collection == at.collection}
    return [each for each in every if asked.keeps or each.id in known]


def _place(asked: Asked, project: Project) -> AdoPlace:
    return place_of(project, asked.query("organisation") or None, asked.query("project"))


def _choices(found: Iterable[Choice]) -> list[ChoiceAnswer]:
    return [ChoiceAnswer(id=each.id, name=each.name) for each in found]


def _types(browser: Browser, at: AdoPlace) -> list[TypeAnswer]:
    return [
        TypeAnswer(name=each.name, colour=each.colour, icon=each.icon, can_create=each.can_create)
        for each in browser.types(at.project)
    ]


def _seen(found: Seen, project: Project, asked: Asked) -> SeenAnswer:
    item, link = found.item, found.link
    side = item.ref.side
    return SeenAnswer(
        key=item.ref.key,
        number=asked.services.ado_parts(item.ref)[1] if side is Side.ADO else None,
        title=item.title,
        type=item.type,
        url=item.url,
        state=views.state(item),
        changed_by=item.changed_by,
        changed_at=item.changed_at,
        depth=found.depth,
        link=link.id if link else "",
        taken=found.taken,
        twin=views.item(link.on(side.other)) if link else None,
        values=_values(found, project),
        mismatches=[views.mismatch(each, link) for each in link.mismatches] if link else [],
        aside=dict(link.aside) if link else {},
    )


def _values(found: Seen, project: Project) -> dict[str, answers.PairAnswer]:
    """Both sides' values by rule: this one's as it is now, the other's as we last saw it."""
    item, side = found.item, found.item.ref.side
    other = found.link.on(side.other) if found.link else None
    told: dict[str, answers.PairAnswer] = {}
    for rule in active(project.rules):
        here = _value(item, rule.field(item))
        there = _value(other, rule.field(other)) if other else None
        if here is not None or there is not None:
            ado, ppm = (here, there) if side is Side.ADO else (there, here)
            told[rule.id] = answers.PairAnswer(ado=ado, ppm=ppm)
    return told


def _value(item: Snapshot, field: str | None) -> JsonValue:
    return views.shown(fold(item.value(field))) if field else None


_WHERE = (
    Query("organisation", "the address or collection of a connected organisation"),
    Query("project", "the name or id of a connected ADO project"),
    Query("team", "the id or name of a team"),
)

ROUTES = (
    Route(
        "items_list",
        Needs.VIEWER,
        list_items,
        ItemsAnswer,
        "work items by team, iteration, saved query, work item or text, as a tree",
        asks=(
            *_WHERE,
            Query("iteration", "the path of an iteration"),
            Query("query", "the id of a saved query"),
            Query("item", "a work item, with everything below it", whole_number=True),
            Query("text", "words of the title, or a number"),
        ),
    ),
    Route(
        "tasks_list",
        Needs.VIEWER,
        list_tasks,
        ItemsAnswer,
        "every task of the project, as a tree",
    ),
    Route(
        "choices_list",
        Needs.VIEWER,
        list_choices,
        ChoicesAnswer,
        "what a filter can choose from: teams, iterations, queries; types and backlog levels",
        asks=_WHERE,
    ),
)
