"""What the API takes, checked field by field."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from core.model.approvals import Aspect, Direction
from core.model.items import Side
from core.model.rules import PARENT, Kind

Name = Annotated[str, StringConstraints(min_length=1, max_length=256, strip_whitespace=True)]
Text = Annotated[str, StringConstraints(max_length=512)]


class Strict(BaseModel):
    """Nothing is guessed: an unknown field is an error that names it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AdoPlaceBody(Strict):
    url: Name
    project: Name
    secret: Annotated[str, StringConstraints(pattern=r"^ado-[A-Za-z0-9-]{1,96}$")] = "ado-token"  # noqa: S105 - a name, not a secret


def _of_a_field(rule: str) -> str:
    if rule == PARENT:
        raise ValueError("this is the name of the place in the tree")
    return rule


class RuleBody(Strict):
    id: Annotated[
        str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,60}$"), AfterValidator(_of_a_field)
    ]
    ado: Annotated[list[Name], Field(min_length=1, max_length=8)]
    ppm: Annotated[list[Name], Field(min_length=1, max_length=8)]
    kind: Kind
    active: bool = True
    value_map: Annotated[list[tuple[Text, Text]], Field(max_length=500)] = []
    days: list[Side] = []
    with_computed: bool = False


class ProjectBody(Strict):
    name: Text = ""
    ado: Annotated[list[AdoPlaceBody], Field(max_length=50)] = []
    rules: Annotated[list[RuleBody], Field(max_length=100)] | None = None
    zone: Name = "UTC"
    hours_per_day: Annotated[float, Field(gt=0, le=24)] = 8.0
    ppm_rich_text: Annotated[str, StringConstraints(pattern="^(html|plain)$")] = "html"
    members: Annotated[list[Name], Field(max_length=1000)] = []


class LinkBody(Strict):
    """The pair to adopt: the number of a work item and the id of a task."""

    ado: Annotated[int, Field(gt=0)]
    ppm: Name
    organisation: Name | None = None


class PlanBody(Strict):
    direction: Direction
    aspect: Aspect = Aspect.FIELDS
    links: Annotated[list[Name], Field(max_length=50_000)] = []
    under: dict[Name, Name] = {}


class ValueBody(Strict):
    link: Name
    name: Name
    digest: Name


class ApprovalBody(Strict):
    """A plan, or chosen rows and values of it; or values named one by one with their digests."""

    plan: Name | None = None
    picks: dict[Name, list[Name]] | None = None
    direction: Direction | None = None
    aspect: Aspect = Aspect.FIELDS
    values: Annotated[list[ValueBody], Field(max_length=10_000)] = []
