"""What is stopped until a person says so, and from where on it is."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from core.model.brakes import Brake, Limits, Stops
from core.sync.brakes import give_up, release
from handlers.api import answers
from handlers.api.asked import Asked, Needs, Refused
from handlers.api.bodies import NothingBody, Strict
from handlers.api.routes import Route


class BrakeAnswer(answers.Answer):
    """Something that is stopped until a person says so. `count` of `links` would have changed;
    `over_by` released it, or nobody had to."""

    id: str
    kind: Stops
    about: str
    words: str
    at: answers.Moment
    count: int
    links: int
    on: bool
    over_at: answers.MaybeMoment
    over_by: str


class LimitsAnswer(answers.Answer):
    """More than `share` per cent of the links, if more than `least`, are too many at once; more
    than `writes` onto one item within an hour are too many; a link that nobody has looked at for
    `unverified` minutes is an alarm."""

    share: int
    least: int
    writes: int
    unverified: int


class LimitsBody(Strict):
    """With a share of 100 nothing is ever too much at once."""

    share: Annotated[int, Field(ge=1, le=100)]
    least: Annotated[int, Field(ge=1, le=100_000)]
    writes: Annotated[int, Field(ge=1, le=10_000)]
    unverified: Annotated[int, Field(ge=15, le=10_080)]


class BrakesAnswer(answers.Answer):
    """Those that are on come first, then those that are over, the latest above."""

    brakes: list[BrakeAnswer]


def brake(found: Brake) -> BrakeAnswer:
    return BrakeAnswer(
        id=found.id,
        kind=found.kind,
        about=found.about,
        words=found.words,
        at=found.at,
        count=found.count,
        links=found.links,
        on=found.on,
        over_at=found.over_at,
        over_by=found.over_by,
    )


def list_brakes(asked: Asked) -> BrakesAnswer:
    latest = sorted(asked.project.brakes, key=lambda each: each.at, reverse=True)
    return BrakesAnswer(
        brakes=[brake(each) for each in sorted(latest, key=lambda each: not each.on)]
    )


def add_release(asked: Asked) -> BrakeAnswer:
    found = _named(asked)
    return brake(release(asked.project, found.id, asked.caller.name, asked.services))


def add_refusal(asked: Asked) -> BrakeAnswer:
    found = _named(asked)
    return brake(give_up(asked.project, found.id, asked.caller.name, asked.services))


def _named(asked: Asked) -> Brake:
    wanted = asked.param("brake")
    found = next((each for each in asked.project.brakes if each.id == wanted), None)
    if found is None:
        raise Refused(404, f"there is no brake {wanted}", "brake")
    return found


def show_limits(asked: Asked) -> LimitsAnswer:
    return LimitsAnswer(**vars(asked.project.limits))


def put_limits(asked: Asked) -> LimitsAnswer:
    body, project = asked.body(LimitsBody), asked.project
    limits = Limits(**body.model_dump())
    asked.services.store.projects.put(replace(project, limits=limits))
    return LimitsAnswer(**vars(limits))


ROUTES = (
    Route(
        "brakes_list",
        Needs.VIEWER,
        list_brakes,
        BrakesAnswer,
        "what is stopped until a person says so, and what was",
    ),
    Route(
        "brake_release",
        Needs.APPROVER,
        add_release,
        BrakeAnswer,
        "goes on with what a brake held back",
        NothingBody,
        202,
    ),
    Route(
        "brake_refuse",
        Needs.APPROVER,
        add_refusal,
        BrakeAnswer,
        "closes, unwritten, the approvals that a brake held back",
        NothingBody,
    ),
    Route(
        "limits_show",
        Needs.VIEWER,
        show_limits,
        LimitsAnswer,
        "from where on a person is asked",
    ),
    Route(
        "limits_put",
        Needs.ADMIN,
        put_limits,
        LimitsAnswer,
        "changes it",
        LimitsBody,
    ),
)
