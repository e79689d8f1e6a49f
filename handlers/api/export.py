"""Everything of a project but its secrets, line by line, for a file; and its links out of one."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, JsonValue

from core.model.compare import Link, Pair
from core.model.items import plain, valued
from core.model.letters import Letter
from core.sync.configuration import Taken, Twins
from core.sync.export import portion
from core.sync.ports import Services
from core.sync.restore import Kept, restore
from handlers.api import answers, views
from handlers.api.asked import Asked, Needs, Refused
from handlers.api.bodies import Name, PairBody, Strict
from handlers.api.configuration import (
    AgreedAnswer,
    PairAnswer,
    RefusedPairAnswer,
    agreed,
    refused_pairs,
)
from handlers.api.routes import Query, Route

_LINKING = timedelta(seconds=60)
_FROM = Query("from", "where a portion begins, as the one before tells in `next`")


class ProjectLine(AgreedAnswer):
    """The first line. But for its first four names it is what a PUT of the configuration takes."""

    line: Literal["project"] = "project"
    id: str
    at: answers.Moment
    members: list[str]


class LinkLine(PairAnswer):
    """`base` is what each rule's values were when both sides last agreed; `intended` an approved
    place that PPM Express cannot tell."""

    line: Literal["link"] = "link"
    id: str
    title: str
    base: dict[str, tuple[JsonValue, JsonValue]]
    intended: str | None


class HistoryLine(answers.HistoryRowAnswer):
    line: Literal["history"] = "history"


class LetterLine(answers.Answer):
    """What did not come true and waits for a person."""

    line: Literal["letter"] = "letter"
    id: str
    why: str
    words: str
    title: str
    link: str
    names: list[str]
    by: str
    tries: int
    at: answers.Moment


class ExportAnswer(answers.Answer):
    """A portion; `next` is what to ask for `from` then, empty at the end."""

    lines: list[ProjectLine | LinkLine | HistoryLine | LetterLine]
    next: str


def _both(found: tuple[JsonValue, JsonValue]) -> tuple[JsonValue, JsonValue]:
    for half in found:
        valued(half)
    return found


Halves = Annotated[tuple[JsonValue, JsonValue], AfterValidator(_both)]


class RestoredLinkBody(PairBody):
    """A link as a line of an export holds it; its title is for people."""

    line: Literal["link"] = "link"
    id: Name
    title: str = ""
    base: dict[Name, Halves] = Field(default={})
    intended: Annotated[str, Field(max_length=256)] | None = None


class RestoredLinksBody(Strict):
    links: Annotated[list[RestoredLinkBody], Field(min_length=1, max_length=1000)]


class RestoredLinksAnswer(answers.Answer):
    """What became of them. The last `left` of them had no time: send those once more."""

    adopted: int
    present: int
    refused: list[RefusedPairAnswer]
    left: int


def show_export(asked: Asked) -> ExportAnswer:
    position, project = asked.query("from"), asked.project
    try:
        found = portion(project, position, asked.services.store)
    except ValueError as reason:
        raise Refused(400, f"from: {reason}", "from") from reason
    lines: list[ProjectLine | LinkLine | HistoryLine | LetterLine] = []
    if not position:
        lines.append(_project(asked))
    lines += [_link(each, asked.services) for each in found.links]
    lines += [HistoryLine(**dict(views.history(each))) for each in found.history]
    lines += [_letter(each) for each in found.letters]
    return ExportAnswer(lines=lines, next=found.after)


def add_restored_links(asked: Asked) -> RestoredLinksAnswer:
    body, services = asked.body(RestoredLinksBody), asked.services
    wanted = [_kept(each) for each in body.links]
    return _told(restore(asked.project, wanted, services, services.clock() + _LINKING))


def _project(asked: Asked) -> ProjectLine:
    project = asked.project
    return ProjectLine(
        **dict(agreed(project)),
        id=project.id,
        at=asked.services.clock().isoformat(),
        members=sorted(project.members),
    )


def _link(link: Link, services: Services) -> LinkLine:
    collection, number = services.ado_parts(link.ado.ref)
    return LinkLine(
        id=link.id,
        collection=collection,
        item=number,
        task=link.ppm.ref.key,
        title=link.ado.title or link.ppm.title,
        base={name: _halves(pair) for name, pair in link.base.items()},
        intended=link.intended,
    )


def _halves(pair: Pair) -> tuple[JsonValue, JsonValue]:
    return plain(pair.ado), plain(pair.ppm)  # type: ignore[return-value]


def _letter(found: Letter) -> LetterLine:
    return LetterLine(
        id=found.id,
        why=found.kind,
        words=found.words,
        title=found.title,
        link=found.link,
        names=sorted(found.approval.digests),
        by=found.approval.by,
        tries=found.tries,
        at=found.at,
    )


def _kept(body: RestoredLinkBody) -> Kept:
    return Kept(
        id=body.id,
        twins=Twins(body.collection.lower(), body.item, body.task.lower()),
        base={name: Pair(valued(ado), valued(ppm)) for name, (ado, ppm) in body.base.items()},
        intended=body.intended,
    )


def _told(taken: Taken) -> RestoredLinksAnswer:
    return RestoredLinksAnswer(
        adopted=taken.adopted,
        present=taken.present,
        refused=refused_pairs(taken),
        left=taken.left,
    )


ROUTES = (
    Route(
        "export_show",
        Needs.ADMIN,
        show_export,
        ExportAnswer,
        "everything of a project but its secrets, a portion of lines at a time",
        asks=(_FROM,),
    ),
    Route(
        "restored_links_add",
        Needs.ADMIN,
        add_restored_links,
        RestoredLinksAnswer,
        "links again what an export holds, with what was last agreed on; touches none there is",
        RestoredLinksBody,
    ),
)
