"""The main job on real storage, over sockets: from a hook to an approved write, and no further."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sandbox.azurite import Azurite
from sandbox.host import PEOPLE
from tests.handlers.shop import SHOP, Shop, a_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """With a storage of its own: the tables of the product have one name only."""
    folder: Path = tmp_path_factory.mktemp("shop")
    with Azurite() as storage, a_shop(storage.connection_string, folder) as made:
        assert made.connect().status_code == 200
        yield made


def test_a_project_is_made_over_http_and_listed(shop: Shop) -> None:
    found = shop.call("GET", "", person="viewer").json()

    assert (found["id"], found["name"]) == (shop.project, SHOP)
    assert PEOPLE["admin"].oid in found["members"]
    [place] = found["ado"]
    assert (place["url"], place["project"], place["identity"]) == (shop.ado_url, SHOP, False)
    assert place["collection"] == shop.ado.collection_id


def test_an_edit_in_azure_devops_is_applied_in_ppm_express_once_it_is_approved(shop: Shop) -> None:
    linked = shop.adopts(1)
    assert shop.mismatch(linked) is None
    shop.edits_item(linked, "Pay by invoice, later")
    shop.is_quiet()

    seen = shop.mismatch(linked)
    outcome = shop.approves_title(linked, shop.plans(linked, "to_ppm"))

    assert (seen["ado"], seen["ppm"]) == ("Pay by invoice, later", "Pay by invoice")
    assert (seen["changed"], seen["suggests"]) == ("ado", "to_ppm")
    assert outcome["became"] == "applied"
    assert shop.title_of_task(linked) == "Pay by invoice, later"
    assert shop.mismatch(linked) is None


def test_an_edit_in_ppm_express_is_applied_in_azure_devops_once_it_is_approved(shop: Shop) -> None:
    linked = shop.adopts(2)
    shop.edits_task(linked, "Pay by card, at once")
    shop.is_quiet()

    seen = shop.mismatch(linked)
    outcome = shop.approves_title(linked, shop.plans(linked, "to_ado"))

    assert (seen["changed"], seen["suggests"]) == ("ppm", "to_ado")
    assert outcome["became"] == "applied"
    assert shop.title_of_item(linked) == "Pay by card, at once"
    shop.is_quiet()
    assert shop.mismatch(linked) is None


def test_what_was_written_stands_in_the_history_with_who_approved_it(shop: Shop) -> None:
    linked = shop.adopts(3)
    shop.edits_item(linked, "Refund half an order")
    shop.is_quiet()

    shop.approves_title(linked, shop.plans(linked, "to_ppm"))

    [row] = shop.history(linked)
    assert (row["name"], row["old"], row["new"]) == (
        "title",
        "Refund an order",
        "Refund half an order",
    )
    assert (row["by"], row["direction"], row["certain"]) == ("Anna Approver", "to_ppm", True)


def test_an_item_that_has_a_link_is_refused_another(shop: Shop) -> None:
    linked = shop.adopts(4)

    again = shop.call("POST", "/links", {"ado": linked.item, "ppm": shop.tasks[8]})
    other = shop.call("POST", "/links", {"ado": 8, "ppm": linked.task})

    assert (again.status_code, other.status_code) == (409, 409)
    assert "already has a link" in again.json()["error"]["message"]
    assert shop.adopts(8).link  # neither attempt has left a claim behind


def test_what_changed_after_the_manager_looked_is_stale_and_nothing_is_written(shop: Shop) -> None:
    linked = shop.adopts(5)
    shop.edits_item(linked, "Send two parcels")
    shop.is_quiet()
    plan = shop.plans(linked, "to_ppm")
    shop.edits_task(linked, "Send a letter")

    outcome = shop.approves_title(linked, plan)

    assert outcome["became"] == "stale"
    assert shop.title_of_task(linked) == "Send a letter"
    assert shop.title_of_item(linked) == "Send two parcels"
    [row] = shop.history(linked)
    assert (row["became"], row["new"]) == ("stale", None)


def test_a_digest_that_nobody_was_shown_is_stale_and_nothing_is_written(shop: Shop) -> None:
    linked = shop.adopts(6)
    shop.edits_item(linked, "Find two parcels")
    shop.is_quiet()
    value = {"link": linked.link, "name": "title", "digest": "never-shown"}

    answer = shop.call("POST", "/approvals", {"direction": "to_ppm", "values": [value]})

    [row] = answer.json()["approvals"]
    assert row["outcomes"]["title"]["became"] == "stale"
    assert shop.title_of_task(linked) == "Find a parcel"


def test_our_token_is_not_sent_to_a_host_of_somebody_else(shop: Shop) -> None:
    body = {"places": [{"url": "https://evil.example/contoso", "project": SHOP}]}

    answer = shop.call("PUT", "/connection", body, "admin")

    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == "places.0.url"
    assert "evil.example is not a host of Azure DevOps" in answer.json()["error"]["message"]


def test_an_unlinked_pair_is_forgotten_and_may_be_linked_again(shop: Shop) -> None:
    linked = shop.adopts(7)

    answer = shop.call("DELETE", f"/links/{linked.link}")

    assert (answer.status_code, answer.json()) == (200, {"unlinked": linked.link})
    assert shop.call("GET", f"/links/{linked.link}").status_code == 404
    assert shop.title_of_task(linked) == shop.title_of_item(linked) == "Write a review"
    assert shop.adopts(7).link != linked.link


def test_a_project_is_hidden_from_whoever_is_not_a_member(shop: Shop) -> None:
    headers = {"X-Demo-Person": "viewer"}

    answer = httpx.get(f"{shop.host.url}/api/projects/elsewhere", headers=headers, trust_env=False)

    assert answer.status_code == 404


def test_a_hook_without_the_secret_is_turned_away(shop: Shop) -> None:
    where = f"{shop.host.url}/api/hooks/ado/shop"

    answer = httpx.post(where, json={"eventType": "workitem.updated"}, trust_env=False)

    assert answer.status_code == 401


def test_a_message_nobody_can_read_is_listed_as_poison_and_holds_up_no_other(shop: Shop) -> None:
    linked = shop.adopts(10)
    shop.puts_on_the_queue("nobody can read this")
    shop.edits_item(linked, "Wrap a present")
    shop.is_quiet()

    found = httpx.get(
        f"{shop.host.url}/api/poison", headers={"X-Demo-Person": "admin"}, trust_env=False
    )

    assert [row["body"] for row in found.json()["poison"]] == ["nobody can read this"]
    assert shop.mismatch(linked)["ado"] == "Wrap a present"


@pytest.mark.parametrize("timer", ["apply_timer", "sweep_timer"])
def test_the_timers_run_on_the_host(shop: Shop, timer: str) -> None:
    shop.host.run_timer(timer)


def test_what_no_hook_told_is_found_by_the_sweep(shop: Shop) -> None:
    linked = shop.adopts(9)
    shop.couriers[0].set({"drop_next": 1})
    shop.edits_item(linked, "Nobody heard of this edit")
    shop.is_quiet()
    assert shop.mismatch(linked) is None

    shop.host.run_timer("sweep_timer")

    assert shop.mismatch(linked)["ado"] == "Nobody heard of this edit"


def test_a_pass_without_changes_writes_nothing_to_either_vendor(shop: Shop) -> None:
    shop.is_quiet()
    for timer in ("sweep_timer", "apply_timer"):
        shop.host.run_timer(timer)
    before = [shop.ado.log.length(), shop.ppm.log.length()]

    for timer in ("sweep_timer", "apply_timer", "sweep_timer"):
        shop.host.run_timer(timer)

    assert [shop.ado.log.length(), shop.ppm.log.length()] == before
