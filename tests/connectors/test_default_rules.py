"""The rules that a project starts with, held against what both vendors tell of their fields."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from core.connectors.ado import AdoSystem
from core.model.items import Side
from core.model.problems import Catalogues, alone, tidied, together
from core.model.projects import Project
from core.model.rules import Kind, default_rules
from core.sync.ports import System
from core.sync.rules import Fitting, fit
from tests.connectors.ado_stage import PROJECT, AdoStage
from tests.connectors.ppm_stage import PpmStage

PROCESSES = ("Agile", "Scrum", "CMMI", "Basic")


def catalogues(process: str) -> Catalogues:
    stages = AdoStage(process=process), PpmStage()
    return {Side.ADO: stages[0].system.catalogue(), Side.PPM: stages[1].system.catalogue()}


@pytest.mark.parametrize("process", PROCESSES)
def test_every_rule_goes_together_in_every_process(process: str) -> None:
    known = catalogues(process)

    assert list(together(default_rules(), known)) == []
    assert list(alone(default_rules(), known)) == []


def test_every_field_is_spelled_as_its_vendor_does() -> None:
    known = catalogues("Agile")

    assert tuple(tidied(rule, known) for rule in default_rules()) == default_rules()


def fitted(process: str, ado: str, ppm: str) -> Fitting:
    stage = AdoStage(process=process)
    both: Mapping[Side, System] = {
        Side.ADO: AdoSystem(stage.http, stage.world.collection_id, projects=[PROJECT]),
        Side.PPM: PpmStage().system,
    }
    return fit(Project("billing"), [ado], [ppm], lambda project: both)


@pytest.mark.parametrize("process", PROCESSES)
def test_priorities_are_proposed_as_the_default_has_them(process: str) -> None:
    priority = next(rule for rule in default_rules() if rule.id == "priority")

    found = fitted(process, *priority.ado, *priority.ppm)

    assert found.kinds == (Kind.CHOICE,)
    assert found.proposal.pairs == priority.value_map


def test_states_are_proposed_for_a_choice_of_stages() -> None:
    found = fitted("Agile", "System.State", "Delivery Stage")

    names = ("New", "Active", "Resolved", "Closed", "Removed")
    assert found.kinds == (Kind.CHOICE,)
    assert set(found.proposal.pairs) >= {(name, name) for name in names}


def test_the_duration_is_proposed_in_working_days() -> None:
    found = fitted("Agile", "Original Estimate", "Duration")

    assert found.kinds[0] is Kind.WORK
    assert found.days == {Side.PPM}
