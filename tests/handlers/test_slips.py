"""A field that is not as it should be is named, in words that a person can do something with."""

from __future__ import annotations

import json

import pytest
from pydantic import BaseModel, ValidationError

from handlers.api.bodies import ConnectionBody, FilterBody, NewTasksBody, PlanBody, ProjectBody
from handlers.api.slips import words

PLACE = {"project": "Shop", "url": "https://dev.azure.com/contoso"}


@pytest.mark.parametrize(
    ("kind", "sent", "told"),
    [
        (ConnectionBody, {}, "it is needed"),
        (ConnectionBody, {"places": [], "extra": 1}, "it is not known here"),
        (ConnectionBody, {"places": [{**PLACE, "token": "with a blank"}]}, "it holds a blank"),
        (ConnectionBody, {"places": [PLACE] * 51}, "it takes 50 at most"),
        (FilterBody, {"project": ""}, "it is empty"),
        (FilterBody, {"project": "Shop", "text": "x" * 600}, "it takes 512 characters at most"),
        (FilterBody, {"project": "Shop", "item": "seven"}, "a whole number is wanted"),
        (FilterBody, {"project": 7}, "a text is wanted"),
        (NewTasksBody, {"items": [-1]}, "it has to be more than 0"),
        (PlanBody, {"direction": "sideways"}, "it has to be 'to_ado' or 'to_ppm'"),
        (ProjectBody, {"ppm_rich_text": "wiki"}, "it has to be 'html' or 'plain'"),
        (ProjectBody, {"hours_per_day": 25.0}, "it has to be at most 24"),
    ],
)
def test_what_is_wrong_is_told_in_our_own_words(
    kind: type[BaseModel], sent: object, told: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        kind.model_validate_json(json.dumps(sent))

    assert words(caught.value.errors()[0]).startswith(told)
