"""A desk whose tree is looked at, as the page is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.model.compare import Link
from core.model.items import Side, Value
from core.model.rules import FieldRule, Kind
from sandbox.host import PEOPLE
from tests.handlers.desks import Desk, ask, request, told
from tests.worlds import PROJECT

DESCRIPTION = FieldRule("text", ("System.Description",), ("Description",), Kind.RICH_TEXT)


def tree(desk: Desk) -> Any:
    answer = ask(desk, "tree_show", request(person=PEOPLE["viewer"]))
    assert answer.status_code == 200
    return told(answer)


def a_pair(
    desk: Desk, number: int, below: str = "", says: Mapping[str, Value] | None = None
) -> Link:
    """A work item and a task of one title, and what else the work item says."""
    title = f"Story {number}"
    above = desk.world.link(below) if below else None
    ado = {"System.Title": title, "System.WorkItemType": "Task", **(says or {})}
    return desk.world.a_pair(str(number), ado, {"Name": title}, above)


def seen(desk: Desk, link: str, side: Side, **what: Any) -> None:
    """The link as if its work item or its task had been seen otherwise."""
    row = desk.world.link(link)
    item = replace(row.on(side), **what)
    kept = replace(row, ado=item) if side is Side.ADO else replace(row, ppm=item)
    desk.world.memory.links.rows[PROJECT, link] = kept


def in_rows(listed: Mapping[str, Any]) -> list[Any]:
    return [listed["are"][number] for number in listed["of"]]
