"""What the resources of the field mapping take, beside the rules themselves."""

from typing import Annotated

from pydantic import Field

from handlers.api.bodies import Name, RuleBody, Strict


class ProposalBody(Strict):
    """Fields of each side that might answer to one another, best first."""

    ado: Annotated[list[Name], Field(min_length=1, max_length=8)]
    ppm: Annotated[list[Name], Field(min_length=1, max_length=8)]


class TrialBody(Strict):
    """One rule, in place of the one with its id or as one more; or the whole mapping."""

    rule: RuleBody | None = None
    rules: Annotated[list[RuleBody], Field(max_length=100)] | None = None
