"""How fields go together and what a rule would do, told before anything is kept."""

from __future__ import annotations

import pytest

from tests.handlers.desks import Desk, refusal
from tests.handlers.mapped_desk import (
    PRIORITY,
    URGENCY,
    USUAL,
    a_mapped_desk,
    away,
    mismatch,
    ok,
    sent,
)


@pytest.fixture
def desk() -> Desk:
    return a_mapped_desk()


def test_fields_that_go_together_come_with_kinds_options_and_a_first_value_map(desk: Desk) -> None:
    found = ok(desk, "fields_fit", {"ado": ["priority"], "ppm": ["Priority"]}, "viewer")

    assert found == {
        "kinds": ["choice"],
        "why_not": "",
        "days": [],
        "ado_options": ["1", "2", "3", "4"],
        "ppm_options": ["Low", "Medium", "High"],
        "value_map": [["1", "High"], ["2", "Medium"], ["3", "Low"]],
        "ado_left": ["4"],
        "ppm_left": [],
    }


def test_fields_that_do_not_go_together_come_with_the_reason(desk: Desk) -> None:
    found = ok(desk, "fields_fit", {"ado": ["System.AssignedTo"], "ppm": ["Name"]}, "viewer")

    assert (found["kinds"], found["value_map"]) == ([], [])
    assert found["why_not"] == "Assigned To holds a person, and Name holds text"


def test_a_rule_is_tried_out_on_present_links_before_it_is_saved(desk: Desk) -> None:
    found = ok(desk, "rules_try", {"rule": PRIORITY}, "viewer")

    in_step = {"agree": 1, "differ": {}, "unread": 0, "aside": {}}
    assert found == {
        "effects": [
            {
                "rule": "priority",
                "before": in_step,
                "after": in_step | {"agree": 0, "differ": {"settled": 1}},
            }
        ],
        "changed": 1,
        "links": [{"id": "link-1", "title": "Pay by invoice"}],
    }
    assert mismatch(desk, "priority") is None


def test_a_whole_mapping_can_be_tried_out_while_the_vendors_are_away(desk: Desk) -> None:
    desk.services = desk.with_(systems=away)

    found = ok(desk, "rules_try", {"rules": [URGENCY]}, "viewer")

    assert [each["rule"] for each in found["effects"]] == [*USUAL, "urgency"]
    assert found["effects"][-1]["after"]["unread"] == 1


@pytest.mark.parametrize("body", [{}, {"rule": URGENCY, "rules": [URGENCY]}])
def test_a_trial_is_of_one_rule_or_of_all(desk: Desk, body: object) -> None:
    assert refusal(sent(desk, "rules_try", body)) == (400, "rules")
