"""What the API takes, checked field by field."""

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)

from core.model.approvals import Aspect, Direction
from core.model.items import Side
from core.model.rules import PARENT, FieldRule, Kind


def _visible(text: str) -> str:
    if not text.isprintable():
        raise ValueError("it holds characters that nobody can see")
    return text


def storable(text: str) -> str:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("it holds half a character")
    return text


Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=256, strip_whitespace=True),
    AfterValidator(_visible),
]
Text = Annotated[str, StringConstraints(max_length=512), AfterValidator(storable)]
Number = Annotated[int, Field(gt=0, lt=10**10)]


def _sendable(token: str) -> str:
    if not all("!" <= letter <= "~" for letter in token):
        raise ValueError("it holds a blank, or another character that no token has")
    return token


Token = Annotated[
    str,
    StringConstraints(max_length=4000),
    AfterValidator(_sendable),
    WithJsonSchema({"type": "string", "maxLength": 4000, "pattern": "^[!-~]*$"}),
    Field(repr=False),
]
"""What can stand in a header; it stands in no message about the body it came in."""
_MOST = 2**53


def _given(value: object) -> str | bool | int | float:
    if isinstance(value, str) and len(value) <= 512:
        return storable(value)
    if isinstance(value, bool | int | float) and abs(value) <= _MOST:
        return value
    raise ValueError("a short text, a number, or true or false is wanted")


Given = Annotated[
    str | bool | int | float,
    PlainValidator(_given),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "maxLength": 512},
                {"type": "number", "minimum": -_MOST, "maximum": _MOST},
                {"type": "boolean"},
            ]
        }
    ),
]
"""What a person filled in, as every reader of JSON tells it."""


class Strict(BaseModel):
    """Nothing is guessed: an unknown field, or a text for a number, is an error that names it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


def _of_a_field(rule: str) -> str:
    if rule == PARENT:
        raise ValueError("this is the name of the place in the tree")
    return rule


class RuleBody(Strict):
    """One row of the field mapping; fields best first."""

    id: Annotated[
        str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,60}$"), AfterValidator(_of_a_field)
    ]
    ado: Annotated[list[Name], Field(min_length=1, max_length=8)]
    ppm: Annotated[list[Name], Field(min_length=1, max_length=8)]
    kind: Kind
    active: bool = True
    value_map: Annotated[list[tuple[Text, Text]], Field(max_length=500)] = []
    days: Annotated[list[Side], Field(max_length=2)] = []
    with_computed: bool = False

    def rule(self) -> FieldRule:
        return FieldRule(
            id=self.id,
            ado=tuple(self.ado),
            ppm=tuple(self.ppm),
            kind=self.kind,
            active=self.active,
            value_map=tuple(self.value_map),
            days=frozenset(self.days),
            with_computed=self.with_computed,
        )


class RulesBody(Strict):
    """The whole mapping in its order, which is that of the columns."""

    rules: Annotated[list[RuleBody], Field(max_length=100)]


class ProjectBody(Strict):
    """What a project has agreed on; connections and mapping have resources of their own."""

    name: Text = ""
    zone: Name = "UTC"
    hours_per_day: Annotated[float, Field(gt=0, le=24)] = 8.0
    ppm_rich_text: Literal["html", "plain"] = "html"
    members: Annotated[list[Name], Field(max_length=1000)] = []
    approvers_keep: bool = False


class PlaceBody(Strict):
    """An ADO project that feeds this one. Without `url` it is the tenant's own; without `token`
    the one that is kept for its host, or with `identity` the app itself signs in."""

    project: Name
    url: Annotated[str, StringConstraints(max_length=256), AfterValidator(_visible)] = ""
    token: Token = ""
    identity: bool = False


class ConnectionBody(Strict):
    places: Annotated[list[PlaceBody], Field(max_length=50)]


class SiteBody(Strict):
    """What the whole tenant shares. What is left out stays as it is."""

    url: Annotated[str, StringConstraints(max_length=256), AfterValidator(_visible)] = ""
    token: Token = ""
    identity: bool = False
    express_token: Token = ""


class LinkBody(Strict):
    """The pair to adopt: the number of a work item and the id of a task."""

    ado: Number
    ppm: Name
    organisation: Name | None = None


class PlanBody(Strict):
    """What is to be planned. No links means all that are linked now; `under` chooses a place for
    links whose own parent has no link."""

    direction: Direction
    aspect: Aspect = Aspect.FIELDS
    links: Annotated[list[Name], Field(max_length=50_000)] = []
    under: dict[Name, Name] = {}


class ItemsBody(Strict):
    """Work items by their numbers."""

    items: Annotated[list[Number], Field(min_length=1, max_length=10_000)]
    organisation: Name | None = None


class NewTasksBody(ItemsBody):
    """Tasks to be made from work items: `down_to` brings along nothing of what is below (empty),
    everything (`all`), or down to the backlog level of that id."""

    down_to: Annotated[str, StringConstraints(max_length=256), AfterValidator(_visible)] = ""


class NewItemsBody(Strict):
    """Work items to be made from tasks: in this ADO project, as this type, or as another for
    some tasks; the top ones below `parent` where one is named. `given` holds what the type asks
    for, by field."""

    tasks: Annotated[list[Name], Field(min_length=1, max_length=1000)]
    project: Name
    type: Name
    organisation: Name | None = None
    types: dict[Name, Name] = {}
    parent: Number | None = None
    given: Annotated[dict[Name, Given], Field(max_length=100)] = {}


class ValueBody(Strict):
    link: Name
    name: Name
    digest: Name


class ApprovalBody(Strict):
    """A plan, or chosen rows and values of it; or values named one by one with their digests.
    `at_once` does not wait for the time of day at which the project applies what is approved."""

    plan: Name | None = None
    picks: dict[Name, list[Name]] | None = None
    direction: Direction | None = None
    aspect: Aspect = Aspect.FIELDS
    values: Annotated[list[ValueBody], Field(max_length=10_000)] = []
    at_once: bool = False


class FilterBody(Strict):
    """Which work items to show; what is left out does not narrow it."""

    project: Name
    organisation: Name | None = None
    team: Text = ""
    iteration: Text = ""
    query: Text = ""
    item: Annotated[int, Field(ge=0, lt=10**10)] = 0
    text: Text = ""


class SavedFilterBody(FilterBody):
    name: Name


class FiltersBody(Strict):
    filters: Annotated[list[SavedFilterBody], Field(max_length=100)]


class NothingBody(Strict):
    """Nothing has to be said."""


class PairBody(Strict):
    """A link as a file holds it: where the work item lives, its number, and the task."""

    collection: Name
    item: Number
    task: Name
