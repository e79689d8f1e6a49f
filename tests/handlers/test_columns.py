"""The columns of the page, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from core.model.rules import FieldRule, Kind, default_rules
from handlers.api.columns import columns


def label(rules: tuple[FieldRule, ...]) -> Mapping[str, str]:
    return {rule.id: told for rule, told in columns(rules)}


def test_a_column_is_named_as_short_as_people_name_it() -> None:
    assert label(default_rules()) == {
        "description": "Description",
        "state": "State",
        "start": "Start Date",
        "due": "Due Date",
        "effort": "Original Estimate",
        "completed": "Completed Work",
        "remaining": "Remaining Work",
        "points": "Story Points",
        "priority": "Priority",
        "assigned": "Assigned To",
        "tags": "Tags",
    }


def test_two_columns_never_share_a_name() -> None:
    every = tuple(replace(rule, active=True) for rule in default_rules())

    found = label(every)

    assert found["effort"] == "Original Estimate (Effort)"
    assert found["duration"] == "Original Estimate (Duration)"
    assert len({*found.values()}) == len(found)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Custom.RiskLevel", "Risk Level"),
        ("Custom.Risk_level", "Risk level"),
        ("Custom.SAPOrderID", "SAP Order ID"),
        ("Custom.Übergabe", "Übergabe"),
        ("Cost centre", "Cost centre"),
        ("Custom._", "Custom._"),
    ],
)
def test_a_name_of_a_field_is_taken_apart_into_words(name: str, words: str) -> None:
    assert label((FieldRule("own", (name,), ("Own",), Kind.TEXT),)) == {"own": words}
