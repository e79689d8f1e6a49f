"""The history as a file: what somebody typed elsewhere is no formula in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from core.model.approvals import Became, Direction
from core.model.intents import HistoryRow
from core.model.items import Value
from sandbox.host import PEOPLE
from tests.handlers.desks import Desk, a_desk, ask, request
from tests.worlds import NOON, PROJECT

FORMULA = '=HYPERLINK("https://evil.example","Pay")'


def a_row(old: Value, new: Value, words: str = "", by: str = "Mara") -> HistoryRow:
    return HistoryRow(
        "row-1",
        PROJECT,
        "link-1",
        NOON.isoformat(),
        by,
        "approval-1",
        Direction.TO_PPM,
        "title",
        old,
        new,
        became=Became.APPLIED,
        words=words,
    )


def exported(desk: Desk) -> list[dict[str, str]]:
    answer = ask(desk, "history_export", request(person=PEOPLE["viewer"]))
    return list(csv.DictReader(io.StringIO(answer.get_body().decode("utf-8-sig"))))


@pytest.mark.parametrize(
    "typed",
    [FORMULA, "+1", "-1+cmd", "@SUM(1)", "\t=1", "\r=1", "\n=1", "\uff1d1", "\uff0b1", "\uff20S"],
)
def test_what_a_spreadsheet_would_take_for_a_formula_is_text(typed: str) -> None:
    desk = a_desk()
    desk.world.history.add([a_row("Pay", typed, words=typed, by=typed)])

    [row] = exported(desk)

    assert all(row[name].startswith("'") for name in ("new", "words", "by"))


def test_a_formula_among_several_values_is_text_too() -> None:
    desk = a_desk()
    desk.world.history.add([a_row((FORMULA, "urgent"), ("urgent", FORMULA))])

    [row] = exported(desk)

    assert (row["old"][0], "; '=" in row["new"]) == ("'", True)


def test_a_number_below_zero_stays_a_number() -> None:
    desk = a_desk()
    desk.world.history.add([a_row(-1, 2.5)])

    [row] = exported(desk)

    assert (row["old"], row["new"]) == ("-1", "2.5")
