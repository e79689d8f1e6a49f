"""Alerts: each looks for a line that the code really writes, and somebody is told."""

from __future__ import annotations

import re

import pytest

from core.model.alarms import Kind
from handlers.changes import record_poison
from handlers.timers import sound_alarms
from tests.handlers.desks import a_desk
from tests.infra.bicep import INFRA
from tests.infra.deployed import deployed

FOUND = deployed()
RULES = {
    each.name.removeprefix("alert-lockstep-example-"): each
    for each in FOUND.of("Microsoft.Insights/scheduledQueryRules")
}
LEVELS = {"INFO": 1, "WARNING": 2, "ERROR": 3}
"""Of Application Insights, by the level that a line was logged at."""


def query(rule: str) -> str:
    (asked,) = RULES[rule].properties["criteria"]["allOf"]
    return str(asked["query"])


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    """What the log holds after a message was poisoned, and alarms were looked for."""
    caplog.set_level("INFO")
    desk = a_desk()
    desk.world.sweep()
    record_poison("m-1", "{}", desk.services)
    sound_alarms(desk.services)
    return [(LEVELS[each.levelname], each.getMessage()) for each in caplog.records]


def found(rule: str, written: list[tuple[int, str]]) -> list[str]:
    """The lines that a query of ours finds: those that begin so, of that level."""
    begins = re.search(r'Message startswith "([^"]+)"', query(rule))
    least = re.search(r"SeverityLevel (>=|==) (\d)", query(rule))
    assert begins

    def fits(level: int) -> bool:
        if not least:
            return True
        return level >= int(least[2]) if least[1] == ">=" else level == int(least[2])

    return [line for level, line in written if line.startswith(begins[1]) and fits(level)]


def test_a_grave_alarm_wakes_somebody(written: list[tuple[int, str]]) -> None:
    assert [line.split()[1] for line in found("grave-alarm", written)] == ["kind=poison"]


def test_a_poisoned_message_wakes_somebody_even_if_nobody_looks_for_alarms(
    written: list[tuple[int, str]],
) -> None:
    assert [line.split()[1] for line in found("poison", written)] == ["message=m-1"]


def test_a_look_for_alarms_is_the_heartbeat(written: list[tuple[int, str]]) -> None:
    assert len(found("no-heartbeat", written)) == 1


def test_an_alarm_that_is_not_grave_is_told_by_a_rule_of_its_own() -> None:
    line = f"alarm kind={Kind.TOKEN} project=- about=PPM_Express words"

    assert found("alarm", [(2, line)]) == [line]
    assert found("alarm", [(3, line), (1, line.replace("alarm", "alarm-over"))]) == []


@pytest.mark.parametrize("rule", ["alarm", "grave-alarm"])
def test_each_alarm_is_told_apart_by_what_its_line_says(
    rule: str, written: list[tuple[int, str]]
) -> None:
    parts = re.search(r"parse Message with (.+)$", query(rule))
    assert parts
    pattern = "".join(
        re.escape(fixed) if fixed else f"(?P<{name}>.+?)"
        for fixed, name in re.findall(r'"([^"]+)"|(\w+)', parts[1])
    )
    told = re.fullmatch(pattern, found("grave-alarm", written)[0])
    (asked,) = RULES[rule].properties["criteria"]["allOf"]

    assert told
    assert told["Kind"] in set(Kind)
    assert {each["name"] for each in asked["dimensions"]} <= set(told.groupdict())


def test_the_docs_tell_what_to_do_about_each_alert() -> None:
    told = (INFRA.parent / "docs" / "alarms.md").read_text("utf-8").split("## Alerts in Azure")[1]
    rows = re.findall(r"^\| (`.+?) \|", told, re.M)

    assert {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)} == set(RULES)


def test_every_rule_tells_the_people_who_are_to_hear_of_it() -> None:
    people = FOUND.one("Microsoft.Insights/actionGroups")

    assert [each["emailAddress"] for each in people.properties["emailReceivers"]] == [
        "project-office@example.com"
    ]
    for rule in RULES.values():
        assert rule.properties["actions"] == {"actionGroups": [people.id]}
        assert rule.properties["enabled"] is True
        assert rule.properties["scopes"] == [
            FOUND.one("Microsoft.OperationalInsights/workspaces").id
        ]


def test_a_silent_app_is_an_alert_and_looked_for_more_often_than_it_may_be_silent() -> None:
    (asked,) = RULES["no-heartbeat"].properties["criteria"]["allOf"]

    assert (asked["operator"], asked["threshold"]) == ("LessThan", 1)
    assert RULES["no-heartbeat"].properties["windowSize"] == "PT30M"
    settings = FOUND.one("Microsoft.Web/sites/config", "appsettings").properties
    assert settings["ALARMS_SCHEDULE"] == "0 */5 * * * *"


@pytest.mark.parametrize("rule", ["secret-opened", "memory-deleted"])
def test_whoever_touches_secrets_or_memory_beside_the_app_is_told_of(rule: str) -> None:
    assert f'"{FOUND.outputs["identityPrincipalId"]}"' in query(rule)
    kinds = {
        each.properties["logs"][0]["category"]
        for each in FOUND.of("Microsoft.Insights/diagnosticSettings")
    }
    assert {"AuditEvent", "StorageDelete"} <= kinds
