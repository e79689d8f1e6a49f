"""Standing choices: what a project has decided once and for all, and when approvals are applied."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

from core.model.approvals import Direction
from core.model.projects import Project
from core.model.schedule import next_time
from core.model.standing import MOST_DAYS, StandingChoice
from core.sync.standing import keep_choices
from handlers.api import answers
from handlers.api.asked import Asked, Needs
from handlers.api.bodies import Name, Strict
from handlers.api.routes import Route

Wall = Annotated[str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$")]
"""A time of the project's own day; empty for none."""


class StandingChoiceAnswer(answers.Answer):
    """These rules always follow the source of this direction while it is active. A date that would
    slip by more than `most_days`, or be taken away, is asked about."""

    id: str
    rules: list[str]
    direction: Direction
    most_days: int
    active: bool
    by: str
    at: answers.Moment


class StandingAnswer(answers.Answer):
    """`apply_at` is a time of the project's own day, as HH:MM; empty for at once. `next_at` is when
    that is next."""

    choices: list[StandingChoiceAnswer]
    apply_at: str
    next_at: answers.MaybeMoment


class StandingChoiceBody(Strict):
    rules: Annotated[list[Name], Field(min_length=1, max_length=100)]
    direction: Direction
    most_days: Annotated[int, Field(ge=0, le=3650)] = MOST_DAYS
    active: bool = True


class StandingBody(Strict):
    choices: Annotated[list[StandingChoiceBody], Field(max_length=50)]
    apply_at: Wall = ""


def show_standing(asked: Asked) -> StandingAnswer:
    return _told(asked.project, asked)


def put_standing(asked: Asked) -> StandingAnswer:
    body, project, services = asked.body(StandingBody), asked.project, asked.services
    choices = _made(body.choices, project.standing, asked)
    saved = keep_choices(project, choices, body.apply_at, services.store, services.clock)
    return _told(saved, asked)


def _made(
    bodies: Sequence[StandingChoiceBody], known: Sequence[StandingChoice], asked: Asked
) -> list[StandingChoice]:
    """What stays as it was stays whose it was; whatever is changed is a decision of the caller."""
    at, by = asked.services.clock().isoformat(), asked.caller.name
    before = {_what(each): each for each in known}
    new = (
        StandingChoice(tuple(each.rules), each.direction, by, at, each.most_days, each.active)
        for each in bodies
    )
    return [before.get(_what(each), each) for each in new]


def _what(choice: StandingChoice) -> tuple[object, ...]:
    return (frozenset(choice.rules), choice.direction, choice.most_days, choice.active)


def _told(project: Project, asked: Asked) -> StandingAnswer:
    now = asked.services.clock()
    return StandingAnswer(
        choices=[_choice(each) for each in project.standing],
        apply_at=project.apply_at,
        next_at=next_time(project.apply_at, project.terms.zone, now),
    )


def _choice(found: StandingChoice) -> StandingChoiceAnswer:
    return StandingChoiceAnswer(
        id=found.id,
        rules=list(found.rules),
        direction=found.direction,
        most_days=found.most_days,
        active=found.active,
        by=found.by,
        at=found.at,
    )


ROUTES = (
    Route(
        "standing_show",
        Needs.VIEWER,
        show_standing,
        StandingAnswer,
        "what follows one side without a person, and when approvals are applied",
    ),
    Route(
        "standing_put",
        Needs.KEEPER,
        put_standing,
        StandingAnswer,
        "keeps these choices in place of those there are",
        StandingBody,
    ),
)
