"""Reading work items, with the habits of the service that catch a careless client."""

from typing import Any

from tests.sandbox.ado_world import (
    EPIC,
    FEATURE,
    OTHER_STORY,
    SHOP,
    STORY,
    TASK,
    an_office,
    sets,
    type_key,
)

BATCH = "_apis/wit/workitemsbatch"


def test_an_item_is_read_with_people_as_objects() -> None:
    fields = an_office().item(STORY)["fields"]

    assert fields["System.Title"] == "Pay by invoice"
    assert fields["System.AssignedTo"]["uniqueName"] == "anna@contoso.example"
    assert fields["System.AssignedTo"]["descriptor"].startswith("aad.")


def test_a_person_has_the_same_id_in_an_item_and_in_connection_data() -> None:
    office = an_office()

    me = office.get("_apis/connectionData", token="pat-anna", version="7.1-preview")

    assigned = office.item(STORY)["fields"]["System.AssignedTo"]
    assert me["authenticatedUser"]["id"] == assigned["id"]
    assert me["instanceId"] == office.world.collection_id


def test_empty_fields_are_absent_and_never_null() -> None:
    wish = {"ids": [OTHER_STORY], "fields": ["System.Title", "System.AssignedTo"]}

    fields = an_office().call("POST", BATCH, wish).json()["value"][0]["fields"]

    assert fields == {"System.Title": "Pay by card"}


def test_bookkeeping_fields_appear_only_when_everything_is_asked_for() -> None:
    office = an_office()

    plain = office.get(f"_apis/wit/workitems/{STORY}")["fields"]

    assert "System.Watermark" not in plain
    assert "System.AreaId" not in plain
    assert office.item(STORY)["fields"]["System.NodeName"] == "Web"


def test_the_parent_is_filled_in_when_there_is_one() -> None:
    office = an_office()

    assert office.item(STORY)["fields"]["System.Parent"] == FEATURE
    assert "System.Parent" not in office.item(EPIC)["fields"]


def test_relations_are_absent_when_there_are_none_or_nobody_asked() -> None:
    office = an_office()

    assert "relations" not in office.item(OTHER_STORY)
    assert "relations" not in office.get(f"_apis/wit/workitems/{STORY}")
    assert len(office.item(STORY)["relations"]) == 2


def test_a_batch_keeps_the_order_of_the_request() -> None:
    answer = an_office().call("POST", BATCH, {"ids": [4, 1, 3], "fields": ["System.Id"]})

    assert [one["id"] for one in answer.json()["value"]] == [4, 1, 3]


def test_an_unreadable_item_fails_the_whole_batch() -> None:
    answer = an_office().call("POST", BATCH, {"ids": [STORY, 999]})

    assert answer.status_code == 404
    assert answer.json()["message"].startswith("TF401232")


def test_with_omit_an_unreadable_item_is_null_in_its_place() -> None:
    answer = an_office().call("POST", BATCH, {"ids": [999, STORY], "errorPolicy": "omit"}).json()

    assert answer["count"] == 2
    assert answer["value"][0] is None
    assert answer["value"][1]["id"] == STORY


def test_more_than_200_ids_are_refused() -> None:
    answer = an_office().call("POST", BATCH, {"ids": list(range(1, 202))})

    assert answer.status_code == 400
    assert "VS403474" in answer.json()["message"]


def test_fields_and_expand_exclude_each_other() -> None:
    wish: dict[str, Any] = {"ids": [STORY], "fields": ["System.Title"], "$expand": "relations"}

    assert an_office().call("POST", BATCH, wish).status_code == 400
    assert an_office().call("POST", BATCH, {**wish, "$expand": "none"}).status_code == 200


def test_an_unknown_field_is_named_in_the_refusal() -> None:
    answer = an_office().call("POST", BATCH, {"ids": [STORY], "fields": ["Custom.Nope"]})

    assert answer.status_code == 400
    assert answer.json()["message"] == "TF51535: Cannot find field Custom.Nope."


def test_a_deleted_item_is_as_absent_as_one_that_never_was() -> None:
    office = an_office()
    office.call("DELETE", f"_apis/wit/workitems/{STORY}")

    assert office.call("GET", f"_apis/wit/workitems/{STORY}").status_code == 404
    assert office.call("GET", f"_apis/wit/workitems/{STORY}/updates").status_code == 404


def test_an_item_that_may_not_be_read_looks_deleted() -> None:
    office = an_office(unreadable=[STORY])

    answer = office.call("GET", f"_apis/wit/workitems/{STORY}")
    assert (answer.status_code, type_key(answer)) == (404, "WorkItemUnauthorizedAccessException")
    assert STORY not in office.found("[System.Id] > 0")


def test_an_item_is_not_found_under_another_project() -> None:
    office = an_office()

    assert office.call("GET", f"Attic/_apis/wit/workitems/{STORY}").status_code == 404
    assert office.call("GET", f"{SHOP}/_apis/wit/workitems/{STORY}").status_code == 200


def test_paths_and_parameters_are_read_in_any_letter_case() -> None:
    answer = an_office().http.get(
        f"/CONTOSO/shop/_APIS/WIT/workItems/{STORY}?$EXPAND=All&API-version=7.1",
        auth=("", "pat-anna"),
    )

    assert answer.json()["relations"]


def test_an_old_state_can_be_asked_for() -> None:
    office = an_office()
    then = office.item(STORY)["fields"]["System.ChangedDate"]
    office.clock.pass_by(hours=1)
    office.patch(STORY, sets("System.Title", "Pay later"))

    old = office.get(f"_apis/wit/workitems/{STORY}", asOf=then)

    assert (old["rev"], old["fields"]["System.Title"]) == (1, "Pay by invoice")


def test_links_point_to_the_project_by_its_id() -> None:
    office = an_office()
    project = office.get(f"_apis/projects/{SHOP}")["id"]

    item = office.item(TASK)

    assert item["url"] == f"http://ado.test/contoso/{project}/_apis/wit/workItems/{TASK}"
    assert item["_links"]["html"]["href"].endswith(f"{project}/_workitems/edit/{TASK}")
    assert f"/{project}/_apis/wit/workItems/" in item["relations"][0]["url"]


def test_an_update_that_changed_only_links_has_no_fields_and_an_id_that_is_no_revision() -> None:
    office = an_office()
    office.hands().move(TASK, OTHER_STORY)

    update = office.get(f"_apis/wit/workitems/{TASK}/updates")["value"][-1]

    assert "fields" not in update
    assert (update["id"], update["rev"]) == (2, 1)
    assert {"added", "removed"} == set(update["relations"])
    assert update["revisedDate"] == "9999-01-01T00:00:00Z"


def test_an_update_leaves_out_the_side_that_was_empty() -> None:
    office = an_office()
    office.patch(OTHER_STORY, sets("System.AssignedTo", "ben@contoso.example"))
    office.patch(OTHER_STORY, sets("System.AssignedTo", ""))

    first, second, third = office.get(f"_apis/wit/workitems/{OTHER_STORY}/updates")["value"]

    assert first["fields"]["System.Title"] == {"newValue": "Pay by card"}
    assert set(second["fields"]["System.AssignedTo"]) == {"newValue"}
    assert set(third["fields"]["System.AssignedTo"]) == {"oldValue"}


def test_history_is_told_by_revisions_and_not_by_the_item() -> None:
    office = an_office()
    office.patch(STORY, sets("System.History", "<p>Spoke to sales</p>"))

    revision = office.get(f"_apis/wit/workitems/{STORY}/revisions")["value"][-1]

    assert revision["fields"]["System.History"] == "<p>Spoke to sales</p>"
    assert "System.History" not in office.item(STORY)["fields"]


def test_a_comment_is_a_new_revision_and_counts() -> None:
    office, version = an_office(), "7.1-preview.4"
    path = f"{SHOP}/_apis/wit/workItems/{STORY}/comments"

    office.call("POST", path, {"text": "Ready<script>x</script>"}, version=version)

    assert office.item(STORY)["rev"] == 2
    told = office.get(path, version=version)
    assert (told["totalCount"], told["comments"][0]["text"]) == (1, "Ready")
