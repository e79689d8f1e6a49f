"""The field mapping over HTTP: each refusal names rule and field, and nobody is blamed for what
an administrator changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from core.model.items import Side
from core.model.projects import Project
from core.model.rules import default_rules
from core.sync.ports import System
from tests.handlers.desks import Desk, refusal, told
from tests.handlers.mapped_desk import (
    ADO,
    PPM,
    PRIORITY,
    URGENCY,
    USUAL,
    a_mapped_desk,
    away,
    ids,
    mismatch,
    ok,
    sent,
)
from tests.worlds import RULES


@pytest.fixture
def desk() -> Desk:
    return a_mapped_desk()


def test_a_rule_is_added_at_the_end(desk: Desk) -> None:
    answer = sent(desk, "rules_add", URGENCY)

    assert answer.status_code == 201
    assert ids(told(answer)) == ids(ok(desk, "rules_list")) == [*USUAL, "urgency"]


def test_a_rule_is_changed_where_it_stands(desk: Desk) -> None:
    found = ok(desk, "rule_put", {**PRIORITY, "active": False}, rule="priority")

    assert ids(found) == USUAL
    [priority] = [each for each in found["rules"] if each["id"] == "priority"]
    assert (priority["active"], priority["value_map"]) == (False, PRIORITY["value_map"])


def test_a_rule_is_deleted_once(desk: Desk) -> None:
    assert "tags" not in ids(ok(desk, "rule_remove", rule="tags"))
    assert refusal(sent(desk, "rule_remove", rule="tags")) == (404, "rule")


def test_the_columns_are_reordered_by_putting_the_whole_list(desk: Desk) -> None:
    turned = ok(desk, "rules_list")["rules"][::-1]

    ok(desk, "rules_put", {"rules": turned})

    assert ids(ok(desk, "rules_list")) == USUAL[::-1]


def test_a_reset_goes_back_to_the_default(desk: Desk) -> None:
    ok(desk, "rules_put", {"rules": [PRIORITY]})

    assert ids(ok(desk, "rules_reset", {})) == [rule.id for rule in default_rules()]


def test_an_approver_keeps_the_mapping_only_where_an_admin_allows_it(desk: Desk) -> None:
    assert sent(desk, "rules_add", URGENCY, "approver").status_code == 403

    desk.world.agree(approvers_keep=True)

    assert sent(desk, "rules_add", URGENCY, "approver").status_code == 201


def test_what_is_chosen_from_comes_from_both_live_catalogues(desk: Desk) -> None:
    found = ok(desk, "fields_list", person="viewer")["fields"]

    assert [each["side"] for each in found] == ["ado"] * len(ADO) + ["ppm"] * len(PPM)
    assert found[len(ADO)] == {
        "side": "ppm",
        "name": "Created",
        "label": "Created",
        "kind": "date",
        "writable": False,
    }


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"ado": ["Custom.Gone"]}, "urgency.ado", "Azure DevOps has no field Custom.Gone here"),
        ({"ppm": ["Gone"]}, "urgency.ppm", "PPM Express has no field Gone here"),
        (
            {"ado": ["System.AssignedTo"], "ppm": ["Created"], "kind": "date"},
            "urgency.ppm",
            "Assigned To holds a person, and Created holds dates",
        ),
        ({"kind": "date"}, "urgency.kind", "go together as choice, not as date"),
        ({"id": "title"}, "title.id", "two rules have the same id"),
        ({"ado": ["Priority"]}, "urgency.ado", "the active rule priority writes Azure DevOps's"),
        (
            {"value_map": [["1", "Soon"], ["1", "Later"]]},
            "urgency.value_map",
            "'1' has two partners",
        ),
    ],
)
def test_each_refusal_names_the_rule_the_field_and_the_reason(
    desk: Desk, change: dict[str, object], field: str, words: str
) -> None:
    answer = sent(desk, "rules_add", {**URGENCY, **change})

    assert refusal(answer) == (409, field)
    assert words in told(answer)["error"]["message"]
    assert ids(ok(desk, "rules_list")) == USUAL


def test_a_rule_keeps_its_id(desk: Desk) -> None:
    assert refusal(sent(desk, "rule_put", PRIORITY, rule="title")) == (400, "id")


def test_a_rule_that_is_not_there_cannot_be_changed(desk: Desk) -> None:
    assert refusal(sent(desk, "rule_put", URGENCY, rule="urgency")) == (404, "rule")


def test_a_new_field_waits_until_both_vendors_can_be_asked(desk: Desk) -> None:
    desk.services = desk.with_(systems=away)

    answer = sent(desk, "rules_add", URGENCY)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert ids(ok(desk, "rules_list")) == USUAL


def test_without_a_new_field_the_mapping_changes_while_a_vendor_is_away(desk: Desk) -> None:
    desk.services = desk.with_(systems=away)
    turned = [{**each, "active": False} for each in ok(desk, "rules_list")["rules"][::-1]]

    assert ok(desk, "rules_put", {"rules": turned})["warnings"] == []
    mapped = ok(desk, "rule_put", PRIORITY, rule="priority")

    assert [each["words"] for each in mapped["warnings"]] == [
        "not looked over: PPM Express is away"
    ]


def test_a_choice_that_nobody_offers_is_kept_with_a_warning(desk: Desk) -> None:
    found = ok(desk, "rule_put", PRIORITY, rule="priority")

    assert found["warnings"] == [
        {
            "rule": "priority",
            "part": "value_map",
            "words": "PPM Express does not offer 'Critical'",
        }
    ]
    assert ok(desk, "rules_list")["warnings"] == []


def test_another_value_map_blames_nobody_and_suggests_nothing(desk: Desk) -> None:
    ok(desk, "rule_put", PRIORITY, rule="priority")

    found = mismatch(desk, "priority")

    assert (found["ado"], found["ppm"]) == (1, "High")
    assert (found["changed"], found["suggests"]) == ("settled", None)


def test_another_time_zone_blames_nobody(desk: Desk) -> None:
    world, link = desk.world, desk.world.link("link-1")
    world.ado.edit(link.ado.ref, {"StartDate": "2026-03-01T23:00:00Z"})
    world.ppm.edit(link.ppm.ref, {"StartDate": "2026-03-01"})
    world.sweep()
    assert mismatch(desk, "start") is None

    members = sorted(desk.world.project.members)
    ok(desk, "project_put", {"name": "Billing", "zone": "Europe/Berlin", "members": members})

    found = mismatch(desk, "start")
    assert (found["changed"], found["suggests"]) == ("settled", None)


def test_a_new_rule_is_unread_and_never_takes_empty_for_agreement(desk: Desk) -> None:
    world, link = desk.world, desk.world.link("link-1")
    world.ado.edit(link.ado.ref, {"Custom.Urgency": 2})

    ok(desk, "rules_add", URGENCY)

    unread = ok(desk, "link_show", link="link-1")
    assert unread["aside"]["urgency"] == "not read yet"
    assert mismatch(desk, "urgency") is None
    world.hook(link.ado.ref)
    assert mismatch(desk, "urgency") is None
    world.hook(link.ppm.ref)
    found = mismatch(desk, "urgency")
    assert (found["changed"], found["agreed"], found["suggests"]) == ("unknown", None, None)


def test_what_was_approved_under_another_mapping_is_decided_again(desk: Desk) -> None:
    desk.world.clock.pass_(minutes=1)
    ref = desk.world.link("link-1").ado.ref
    desk.world.ado.edit(ref, {"Priority": 2})
    desk.world.hook(ref)
    plan = ok(desk, "plans_add", {"direction": "to_ppm"})["id"]

    ok(desk, "rule_put", PRIORITY | {"value_map": [["2", "Medium"]]}, rule="priority")
    answer = sent(desk, "approvals_add", {"plan": plan}, "approver")

    [row] = told(answer)["approvals"]
    assert row["outcomes"]["priority"]["became"] == "stale"


def test_two_people_who_add_a_rule_at_once_do_not_lose_one(desk: Desk) -> None:
    project = desk.world.project

    def somebody_is_quicker(of: Project) -> Mapping[Side, System]:
        desk.world.store.projects.put(replace(project, rules=RULES[:-1]))
        return desk.world.systems(of)

    desk.services = desk.with_(systems=somebody_is_quicker)
    answer = sent(desk, "rules_add", URGENCY)

    assert answer.status_code == 409
    assert ids(ok(desk, "rules_list")) == USUAL[:-1]
