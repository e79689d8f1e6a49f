"""A project as a file, out and in."""

from dataclasses import replace
from datetime import timedelta

from core.model.projects import Project
from core.model.rules import Terms
from core.sync.configuration import Taken, Twins, take_over, twins
from core.sync.refresh import recompute
from core.sync.rules import change_rules
from handlers.api import answers, views
from handlers.api.asked import Asked, Needs
from handlers.api.bodies import ConfigurationBody
from handlers.api.filters import FilterAnswer, filter_answer, saved_filters
from handlers.api.projects import zone
from handlers.api.routes import Route

_LINKING = timedelta(seconds=60)
"""How long one call may link what a file holds; the answer says how much is left."""


class FilePlaceAnswer(answers.Answer):
    url: str
    project: str


class PairAnswer(answers.Answer):
    """A link: where the work item lives, its number, and its task."""

    collection: str
    item: int
    task: str


class ConfigurationAnswer(answers.Answer):
    """Everything but members and tokens. It is what a PUT of the same resource takes."""

    version: int
    name: str
    zone: str
    hours_per_day: float
    ppm_rich_text: str
    places: list[FilePlaceAnswer]
    rules: list[answers.RuleAnswer]
    filters: list[FilterAnswer]
    links: list[PairAnswer]


class RefusedPairAnswer(PairAnswer):
    words: str


class TakenAnswer(answers.Answer):
    """What became of a file's links. `left` of them had no time: send the file once more. Places
    are never taken from a file: `unconnected` names those that still have to be connected."""

    adopted: int
    present: int
    refused: list[RefusedPairAnswer]
    left: int
    unconnected: list[FilePlaceAnswer]


def show_configuration(asked: Asked) -> ConfigurationAnswer:
    project = asked.project
    return ConfigurationAnswer(
        version=1,
        name=project.name,
        zone=project.terms.zone,
        hours_per_day=project.terms.hours_per_day,
        ppm_rich_text=project.terms.ppm_rich_text,
        places=[FilePlaceAnswer(url=at.url, project=at.project) for at in project.ado],
        rules=[views.rule(each) for each in project.rules],
        filters=[filter_answer(each) for each in project.filters],
        links=[_pair(each) for each in twins(project, asked.services)],
    )


def put_configuration(asked: Asked) -> TakenAnswer:
    """Rules, filters and terms in place of those there are; links are added, none is taken away."""
    body, project, services = asked.body(ConfigurationBody), asked.project, asked.services
    # Before anything is kept: of a file that is refused nothing is taken.
    terms = Terms(zone(body.zone), body.hours_per_day, body.ppm_rich_text)
    filters = saved_filters(body.filters, project)
    rules = [each.rule() for each in body.rules]
    ruled = change_rules(project, rules, services.systems, services.store)
    saved = services.store.projects.put(
        replace(ruled, name=body.name, terms=terms, filters=filters)
    )
    recompute(services.store.links.all(saved.id), saved, services.store)
    wanted = [Twins(each.collection.lower(), each.item, each.task.lower()) for each in body.links]
    taken = take_over(saved, wanted, services, services.clock() + _LINKING)
    return _taken(taken, saved, body)


def _pair(each: Twins) -> PairAnswer:
    return PairAnswer(collection=each.collection, item=each.item, task=each.task)


def _taken(taken: Taken, project: Project, body: ConfigurationBody) -> TakenAnswer:
    known = {(at.url.casefold(), at.project.casefold()) for at in project.ado}
    return TakenAnswer(
        adopted=taken.adopted,
        present=taken.present,
        refused=[
            RefusedPairAnswer(**dict(_pair(each)), words=words) for each, words in taken.refused
        ],
        left=taken.left,
        unconnected=[
            FilePlaceAnswer(url=at.url, project=at.project)
            for at in body.places
            if (at.url.rstrip("/").casefold(), at.project.casefold()) not in known
        ],
    )


ROUTES = (
    Route(
        "configuration_show",
        Needs.ADMIN,
        show_configuration,
        ConfigurationAnswer,
        "rules, filters, terms and links as a file, without tokens",
    ),
    Route(
        "configuration_put",
        Needs.ADMIN,
        put_configuration,
        TakenAnswer,
        "takes such a file over: rules, filters and terms replace those there are, links are added",
        ConfigurationBody,
    ),
)
