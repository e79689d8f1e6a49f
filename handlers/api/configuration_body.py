"""A project as a file, as the API takes it."""

from typing import Annotated, Literal

from pydantic import Field

from handlers.api.bodies import Name, PairBody, RuleBody, SavedFilterBody, Strict, Text
from handlers.api.brakes import LimitsBody
from handlers.api.standing import StandingChoiceBody, Wall


class FilePlaceBody(Strict):
    """A connection as a file holds it: without anything that opens a door."""

    url: Name
    project: Name


class ConfigurationBody(Strict):
    """A project as a file: for review, and for moving it to another tenant. Of the first version
    it tells no limits, no standing choices and not whether approvers keep it: those stay."""

    version: Annotated[int, Field(ge=1, le=2)]
    name: Text = ""
    zone: Name = "UTC"
    hours_per_day: Annotated[float, Field(gt=0, le=24)] = 8.0
    ppm_rich_text: Literal["html", "plain"] = "html"
    approvers_keep: bool | None = None
    apply_at: Wall = ""
    limits: LimitsBody | None = None
    standing: Annotated[list[StandingChoiceBody], Field(max_length=50)] | None = None
    places: list[FilePlaceBody] = Field(default=[], max_length=50)
    rules: Annotated[list[RuleBody], Field(max_length=100)]
    filters: list[SavedFilterBody] = Field(default=[], max_length=100)
    links: list[PairBody] = Field(default=[], max_length=50_000)
