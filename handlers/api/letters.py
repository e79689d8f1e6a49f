"""What did not come true and waits for a person: approvals, and messages about a project."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from core.model.letters import Kind, Letter, dependents
from core.sync.apply import apply
from core.sync.messages import Message, dismiss_message, messages_of, replay
from core.sync.retry import dismiss, retry
from handlers.api import answers
from handlers.api.approvals import AT_ONCE
from handlers.api.asked import Asked, Needs, Refused
from handlers.api.bodies import Strict, storable
from handlers.api.routes import Route


class LetterAnswer(answers.Answer):
    """What did not come true, and why. It ended so `tries` times, for the first time `at`; `names`
    are the values that are left, `dependents` counts the letters that wait for this one. While
    `retrying` it is being tried again. Of a message `approval` and `direction` are empty."""

    id: str
    kind: Kind
    words: str
    title: str
    link: str
    names: list[str]
    direction: str
    approval: str
    by: str
    tries: int
    at: answers.Moment
    dependents: int
    retrying: bool
    retried_by: str
    retried_at: answers.MaybeMoment
    dismissed_by: str
    dismissed_at: answers.MaybeMoment
    note: str


class LettersAnswer(answers.Answer):
    """The longest waiting first."""

    letters: list[LetterAnswer]


class RetryBody(Strict):
    """With those that depend on it where that is wanted: what was to stand below a new item that
    could not be made, and what waited for it."""

    with_dependents: bool = False


class DismissalBody(Strict):
    """Why nothing more is to come of it; the history keeps it."""

    note: Annotated[
        str,
        StringConstraints(min_length=1, max_length=500, strip_whitespace=True),
        AfterValidator(storable),
    ]


def list_letters(asked: Asked) -> LettersAnswer:
    project, services = asked.project, asked.services
    every = list(services.store.letters.open(project.id))
    found = [_letter(each, len(dependents(each, every))) for each in every]
    found += [_message(each) for each in messages_of(project, services)]
    return LettersAnswer(letters=sorted(found, key=lambda each: (each.at, each.id)))


def add_retry(asked: Asked) -> LettersAnswer:
    """Open its approval anew and work on it at once; what is left then, the timer finishes."""
    body, project, services = asked.body(RetryBody), asked.project, asked.services
    if project.suspended:
        raise Refused(409, f"project {project.id} is suspended: {project.suspended.words}")
    letter, by, store = asked.param("letter"), asked.caller.name, services.store
    if store.letters.get(project.id, letter) is None:
        replay(_named(asked).row, by, services.decode, services)
        return list_letters(asked)
    tried = retry(
        project.id, letter, by, store, services.clock, with_dependents=body.with_dependents
    )
    for request in dict.fromkeys(each.retry.partition("-")[0] for each in tried):
        until = services.clock() + AT_ONCE
        apply(
            project,
            services.systems,
            store,
            services.clock,
            until,
            request,
            services.address,
            telemetry=services.telemetry,
        )
    return list_letters(asked)


def add_dismissal(asked: Asked) -> LetterAnswer:
    note, project, services = asked.body(DismissalBody).note, asked.project, asked.services
    letter, by, store = asked.param("letter"), asked.caller.name, services.store
    known = store.letters.get(project.id, letter) or store.letters.dismissed(project.id, letter)
    if known is None:
        found = _named(asked)
        row = dismiss_message(found, project.id, note, by, services)
        return _message(Message(row, found.link, found.title))
    return _letter(dismiss(project.id, letter, note, by, store, services.clock), 0)


def _named(asked: Asked) -> Message:
    wanted = asked.param("letter")
    every = messages_of(asked.project, asked.services)
    found = next((each for each in every if each.row.id == wanted), None)
    if found is None:
        raise Refused(404, f"there is no letter {wanted}", "letter")
    return found


def _letter(found: Letter, waiting: int) -> LetterAnswer:
    row = found.approval
    return LetterAnswer(
        id=found.id,
        kind=found.kind,
        words=found.words,
        title=found.title,
        link=found.link,
        names=sorted(row.digests),
        direction=row.direction,
        approval=row.id,
        by=row.by,
        tries=found.tries,
        at=found.at,
        dependents=waiting,
        retrying=bool(found.retry),
        retried_by=found.retried_by,
        retried_at=found.retried_at,
        dismissed_by=found.dismissed_by,
        dismissed_at=found.dismissed_at,
        note=found.note,
    )


def _message(found: Message) -> LetterAnswer:
    row = found.row
    return LetterAnswer(
        id=row.id,
        kind=Kind.MESSAGE,
        words=row.error,
        title=found.title,
        link=found.link,
        names=[],
        direction="",
        approval="",
        by="",
        tries=row.tries,
        at=row.at,
        dependents=0,
        retrying=bool(row.replayed_at),
        retried_by=row.replayed_by,
        retried_at=row.replayed_at,
        dismissed_by=row.dismissed_by,
        dismissed_at=row.dismissed_at,
        note=row.note,
    )


ROUTES = (
    Route(
        "letters_list",
        Needs.VIEWER,
        list_letters,
        LettersAnswer,
        "what did not come true and waits for a person, with its cause",
    ),
    Route(
        "letter_retry",
        Needs.APPROVER,
        add_retry,
        LettersAnswer,
        "tries it again, with those that depend on it if wanted; tells the list as it is then",
        RetryBody,
        202,
    ),
    Route(
        "letter_dismiss",
        Needs.APPROVER,
        add_dismissal,
        LetterAnswer,
        "nothing more is to come of it; the note stands in the history",
        DismissalBody,
    ),
)
