"""What the API tells: the tree in its order, a plan twice the same, and one request's approvals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sandbox.host import PEOPLE
from tests.handlers import desks
from tests.handlers.desks import Desk, a_desk, request, told


def ask(desk: Desk, name: str, body: object = None, query: str = "", **route: str) -> Any:
    method = "GET" if body is None else "POST"
    params = {"request": query} if query else None
    return told(
        desks.ask(desk, name, request(method, body, PEOPLE["approver"], None, params, **route))
    )


def edited(desk: Desk, link: str, title: str) -> None:
    desk.world.clock.pass_(minutes=1)
    ref = desk.world.link(link).ado.ref
    desk.world.ado.edit(ref, {"System.Title": title})
    desk.world.hook(ref)


def test_links_stand_as_a_tree_in_the_order_of_their_numbers() -> None:
    desk = a_desk()
    world = desk.world
    for key in ("10", "9"):
        world.a_pair(key, {"System.Title": key}, {"Name": key})
    world.a_pair("11", {"System.Title": "11"}, {"Name": "11"}, below=world.link("link-9"))

    found = ask(desk, "links_list")["links"]

    assert [(row["id"], row["depth"]) for row in found] == [
        ("link-1", 0),
        ("link-9", 0),
        ("link-11", 1),
        ("link-10", 0),
    ]


def test_a_mismatch_says_who_moved_and_what_that_suggests() -> None:
    desk = a_desk()
    edited(desk, "link-1", "Pay later")

    [found] = ask(desk, "link_show", link="link-1")["mismatches"]

    assert (found["name"], found["ado"], found["ppm"]) == ("title", "Pay later", "Pay by invoice")
    assert found["agreed"] == {"ado": "Pay by invoice", "ppm": "Pay by invoice"}
    assert (found["changed"], found["suggests"]) == ("ado", "to_ppm")


def test_a_plan_shows_the_same_when_it_is_asked_for_again() -> None:
    desk = a_desk()
    edited(desk, "link-1", "Pay later")

    made = ask(desk, "plans_add", {"direction": "to_ppm"})

    edited(desk, "link-1", "Pay never")
    assert ask(desk, "plan_show", plan=made["id"]) == made


def test_a_plan_says_before_and_after_and_what_it_overwrites() -> None:
    desk = a_desk()
    edited(desk, "link-1", "Pay later")

    [link] = ask(desk, "plans_add", {"direction": "to_ado"})["links"]

    [value] = link["values"]
    assert (value["before"], value["after"]) == ("Pay later", "Pay by invoice")
    assert value["overwrites"] is True


def test_the_approvals_of_one_request_are_told_apart_from_all_others() -> None:
    desk = a_desk()
    asked = []
    for title in ("Pay later", "Pay never"):
        edited(desk, "link-1", title)
        plan = ask(desk, "plans_add", {"direction": "to_ppm"})
        asked.append(ask(desk, "approvals_add", {"plan": plan["id"]})["request"])

    rows = ask(desk, "approvals_list", query=asked[0])["approvals"]

    assert [row["id"].partition("-")[0] for row in rows] == asked[:1]
    assert len(ask(desk, "approvals_list")["approvals"]) == 2


def test_a_request_is_told_to_its_end_however_many_were_closed_since() -> None:
    desk = a_desk()
    edited(desk, "link-1", "Pay later")
    plan = ask(desk, "plans_add", {"direction": "to_ppm"})
    asked = ask(desk, "approvals_add", {"plan": plan["id"]})
    rows = desk.world.store.approvals
    [mine] = rows.closed(desk.world.project.id)
    for number in range(1001):
        rows.close(replace(mine, id=f"later-{number:05}"))

    again = ask(desk, "approvals_add", {"plan": plan["id"]})

    assert again == asked
    assert ask(desk, "approvals_list", query=asked["request"])["approvals"] == asked["approvals"]
    assert len(ask(desk, "approvals_list")["approvals"]) == 1000


def test_what_was_approved_twice_is_written_once() -> None:
    desk = a_desk()
    edited(desk, "link-1", "Pay later")
    plan = ask(desk, "plans_add", {"direction": "to_ppm"})

    first = ask(desk, "approvals_add", {"plan": plan["id"]})
    second = ask(desk, "approvals_add", {"plan": plan["id"]})

    assert second == first
    assert len(desk.world.ppm.log) == 1


def test_the_history_names_who_approved_in_this_project() -> None:
    desk = a_desk()
    edited(desk, "link-1", "Pay later")
    plan = ask(desk, "plans_add", {"direction": "to_ppm"})
    ask(desk, "approvals_add", {"plan": plan["id"]})

    [row] = ask(desk, "history_list")["history"]

    assert (row["link"], row["by"], row["new"]) == ("link-1", "Anna Approver", "Pay later")


def test_half_a_character_in_one_title_hides_no_other_item() -> None:
    desk = a_desk()
    edited(desk, "link-1", "half \ud83d of a smile")

    [row] = ask(desk, "links_list")["links"]

    assert row["ado"]["title"] == "half \ud83d of a smile"
    assert row["mismatches"][0]["ado"] == "half \ud83d of a smile"
