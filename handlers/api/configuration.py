"""A project as a file, out and in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from core.model.approvals import Direction
from core.model.brakes import Limits
from core.model.projects import Project
from core.model.rules import Terms
from core.model.standing import StandingChoice
from core.sync.configuration import Taken, Twins, take_over, twins
from core.sync.refresh import recompute
from core.sync.rules import change_rules
from core.sync.standing import check_choices, keep_choices
from handlers.api import answers, views
from handlers.api.asked import Asked, Needs
from handlers.api.brakes import LimitsAnswer
from handlers.api.configuration_body import ConfigurationBody
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


class FileChoiceAnswer(answers.Answer):
    """A standing choice without whose it is: whoever takes it over decides anew."""

    rules: list[str]
    direction: Direction
    most_days: int
    active: bool


class AgreedAnswer(answers.Answer):
    """What a project has agreed on, without members, tokens and links."""

    version: int
    name: str
    zone: str
    hours_per_day: float
    ppm_rich_text: str
    approvers_keep: bool
    apply_at: str
    limits: LimitsAnswer
    standing: list[FileChoiceAnswer]
    places: list[FilePlaceAnswer]
    rules: list[answers.RuleAnswer]
    filters: list[FilterAnswer]


class ConfigurationAnswer(AgreedAnswer):
    """Everything but members and tokens. It is what a PUT of the same resource takes."""

    links: list[PairAnswer]


class RefusedPairAnswer(PairAnswer):
    words: str


class TakenAnswer(answers.Answer):
    """What became of a file's links. `left` of them had no time: send the file once more. Places
    are never taken from a file: `unconnected` names those that still have to be connected. `paused`
    is how many standing choices were taken over paused: a person lets them go on."""

    adopted: int
    present: int
    refused: list[RefusedPairAnswer]
    left: int
    unconnected: list[FilePlaceAnswer]
    paused: int


def show_configuration(asked: Asked) -> ConfigurationAnswer:
    project = asked.project
    links = [_pair(each) for each in twins(project, asked.services)]
    return ConfigurationAnswer(**dict(agreed(project)), links=links)


def agreed(project: Project) -> AgreedAnswer:
    return AgreedAnswer(
        version=2,
        name=project.name,
        zone=project.terms.zone,
        hours_per_day=project.terms.hours_per_day,
        ppm_rich_text=project.terms.ppm_rich_text,
        approvers_keep=project.approvers_keep,
        apply_at=project.apply_at,
        limits=LimitsAnswer(**vars(project.limits)),
        standing=[_choice(each) for each in project.standing],
        places=[FilePlaceAnswer(url=at.url, project=at.project) for at in project.ado],
        rules=[views.rule(each) for each in project.rules],
        filters=[filter_answer(each) for each in project.filters],
    )


def _choice(found: StandingChoice) -> FileChoiceAnswer:
    return FileChoiceAnswer(
        rules=list(found.rules),
        direction=found.direction,
        most_days=found.most_days,
        active=found.active,
    )


def put_configuration(asked: Asked) -> TakenAnswer:
    """What the file tells in place of what there is; links are added, none is taken away."""
    body, project, services = asked.body(ConfigurationBody), asked.project, asked.services
    # Before anything is kept: of a file that is refused nothing is taken.
    terms = Terms(zone(body.zone), body.hours_per_day, body.ppm_rich_text)
    filters = saved_filters(body.filters, project)
    rules = [each.rule() for each in body.rules]
    choices = _choices(body, project, asked)
    check_choices(replace(project, rules=tuple(rules)), choices, services.store)
    ruled = change_rules(project, rules, services.systems, services.store)
    told = replace(ruled, name=body.name, terms=terms, filters=filters)
    saved = services.store.projects.put(_limited(told, body))
    if body.standing is not None:
        at = body.apply_at or saved.apply_at
        saved = keep_choices(saved, choices, at, services.store, services.clock)
    recompute(services.store.links.all(saved.id), saved, services.store)
    wanted = [Twins(each.collection.lower(), each.item, each.task.lower()) for each in body.links]
    taken = take_over(saved, wanted, services, services.clock() + _LINKING)
    return _taken(taken, saved, body, len(_new(choices, project)))


def _choices(body: ConfigurationBody, project: Project, asked: Asked) -> Sequence[StandingChoice]:
    """One that is new here writes nothing before a person lets it: an import decides nothing."""
    if body.standing is None:
        return project.standing
    by, at = asked.caller.name, asked.services.clock().isoformat()
    known = {_what(each): each for each in project.standing}
    new = (
        StandingChoice(tuple(each.rules), each.direction, by, at, each.most_days, active=False)
        for each in body.standing
    )
    return [known.get(_what(each), each) for each in new]


def _what(choice: StandingChoice) -> tuple[object, ...]:
    return (frozenset(choice.rules), choice.direction, choice.most_days)


def _new(choices: Sequence[StandingChoice], project: Project) -> list[StandingChoice]:
    return [each for each in choices if each not in project.standing]


def _limited(project: Project, body: ConfigurationBody) -> Project:
    """An older file tells neither."""
    keep = project.approvers_keep if body.approvers_keep is None else body.approvers_keep
    limits = Limits(**dict(body.limits)) if body.limits else project.limits
    return replace(project, approvers_keep=keep, limits=limits)


def _pair(each: Twins) -> PairAnswer:
    return PairAnswer(collection=each.collection, item=each.item, task=each.task)


def refused_pairs(taken: Taken) -> list[RefusedPairAnswer]:
    return [RefusedPairAnswer(**dict(_pair(each)), words=words) for each, words in taken.refused]


def _taken(taken: Taken, project: Project, body: ConfigurationBody, paused: int) -> TakenAnswer:
    known = {(at.url.casefold(), at.project.casefold()) for at in project.ado}
    return TakenAnswer(
        adopted=taken.adopted,
        present=taken.present,
        refused=refused_pairs(taken),
        left=taken.left,
        unconnected=[
            FilePlaceAnswer(url=at.url, project=at.project)
            for at in body.places
            if (at.url.rstrip("/").casefold(), at.project.casefold()) not in known
        ],
        paused=paused,
    )


ROUTES = (
    Route(
        "configuration_show",
        Needs.ADMIN,
        show_configuration,
        ConfigurationAnswer,
        "what a project has agreed on and its links as a file, without members and tokens",
    ),
    Route(
        "configuration_put",
        Needs.ADMIN,
        put_configuration,
        TakenAnswer,
        "takes such a file over: what it tells replaces what there is, links are added",
        ConfigurationBody,
    ),
)
