"""Filters that a project keeps under a name."""

from collections.abc import Sequence
from dataclasses import replace

from core.model.backlogs import Filter
from core.model.projects import AdoPlace, Project, SavedFilter
from handlers.api import answers
from handlers.api.asked import Asked, Needs, Refused
from handlers.api.bodies import FilterBody, FiltersBody, SavedFilterBody
from handlers.api.places import place_of
from handlers.api.routes import Route


class FilterAnswer(answers.Answer):
    name: str
    project: str
    organisation: str
    team: str
    iteration: str
    query: str
    item: int
    text: str


class FiltersAnswer(answers.Answer):
    filters: list[FilterAnswer]


def list_filters(asked: Asked) -> FiltersAnswer:
    return FiltersAnswer(filters=[filter_answer(each) for each in asked.project.filters])


def put_filters(asked: Asked) -> FiltersAnswer:
    body, project = asked.body(FiltersBody), asked.project
    filters = saved_filters(body.filters, project)
    saved = asked.services.store.projects.put(replace(project, filters=filters))
    return FiltersAnswer(filters=[filter_answer(each) for each in saved.filters])


def saved_filters(bodies: Sequence[SavedFilterBody], project: Project) -> tuple[SavedFilter, ...]:
    """Raises Refused naming the filter and what of it this project is not connected to."""
    return tuple(_saved(each, f"filters.{n}", project) for n, each in enumerate(bodies))


def _saved(body: SavedFilterBody, field: str, project: Project) -> SavedFilter:
    try:
        at = place_of(project, body.organisation, body.project)
    except Refused as refused:
        words = f"{field}.{refused.words} (filter {body.name})"
        raise Refused(refused.status, words, f"{field}.{refused.field}") from refused
    return SavedFilter(body.name, _filter(body, at))


def _filter(body: FilterBody, at: AdoPlace) -> Filter:
    return Filter(
        at.collection, at.project, body.team, body.iteration, body.query, body.item, body.text
    )


def filter_answer(found: SavedFilter) -> FilterAnswer:
    wanted = found.filter
    return FilterAnswer(
        name=found.name,
        project=wanted.project,
        organisation=wanted.collection,
        team=wanted.team,
        iteration=wanted.iteration,
        query=wanted.query,
        item=wanted.item,
        text=wanted.text,
    )


ROUTES = (
    Route(
        "filters_list",
        Needs.VIEWER,
        list_filters,
        FiltersAnswer,
        "the filters that the project keeps under a name",
    ),
    Route(
        "filters_put",
        Needs.KEEPER,
        put_filters,
        FiltersAnswer,
        "keeps these filters in place of those there are",
        FiltersBody,
    ),
)
