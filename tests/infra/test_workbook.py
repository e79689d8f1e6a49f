"""The workbook asks for what the app really tells, and shows all of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from core.model.budgets import Urgency
from core.model.errors import TryLater
from core.model.telemetry import Act, Figure
from core.sync.pacing import Budget
from handlers.timers import sweep_due
from sandbox.memory.budgets import MemoryBudgets
from tests.handlers.listening import Office, an_edit_on_its_way
from tests.infra.deployed import deployed
from tests.sync.test_pacing import EXPRESS, LOOK

SHOWN: list[dict[str, Any]] = json.loads(
    deployed().one("Microsoft.Insights/workbooks").properties["serializedData"]
)["items"]
QUERIES = {
    each["name"]: str(each["content"]["query"]) for each in SHOWN if "query" in each["content"]
}
OURS = {name: text for name, text in QUERIES.items() if "lockstep." in text}


@pytest.fixture(scope="module")
def facts() -> Mapping[str, set[str]]:
    """The facts that were told with each act and figure, on a busy day."""
    busy = a_busy_day()
    told: dict[str, set[str]] = {act: set() for act in Act}
    for act in Act:
        for span in busy.heard.spans(act):
            told[act] |= set(span.attributes or {})
    points = busy.heard.figures()
    return told | {each: {n for known, _ in points[each] for n in known} for each in points}


def a_busy_day() -> Office:
    """One edit is found by a hook and has to wait, the next is found by a sweep and is applied, and
    the last is refused."""
    busy = an_edit_on_its_way()
    world = busy.desk.world
    budget = Budget(EXPRESS, MemoryBudgets, world.clock, busy.heard.telemetry)
    budget.take(Urgency.PERSON, LOOK)
    busy.approves()
    world.on_step = away("ppm.write")
    busy.applies()
    world.on_step = away("ado.fetch")
    sweep_due(busy.services)
    world.on_step = None
    world.clock.pass_(days=8)
    world.ado.edit(world.link("link-1").ado.ref, {"System.Title": "Pay at once"})
    busy.applies()
    sweep_due(busy.services)
    busy.approves()
    busy.applies()
    is_refused(busy)
    return busy


def away(step: str) -> Callable[[str], None]:
    def at(now: str) -> None:
        if now == step:
            raise TryLater("away", 5)

    return at


def is_refused(busy: Office) -> None:
    busy.edits("Pay never")
    busy.hears_of_it()
    busy.looks()
    busy.approves()
    del busy.desk.world.ppm.items[busy.desk.world.link("link-1").ppm.ref]
    busy.applies()


def test_everything_that_is_told_is_told_on_a_busy_day(facts: Mapping[str, set[str]]) -> None:
    assert set(facts) == {*Act, *Figure}


def test_each_query_asks_for_names_that_the_app_tells() -> None:
    named = {name for text in OURS.values() for name in re.findall(r'"(lockstep\.\w+)"', text)}

    assert named == {*Act, *Figure}


def test_spans_are_looked_for_where_spans_are_and_figures_where_figures_are() -> None:
    for text in OURS.values():
        table = {"dependencies": set[str](Act), "customMetrics": set[str](Figure)}
        asked = re.findall(r"\b(dependencies|customMetrics)\b", text)
        assert set(re.findall(r'"(lockstep\.\w+)"', text)) <= table[asked[0]]
        assert len(set(asked)) == 1


@pytest.mark.parametrize("query", OURS)
def test_each_query_reads_facts_that_are_told_with_what_it_asks_for(
    query: str, facts: Mapping[str, set[str]]
) -> None:
    asked = set(re.findall(r'customDimensions\["(\w+)"\]', OURS[query]))
    told = {each for name in re.findall(r'"(lockstep\.\w+)"', OURS[query]) for each in facts[name]}

    assert asked <= told
    assert asked or query == "latency-by-the-minute"


@pytest.mark.parametrize("query", OURS)
def test_no_fact_is_taken_for_a_word_of_the_language(query: str) -> None:
    """Such as `project`: they are named in quotes, and what is made of them has a capital."""
    assert "customDimensions." not in OURS[query]
    assert re.findall(r"(?<![<>=!])\b[a-z]\w* = ", OURS[query]) in ([], ["ways = "])


def test_the_way_of_one_link_is_asked_for_by_a_parameter_that_is_there() -> None:
    named = {each["name"] for one in SHOWN for each in one["content"].get("parameters", ())}
    wanted = {name for text in QUERIES.values() for name in re.findall(r"\{(\w+)\}", text)}

    assert wanted == named == {"Link"}
