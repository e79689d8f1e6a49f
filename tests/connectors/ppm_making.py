"""A new task, its mark, and what was sent of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from core.connectors.ppm import PpmSettings
from core.model.items import ItemRef, Value
from core.model.making import ItemType, Made, Mark, NewItem
from tests.connectors.ppm_stage import FIELDS, PROJECT, PpmStage

MARK = Mark("a1b2c3", "https://lockstep.example/l/a1b2c3", "2026-11-24T09:00:00+00:00")
NAMED = "Pay by invoice [a1b2c3]"
A_FIELD = PpmSettings(link_field="ADO Link")
TASKS = f"projects/{PROJECT}/tasks"


def a_new(values: Mapping[str, Value] | None = None, below: ItemRef | None = None) -> NewItem:
    wanted = {"Name": "Pay by invoice", **(values or {})}
    return NewItem(ItemType(), wanted, below, MARK)


def make(stage: PpmStage, new: NewItem) -> Made:
    return stage.system.create(new, FIELDS)


def sent(stage: PpmStage) -> dict[str, Any]:
    """The attributes of the one task that was asked for."""
    [body] = [json.loads(b) for c, b in zip(stage.calls, stage.bodies, strict=True) if "POST" in c]
    assert set(body) == {"attributes"}
    found = body["attributes"]
    assert isinstance(found, dict)
    return found
