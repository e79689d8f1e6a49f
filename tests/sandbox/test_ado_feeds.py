"""The reporting feeds: everything in order, a token even at the end, links on their own."""

from typing import Any

from tests.sandbox.ado_world import EPIC, OTHER_STORY, SHOP, STORY, TASK, Office, an_office, sets

REVISIONS = f"{SHOP}/_apis/wit/reporting/workitemrevisions"
LINKS = f"{SHOP}/_apis/wit/reporting/workitemlinks"
TITLE = "System.Title"


def read_to_the_end(office: Office, path: str, **query: Any) -> tuple[list[Any], str]:
    values, token, is_last = [], "", False
    while not is_last:
        told = office.get(path, **query, **({"continuationToken": token} if token else {}))
        values += told["values"]
        token, is_last = told["continuationToken"], told["isLastBatch"]
    return values, token


def test_pages_tell_every_revision_once() -> None:
    office = an_office()
    office.patch(STORY, sets(TITLE, "Pay"))

    values, _ = read_to_the_end(office, REVISIONS, _maxPageSize=2)

    assert [(one["id"], one["rev"]) for one in values] == [
        (EPIC, 1),
        (2, 1),
        (STORY, 1),
        (TASK, 1),
        (OTHER_STORY, 1),
        (STORY, 2),
    ]


def test_the_token_of_the_end_finds_what_came_later() -> None:
    office = an_office()
    _, token = read_to_the_end(office, REVISIONS)
    office.patch(STORY, sets(TITLE, "Pay"))

    told = office.get(REVISIONS, continuationToken=token)

    assert [(one["id"], one["rev"]) for one in told["values"]] == [(STORY, 2)]
    assert "continuationToken=" in told["nextLink"]


def test_the_next_link_leads_on() -> None:
    office = an_office()
    first = office.get(REVISIONS, _maxPageSize=3)

    answer = office.http.get(first["nextLink"], auth=("", "pat-anna"))

    assert [one["id"] for one in answer.json()["values"]] == [TASK, OTHER_STORY]


def test_a_moved_parent_is_not_in_the_feed_of_revisions_but_in_that_of_links() -> None:
    office = an_office()
    _, revisions = read_to_the_end(office, REVISIONS)
    _, links = read_to_the_end(office, LINKS)
    office.hands().move(TASK, OTHER_STORY)

    assert office.get(REVISIONS, continuationToken=revisions)["values"] == []
    rows = office.get(LINKS, continuationToken=links)["values"]
    assert [(one["sourceId"], one["targetId"], one["isActive"]) for one in rows] == [
        (STORY, TASK, False),
        (OTHER_STORY, TASK, True),
    ]
    assert rows[0]["rel"] == "System.LinkTypes.Hierarchy"


def test_links_are_filtered_by_kind() -> None:
    office = an_office()

    told = office.get(LINKS, linkTypes="System.LinkTypes.Related")

    assert (told["values"], told["isLastBatch"]) == ([], True)


def test_a_date_and_a_token_exclude_each_other() -> None:
    answer = an_office().call(
        "GET", REVISIONS, startDateTime="2026-01-01T00:00:00Z", continuationToken="1;1;1"
    )

    assert answer.status_code == 400


def test_a_start_date_leaves_out_what_was_before() -> None:
    office = an_office()
    office.patch(STORY, sets(TITLE, "Pay"))

    told = office.get(REVISIONS, startDateTime="2026-11-02T08:00:00Z")

    assert [(one["id"], one["rev"]) for one in told["values"]] == [(STORY, 2)]


def test_deleted_items_are_told_of_only_on_request() -> None:
    office = an_office()
    office.hands().delete(TASK)

    plain = office.get(REVISIONS)["values"]
    everything = office.get(REVISIONS, includeDeleted=True, includeLatestOnly=True)["values"]

    assert TASK not in [one["id"] for one in plain]
    gone = next(one for one in everything if one["id"] == TASK)
    assert (gone["rev"], gone["fields"]["System.IsDeleted"]) == (2, True)


def test_people_are_texts_or_a_small_shape_of_their_own() -> None:
    office = an_office()

    plain = office.get(REVISIONS)["values"][2]["fields"]["System.AssignedTo"]
    shape = office.get(REVISIONS, includeIdentityRef=True)["values"][2]["fields"]

    assert plain == "Anna Keller <anna@contoso.example>"
    assert set(shape["System.AssignedTo"]) == {"id", "uniqueName"}
    assert shape["System.AssignedTo"]["uniqueName"] == plain


def test_long_texts_are_left_out_unless_expanded() -> None:
    office = an_office()

    assert "System.Description" not in office.get(REVISIONS)["values"][2]["fields"]
    expanded = office.get(REVISIONS, _expand="fields")["values"][2]["fields"]
    assert expanded["System.Description"] == "<div>As a buyer</div>"


def test_the_wish_may_stand_in_a_body() -> None:
    wish = {"fields": [TITLE], "types": ["Task"], "includeLatestOnly": True}

    told = an_office().call("POST", REVISIONS, wish).json()

    assert [one["fields"] for one in told["values"]] == [{TITLE: "Print the invoice"}]


def test_who_reads_one_project_never_sees_an_item_leave_it() -> None:
    office = an_office()
    _, token = read_to_the_end(office, REVISIONS)
    office.patch(
        TASK,
        sets("System.TeamProject", "Attic"),
        sets("System.AreaPath", "Attic"),
        sets("System.IterationPath", "Attic"),
        sets("System.State", "To Do"),
    )

    assert office.get(REVISIONS, continuationToken=token)["values"] == []
    whole = office.get("_apis/wit/reporting/workitemrevisions", continuationToken=token)
    assert [one["id"] for one in whole["values"]] == [TASK]
