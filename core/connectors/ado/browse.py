"""An organisation, to look around in: what a filter can choose from, and what it finds."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import httpx

from core.connectors.ado.answers import listed, members, text
from core.connectors.ado.calls import Calls, Clock, segment, utc_now
from core.connectors.ado.catalogue import field_path, nodes
from core.connectors.ado.refs import collection as collection_of
from core.connectors.ado.refs import item_id, ref
from core.connectors.ado.wiql import Wiql, literal
from core.model.backlogs import Choice, Filter, Level, TypeChoice
from core.model.errors import Rejected
from core.model.items import ItemRef

_MOST_PAGES = 200
_PAGE = 500
_DEPTH = {"$depth": "14"}
_HIDDEN = "Microsoft.HiddenCategory"
_BUG = "Microsoft.BugCategory"
_AREA = "System.AreaPath"
_OF_PROJECT = "[System.TeamProject] = @project"
_BUGS = {"asRequirements": "requirementBacklog", "asTasks": "taskBacklog", "off": ""}


class AdoBrowser:
    """The `Browser` of one organisation."""

    def __init__(self, http: httpx.Client, collection: str, clock: Clock = utc_now) -> None:
        self._calls = Calls(http, clock)
        self._wiql = Wiql(self._calls)
        self._collection = collection.lower()

    def projects(self) -> Sequence[Choice]:
        found = self._paged("_apis/projects", "the projects")
        return _by_name(Choice(text(each.get("id")), text(each.get("name"))) for each in found)

    def teams(self, project: str) -> Sequence[Choice]:
        path = f"_apis/projects/{segment(project)}/teams"
        found = self._paged(path, f"the teams of {project}")
        return _by_name(Choice(text(each.get("id")), text(each.get("name"))) for each in found)

    def iterations(self, project: str, team: str = "") -> Sequence[Choice]:
        if team:
            path = f"{segment(project)}/{segment(team)}/_apis/work/teamsettings/iterations"
            found = _values(self._calls.get(path, f"the iterations of {team}"))
            return [_iteration(text(each.get("path"))) for each in found if each.get("path")]
        path = f"{segment(project)}/_apis/wit/classificationnodes/iterations"
        root = members(self._calls.get(path, f"the iterations of {project}", _DEPTH))
        return [_iteration(field_path(text(each.get("path")))) for each in nodes(root)]

    def queries(self, project: str) -> Sequence[Choice]:
        path = f"{segment(project)}/_apis/wit/queries"
        found = [
            Choice(text(each.get("id")), text(each.get("path")))
            for root in _values(self._calls.get(path, "the saved queries", {"$depth": "2"}))
            for each in self._below_folder(root, path)
        ]
        return sorted(found, key=lambda each: each.name.casefold())

    def types(self, project: str) -> Sequence[TypeChoice]:
        path = f"{segment(project)}/_apis/wit/workitemtypes"
        hidden = self._category(project, _HIDDEN)
        return [
            TypeChoice(
                text(each.get("name")),
                text(each.get("color")),
                text(members(each.get("icon")).get("url")),
                text(each.get("name")) not in hidden,
            )
            for each in _values(self._calls.get(path, f"the types of {project}"))
            if each.get("isDisabled") is not True and text(each.get("name"))
        ]

    def levels(self, project: str) -> Sequence[Level]:
        path = f"{segment(project)}/_apis/work/backlogconfiguration"
        told = members(self._calls.get(path, f"the backlogs of {project}"))
        found = [_level(members(each)) for each in listed(told.get("portfolioBacklogs"))]
        behaviour = text(told.get("bugsBehavior"))
        bugs = self._category(project, _BUG) if behaviour in _BUGS else frozenset[str]()
        for name in ("requirementBacklog", "taskBacklog"):
            level = _level(members(told.get(name)))
            more = bugs if name == _BUGS.get(behaviour) else frozenset[str]()
            found.append(replace(level, types=level.types - bugs | more))
        known = [each for each in found if each.id]
        return sorted(known, key=lambda level: level.rank, reverse=True)

    def find(self, wanted: Filter) -> Sequence[ItemRef]:
        """Filters given together narrow one another; the order is that of the query or tree."""
        where = " AND ".join(self._conditions(wanted))
        if not (wanted.query or wanted.item):
            every = " AND ".join(each for each in (_OF_PROJECT, where) if each)
            ids = self._wiql.flat(wanted.project, {}, every)
        else:
            ids = self._in_trees(wanted)
            ids = self._wiql.among(wanted.project, ids, where) if where else ids
        return [ref(self._collection, id_) for id_ in ids]

    def below(self, refs: Collection[ItemRef], project: str) -> Sequence[ItemRef]:
        """Those of another organisation are left to its own browser."""
        mine = [item_id(each) for each in refs if collection_of(each) == self._collection]
        ids = dict.fromkeys([*self._wiql.below(project, mine), *mine]) if mine else {}
        return [ref(self._collection, id_) for id_ in ids]

    def _in_trees(self, wanted: Filter) -> list[int]:
        """What the saved query and the item have in common, or what the one given finds."""
        found: list[list[int]] = []
        if wanted.query:
            found.append(self._wiql.saved(wanted.project, wanted.team, wanted.query))
        if wanted.item:
            found.append(self._wiql.below(wanted.project, [wanted.item]))
        last = set(found[-1])
        return [id_ for id_ in found[0] if id_ in last]

    def _conditions(self, wanted: Filter) -> Iterator[str]:
        if wanted.team:
            yield self._of_team(wanted)
        if wanted.iteration:
            yield f"[System.IterationPath] UNDER {literal(wanted.iteration)}"
        if wanted.text:
            yield _about(wanted.text)

    def _of_team(self, wanted: Filter) -> str:
        """The team's areas; some teams go by another field."""
        path = f"{segment(wanted.project)}/{segment(wanted.team)}/_apis/work/teamsettings"
        what = f"the areas of {wanted.team}"
        told = members(self._calls.get(f"{path}/teamfieldvalues", what))
        field = text(members(told.get("field")).get("referenceName")) or _AREA
        either = [
            f"[{field}] {'UNDER' if field == _AREA and each.get('includeChildren') else '='}"
            f" {literal(text(each.get('value')))}"
            for each in map(members, listed(told.get("values")))
        ]
        if not either:
            raise Rejected(f"team {wanted.team} has no areas")
        return f"({' OR '.join(either)})"

    def _below_folder(
        self, folder: Mapping[str, object], path: str
    ) -> Iterator[Mapping[str, object]]:
        """The queries in a folder and its folders; what an answer did not reach is asked for."""
        if folder.get("isFolder") is not True:
            if folder.get("isInvalidSyntax") is not True and text(folder.get("id")):
                yield folder
            return
        children = listed(folder.get("children"))
        if not children and folder.get("hasChildren") is True:
            where = f"{path}/{segment(text(folder.get('id')))}"
            told = self._calls.get(where, "the saved queries", {"$depth": "2"})
            children = listed(members(told).get("children"))
        for each in map(members, children):
            yield from self._below_folder(each, path)

    def _category(self, project: str, name: str) -> frozenset[str]:
        """The types of a category."""
        path = f"{segment(project)}/_apis/wit/workitemtypecategories"
        return frozenset(
            text(members(type_).get("name"))
            for each in _values(self._calls.get(path, f"the categories of {project}"))
            if text(each.get("referenceName")) == name
            for type_ in listed(each.get("workItemTypes"))
        )

    def _paged(self, path: str, what: str) -> Iterator[Mapping[str, object]]:
        """Until a page tells nothing new: the service may give less at a time than we ask for."""
        seen: dict[str, None] = {}
        for _ in range(_MOST_PAGES):
            query = {"$top": str(_PAGE), "$skip": str(len(seen))}
            page = _values(self._calls.get(path, what, query))
            fresh = {text(each.get("id")): each for each in page}
            fresh = {id_: each for id_, each in fresh.items() if id_ not in seen}
            yield from fresh.values()
            seen.update(dict.fromkeys(fresh))
            if not fresh:
                return


def _values(found: object) -> list[Mapping[str, object]]:
    return [members(each) for each in listed(members(found).get("value"))]


def _by_name(found: Iterator[Choice]) -> list[Choice]:
    return sorted((each for each in found if each.id), key=lambda each: each.name.casefold())


def _level(told: Mapping[str, object]) -> Level:
    types = {text(members(each).get("name")) for each in listed(told.get("workItemTypes"))}
    rank = told.get("rank")
    return Level(
        text(told.get("id")),
        text(told.get("name")),
        rank if isinstance(rank, int) else 0,
        frozenset(types - {""}),
    )


def _iteration(path: str) -> Choice:
    """By the way to it from the root, so that two of one name are told apart."""
    return Choice(path, path.partition("\\")[2] or path)


def _about(words: str) -> str:
    """Words of the title; a number may be the item itself."""
    title = f"[System.Title] CONTAINS {literal(words)}"
    number = words.strip().lstrip("#")
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        return title
    return f"({title} OR [System.Id] = {int(number)})"
