"""The tree as it was last told: at once, packed as it is kept, never in the way of the live one."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import azure.functions as func
import pytest

from core.model.errors import TryLater
from core.model.items import ItemRef, Side
from core.model.tree import KeptTree
from sandbox.host import PEOPLE
from tests.handlers.desks import Desk, a_desk, ask, request, told
from tests.handlers.tree_desk import a_pair, seen, tree
from tests.worlds import NOON, PROJECT


def last(desk: Desk, said: str = "gzip") -> func.HttpResponse:
    headers = {"Accept-Encoding": said}
    return ask(desk, "tree_last", request(person=PEOPLE["viewer"], headers=headers))


def kept(desk: Desk) -> KeptTree:
    return desk.world.memory.trees.rows[PROJECT]


def test_the_last_tree_is_the_one_that_was_told_with_its_own_time() -> None:
    desk = a_desk()
    live = tree(desk)
    desk.world.clock.pass_(minutes=5)
    desk.world.memory.links.rows.clear()

    found = told(last(desk, ""))

    assert found == live
    assert found["at"] == NOON.isoformat()


def test_it_is_answered_packed_as_it_is_kept() -> None:
    desk = a_desk()
    tree(desk)

    found = last(desk)

    assert found.headers["Content-Encoding"] == "gzip"
    assert found.headers["Vary"] == "Accept-Encoding"
    assert found.get_body() == kept(desk).packed


def test_the_live_tree_comes_packed_too() -> None:
    desk = a_desk()
    req = request(person=PEOPLE["viewer"], headers={"Accept-Encoding": "gzip"})

    found = ask(desk, "tree_show", req)

    assert found.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(found.get_body())) == told(last(desk, ""))


def test_where_nothing_is_kept_there_is_no_content() -> None:
    found = last(a_desk())

    assert (found.status_code, found.get_body()) == (204, b"")


@pytest.mark.parametrize("minutes", [0, 5])
def test_an_unchanged_tree_is_not_written_again(minutes: int) -> None:
    desk = a_desk()
    tree(desk)
    before = kept(desk)
    desk.world.clock.pass_(minutes=minutes)
    desk.world.sweep()

    looked = tree(desk)["looked"]

    assert looked == desk.world.clock().isoformat()
    assert kept(desk) is before


def test_a_change_is_kept_when_it_is_told() -> None:
    desk = a_desk()
    tree(desk)
    before = kept(desk)
    desk.world.ppm.edit(ItemRef(Side.PPM, "p1"), {"Name": "Pay later"})
    desk.world.sweep()
    assert kept(desk) is before

    live = tree(desk)

    assert len(live["mismatches"]) == 1
    assert told(last(desk, "")) == live


def test_a_tree_of_another_shape_is_nothing() -> None:
    desk = a_desk()
    tree(desk)
    rows = desk.world.memory.trees.rows
    rows[PROJECT] = replace(kept(desk), digest="of-an-older-app")

    assert last(desk).status_code == 204


def test_half_a_character_is_kept_like_any_other() -> None:
    desk = a_desk()
    a_pair(desk, 2)
    seen(desk, "link-2", Side.ADO, title="Refund \ud83d")

    live = tree(desk)

    assert live["titles"][1].startswith("Refund")
    assert told(last(desk, "")) == live


@pytest.mark.parametrize("error", [TryLater("storage is busy"), ValueError("of a newer version")])
def test_whatever_is_wrong_with_what_is_kept_the_tree_is_told(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    desk = a_desk()
    live = tree(desk)

    def nobody_can_reach_it(step: str) -> None:
        if step.startswith("trees."):
            raise error

    desk.world.on_step = nobody_can_reach_it

    assert tree(desk) == live
    assert last(desk).status_code == 204
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert PROJECT in caplog.text
