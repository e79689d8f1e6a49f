"""What the API gives: the shapes of its answers, from which its document is made too."""

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, JsonValue, WithJsonSchema
from pydantic_core import PydanticSerializationError

from core.model.absence import Absence
from core.model.approvals import Aspect, Became, Direction
from core.model.compare import Verdict
from core.model.items import Side
from core.model.rules import Kind


class Answer(BaseModel):
    """Nothing in it changes once it is told. How it is checked is worked out when it is first told:
    a process that just started has a hundred others that nobody has asked for."""

    model_config = ConfigDict(frozen=True, defer_build=True)


def written(found: BaseModel) -> str:
    """Half a character in one title, which vendors let people type, hides no other item."""
    try:
        return found.model_dump_json()
    except PydanticSerializationError:
        return json.dumps(found.model_dump(mode="json"))


_TIME = {"type": "string", "format": "date-time"}
Moment = Annotated[str, WithJsonSchema(_TIME)]
MaybeMoment = Annotated[str, WithJsonSchema({"anyOf": [_TIME, {"const": ""}]})]
"""Empty while there has been none."""

_DAY = {"type": "string", "format": "date"}
Day = Annotated[str, WithJsonSchema(_DAY)]
MaybeDay = Annotated[str, WithJsonSchema({"anyOf": [_DAY, {"const": ""}]})]
"""Empty while nobody knows."""

ChoicePair = Annotated[
    tuple[str, str],
    WithJsonSchema({"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}),
]
"""A choice of Azure DevOps and the one of PPM Express that means the same."""


class ErrorBody(Answer):
    """Why not, in a sentence, and which field of the request it is about."""

    message: str
    field: str


class ErrorAnswer(Answer):
    error: ErrorBody


class ItemAnswer(Answer):
    """One half of a link. `changed_by` is empty where the vendor does not tell."""

    key: str
    title: str
    type: str
    url: str
    changed_by: str
    changed_at: str


class PairAnswer(Answer):
    """A value on both sides, as people read it."""

    ado: JsonValue
    ppm: JsonValue


class MismatchAnswer(Answer):
    """Where the sides differ; `agreed` is what they last agreed on, `changed` who moved away."""

    name: str
    ado: JsonValue
    ppm: JsonValue
    agreed: PairAnswer | None
    changed: Verdict
    changed_by: str
    changed_at: str
    suggests: Direction | None


class LinkAnswer(Answer):
    """A work item and a task that are the same work. `aside` says what is not compared and
    why, `gone` which sides do not find their item, and why, `removed` that the work item is in a
    state that stands for no progress."""

    id: str
    ado: ItemAnswer
    ppm: ItemAnswer
    gone: dict[Side, Absence]
    removed: bool
    looked_at: dict[Side, Moment]
    mismatches: list[MismatchAnswer]
    aside: dict[str, str]


class LinkRowAnswer(LinkAnswer):
    """A link and how deep it stands in the tree."""

    depth: int


class LinksAnswer(Answer):
    links: list[LinkRowAnswer]


class UnlinkedAnswer(Answer):
    unlinked: str


class PlannedValueAnswer(Answer):
    """What would become of one value; where `why_not` has words nothing can be written."""

    name: str
    before: JsonValue
    after: JsonValue
    agreed: PairAnswer | None
    changed: Verdict
    overwrites: bool
    why_not: str
    needs: list[str]
    digest: str


class FieldAnswer(Answer):
    """A vendor's field; one without a kind we do not understand."""

    name: str
    label: str
    kind: Kind | None
    writable: bool
    options: list[str]
    required: bool


class PlannedLinkAnswer(Answer):
    """One link's part of a plan. `first` moves before it, `nearest` is the linked item above one
    whose parent has no link, `asks` has to be filled in before a new item can be made, and
    `checked` says that the vendor was asked beforehand."""

    link: str
    title: str
    first: str
    nearest: str
    source: str
    asks: list[FieldAnswer]
    checked: bool
    values: list[PlannedValueAnswer]


class LeftOutAnswer(Answer):
    """An item that was chosen and is left alone, and why."""

    key: str
    title: str
    words: str
    link: str


class PlanAnswer(Answer):
    """What a person is shown before deciding; stored under its id."""

    id: str
    direction: Direction
    aspect: Aspect
    by: str
    at: Moment
    links: list[PlannedLinkAnswer]
    left_out: list[LeftOutAnswer]


class OutcomeAnswer(Answer):
    """What became of one approved value."""

    became: Became
    words: str


class MadeAnswer(Answer):
    """A new item: its title is a link that opens it."""

    key: str
    title: str
    url: str


class ApprovalAnswer(Answer):
    """One link's part of an approval; `open` while something is still to be done. `made` is the
    new item once it is there, `standing` the standing choice behind it, and `due` the time that it
    was put off to."""

    id: str
    link: str
    direction: Direction
    aspect: Aspect
    by: str
    at: Moment
    waits_for: str
    not_before: MaybeMoment
    due: MaybeMoment
    standing: str
    words: str
    open: bool
    outcomes: dict[str, OutcomeAnswer]
    made: MadeAnswer | None = None


class ApprovalsAnswer(Answer):
    approvals: list[ApprovalAnswer]


class HistoryRowAnswer(Answer):
    """One value that was written, or refused. `certain` is false where an answer was lost. A row
    about the link itself, such as that somebody let it go, has no direction."""

    id: str
    link: str
    at: Moment
    by: str
    approval: str
    direction: Direction | Literal[""]
    name: str
    old: JsonValue
    new: JsonValue
    certain: bool
    became: Became
    words: str


class HistoryAnswer(Answer):
    history: list[HistoryRowAnswer]


class RuleAnswer(Answer):
    """One row of the field mapping; fields best first."""

    id: str
    ado: list[str]
    ppm: list[str]
    kind: Kind
    active: bool
    value_map: list[ChoicePair]
    days: list[Side]
    with_computed: bool


class PlaceAnswer(Answer):
    """An ADO project that feeds this one. Whether by a token or as the app itself is told, the
    token never."""

    url: str
    project: str
    collection: str
    identity: bool


class SuspensionAnswer(Answer):
    """Why nothing of a project is read or written for now, since when, and who wanted it so; empty
    where it goes on by itself."""

    words: str
    since: Moment
    by: str


class ProjectAnswer(Answer):
    """`apply_at` is the time of its own day at which what is approved is written, as HH:MM; empty
    for at once."""

    id: str
    name: str
    ado: list[PlaceAnswer]
    rules: list[RuleAnswer]
    zone: str
    hours_per_day: float
    ppm_rich_text: str
    members: list[str]
    approvers_keep: bool
    apply_at: str
    swept_at: MaybeMoment
    suspended: SuspensionAnswer | None


class ProjectsAnswer(Answer):
    projects: list[ProjectAnswer]


class PoisonRowAnswer(Answer):
    """A message that nobody could work off: `tries` times, the last time for this `error`."""

    id: str
    body: str
    at: Moment
    error: str
    tries: int
    replayed_at: MaybeMoment


class PoisonAnswer(Answer):
    poison: list[PoisonRowAnswer]
