"""PPM Express's own two-way integration, act by act: what is chosen, connected and filtered."""

from __future__ import annotations

from typing import Any

from tests.handlers.office import TILL, Office, differences, names
from tests.handlers.shop import SHOP


def test_chosen_items_are_synced_instead_of_whole_projects(office: Office) -> None:
    chosen, other = office.story(), office.story()

    office.create_tasks([chosen])

    assert office.is_linked(chosen)
    assert not office.is_linked(other)


def test_items_of_several_azure_devops_projects_come_together_in_one_ppm_express_project(
    office: Office,
) -> None:
    office.create_tasks([2001])

    assert office.link(2001)["ppm"]["title"] == "Open the till"


def test_it_tells_on_which_side_something_changed_and_guides_through_syncing(
    office: Office,
) -> None:
    one, two = office.linked_story(), office.linked_story()
    office.edit(office.number(one["ado"]["key"]), Title="Changed in Azure DevOps")
    office.edit_task(two["ppm"]["key"], Name="Changed in PPM Express")
    office.shop.is_quiet()

    [mine] = differences(office, one)
    [theirs] = differences(office, two)

    assert (mine["changed"], mine["suggests"]) == ("ado", "to_ppm")
    assert (theirs["changed"], theirs["suggests"]) == ("ppm", "to_ado")


def test_the_connection_is_a_site_url_and_a_token_and_is_tried_before_it_is_kept(
    office: Office,
) -> None:
    before = office.ok("GET", "/connection")["places"]
    bad = [{**office.shop.place, "token": "pat-reader"}]

    refused = office.shop.call("PUT", "/connection", {"places": bad}, "admin")
    tried = office.ok("POST", "/connection-tests", {"places": bad}, "admin")["tests"]

    assert refused.status_code == 409
    assert "Work Items (write)" in refused.json()["error"]["message"]
    missing = [check["what"] for check in tried[0]["checks"] if not check["ok"]]
    assert missing == ["Work Items (write)"]
    assert tried[1]["days_left"] > 300
    assert office.ok("GET", "/connection")["places"] == before


def test_an_expired_token_can_be_refreshed_and_nothing_is_lost(office: Office) -> None:
    link = office.linked_story()
    place = office.shop.place
    lockstep = office.shop.ado.people.of_token("pat-lockstep")
    assert lockstep is not None
    office.edit_task(link["ppm"]["key"], Name="Waits for a token")
    office.shop.is_quiet()
    plan = office.ok("POST", "/plans", {"direction": "to_ado", "links": [link["id"]]})
    lockstep.token = "pat-renewed"
    try:
        opened = office.ok("POST", "/approvals", {"plan": plan["id"]})
        assert [each["open"] for each in opened["approvals"]] == [True]

        places = [{**place, "token": "pat-renewed"}, {"url": place["url"], "project": TILL}]
        office.ok("PUT", "/connection", {"places": places}, "admin")
        again = office.sync("to_ado", [link["id"]])

        assert again is not None
        assert office.ok("GET", f"/links/{link['id']}")["id"] == link["id"]
    finally:
        lockstep.token = "pat-lockstep"
        places = [place, {"url": place["url"], "project": TILL}]
        office.ok("PUT", "/connection", {"places": places}, "admin")


def test_the_site_url_can_be_changed_and_every_link_stays(office: Office) -> None:
    link = office.linked_story()
    renamed = office.shop.ado_url.replace("/contoso", "/CONTOSO")

    places = [{"url": renamed, "project": name} for name in (SHOP, TILL)]
    office.ok("PUT", "/connection", {"places": places}, "admin")
    office.edit(office.number(link["ado"]["key"]), Title="Still heard of")
    office.shop.is_quiet()
    office.shop.host.run_timer("sweep_timer")

    assert names(office, link) == ["title"]
    other = [{"url": "https://dev.azure.com/contoso", "project": SHOP}]
    refused = office.shop.call("PUT", "/connection", {"places": other}, "admin")
    assert "a token is needed" in refused.json()["error"]["message"]
    assert refused.json()["error"]["field"] == "places.0"


def test_a_token_is_never_told(office: Office) -> None:
    told = office.shop.call("GET", "/connection", person="admin").text
    told += office.shop.call("GET", "", person="admin").text
    told += office.shop.call("GET", "/configuration", person="admin").text

    assert "pat-" not in told
    assert "ppm-lockstep" not in told


def test_both_sides_are_subscribed_to_once_the_connection_is_saved(office: Office) -> None:
    hooks = office.ok("GET", "/connection")["hooks"]

    assert sorted(each["side"] for each in hooks) == ["ado", "ado", "ppm"]
    assert all(each["words"] == "" for each in hooks)
    assert {event for each in hooks for event in each["subscriptions"]} >= {
        "workitem.updated",
        "Task:Updated",
    }


def numbers(answer: Any) -> list[int]:
    return [each["number"] for each in answer["items"]]


def test_work_items_are_filtered_by_project(office: Office) -> None:
    assert numbers(office.ok("GET", f"/items?project={TILL}")) == [2001]


def test_work_items_are_filtered_by_team(office: Office) -> None:
    item = office.story()
    office.edit(item, AreaPath=f"{SHOP}\\Web")

    assert item in numbers(office.ok("GET", f"/items?project={SHOP}&team=Web"))
    assert 101 not in numbers(office.ok("GET", f"/items?project={SHOP}&team=Web"))


def test_work_items_are_filtered_by_iteration(office: Office) -> None:
    item = office.story()
    office.edit(item, IterationPath=f"{SHOP}\\Sprint 1")

    found = office.ok("GET", f"/items?project={SHOP}&iteration={SHOP}%5CSprint 1")

    assert numbers(found) == [item]


def test_work_items_are_filtered_by_query(office: Office) -> None:
    queries = office.ok("GET", f"/choices?project={SHOP}")["queries"]

    found = office.ok("GET", f"/items?project={SHOP}&query={queries[0]['id']}")

    assert found["items"]


def test_work_items_are_filtered_by_work_item_with_everything_below_it(office: Office) -> None:
    found = office.ok("GET", f"/items?project={SHOP}&item=801")

    assert [(each["number"], each["depth"]) for each in found["items"]] == [
        (801, 0),
        (802, 1),
        (803, 2),
        (804, 3),
    ]
