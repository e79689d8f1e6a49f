"""New items for Azure DevOps, as its tests make them."""

from __future__ import annotations

from collections.abc import Mapping

from core.model.items import ItemRef, Value
from core.model.making import Made, Mark, NewItem
from tests.connectors.ado_stage import NAMES, AdoStage

URL = "https://lockstep.example/l/link-1"
MARK = Mark("link-1", URL, "2026-11-24T08:59:00+00:00")
FIELDS = NAMES.all


def a_new(
    stage: AdoStage, values: Mapping[str, Value] | None = None, below: ItemRef | None = None
) -> NewItem:
    return NewItem(stage.type, {"System.Title": "Pay by invoice", **(values or {})}, below, MARK)


def make(stage: AdoStage, new: NewItem) -> Made:
    return stage.system.create(new, FIELDS)
