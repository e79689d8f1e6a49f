"""Writing work items: tests first, rules always, and the answer is the truth."""

from typing import Any

import pytest

from tests.sandbox.ado_world import (
    FEATURE,
    OTHER_STORY,
    PATCH,
    SHOP,
    STORY,
    TASK,
    Office,
    an_office,
    guards,
    index_of,
    sets,
    type_key,
)

HOURS = "Microsoft.VSTS.Scheduling.RemainingWork"
POINTS = "Microsoft.VSTS.Scheduling.StoryPoints"
PRIORITY = "Microsoft.VSTS.Common.Priority"
TITLE, STATE, TAGS = "System.Title", "System.State", "System.Tags"


def written(office: Office, ref: str, value: Any, key: int = STORY) -> Any:
    """What the answer to a write says the field holds now."""
    answer = office.patch(key, sets(ref, value))
    assert answer.status_code == 200, answer.text
    return answer.json()["fields"].get(ref)


def refused(office: Office, ref: str, value: Any, key: int = STORY) -> Any:
    answer = office.patch(key, sets(ref, value))
    assert answer.status_code == 400, answer.text
    return answer.json()


def test_a_create_answers_200_and_revision_1() -> None:
    answer = an_office().create("Task", sets(TITLE, "Fold the invoice"))

    assert (answer.status_code, answer.json()["rev"]) == (200, 1)
    assert answer.json()["fields"][STATE] == "New"


def test_a_write_moves_the_revision_by_one() -> None:
    assert an_office().patch(STORY, sets(TITLE, "Pay")).json()["rev"] == 2


def test_a_write_that_changes_nothing_leaves_the_revision() -> None:
    office = an_office()

    answer = office.patch(STORY, sets(TITLE, "Pay by invoice"), sets(POINTS, 5))

    assert (answer.status_code, answer.json()["rev"]) == (200, 1)


def test_a_stale_revision_is_412_and_nothing_is_written() -> None:
    office = an_office()
    office.patch(STORY, sets(TITLE, "Pay"))

    answer = office.patch(STORY, guards("/rev", 1), sets(TITLE, "Pay at once"))

    assert (answer.status_code, type_key(answer)) == (412, "TestPatchOperationFailedException")
    assert answer.json()["message"] == (
        "VS403351: Test Operation for path /rev failed, value 2 was not equal to test value 1."
    )
    assert office.item(STORY)["fields"][TITLE] == "Pay"


def test_a_field_can_be_guarded_by_its_old_value() -> None:
    office = an_office()

    good = office.patch(STORY, guards(f"/fields/{POINTS}", 5), sets(TITLE, "Pay"))
    bad = office.patch(STORY, guards(f"/fields/{POINTS}", 3), sets(TITLE, "Pay late"))

    assert (good.status_code, bad.status_code) == (200, 412)


@pytest.mark.parametrize(("honoured", "status"), [(True, 412), (False, 200)])
def test_a_guard_on_the_parent_is_honoured_or_not(honoured: bool, status: int) -> None:
    office = an_office(honours_parent_test=honoured)

    answer = office.patch(STORY, guards("/fields/System.Parent", 99), sets(TITLE, "Pay"))

    assert answer.status_code == status


def test_a_patch_must_say_that_it_is_one() -> None:
    answer = an_office().http.patch(
        f"/contoso/_apis/wit/workitems/{STORY}?api-version=7.1",
        json=[sets(TITLE, "Pay")],
        auth=("", "pat-anna"),
    )

    assert answer.status_code == 415
    assert type_key(answer) == "VssRequestContentTypeNotSupportedException"


@pytest.mark.parametrize("body", [{}, [], [1], [{"op": "sing", "path": "/fields/System.Title"}]])
def test_a_patch_must_be_a_list_of_operations(body: Any) -> None:
    answer = an_office().http.request(
        "PATCH",
        f"/contoso/_apis/wit/workitems/{STORY}?api-version=7.1",
        json=body,
        headers={"Content-Type": PATCH},
        auth=("", "pat-anna"),
    )

    assert answer.status_code == 400


def test_only_the_initial_state_is_legal_on_create() -> None:
    answer = an_office().create("Task", sets(TITLE, "Fold it"), sets(STATE, "Closed"))

    errors = answer.json()["customProperties"]["RuleValidationErrors"]
    assert (answer.status_code, type_key(answer)) == (400, "RuleValidationException")
    assert [one["fieldReferenceName"] for one in errors] == [STATE]


def test_every_broken_rule_is_listed_and_the_message_names_the_first() -> None:
    office = an_office("Contoso")

    answer = office.create("Story", sets(STATE, "Finished")).json()

    errors = answer["customProperties"]["RuleValidationErrors"]
    assert {one["fieldReferenceName"] for one in errors} == {
        STATE,
        TITLE,
        "Custom.BusinessUnit",
    }
    assert "One additional error" in answer["message"]


def test_a_move_that_is_no_transition_is_refused() -> None:
    office = an_office("Contoso")
    key = office.create("To-do", sets(TITLE, "Fold it")).json()["id"]

    assert refused(office, STATE, "Finished", key)["typeKey"] == "RuleValidationException"
    assert [written(office, STATE, state, key) for state in ("running", "Review", "Finished")] == [
        "Running",
        "Review",
        "Finished",
    ]


def test_closing_a_task_clears_its_remaining_work_and_says_who_closed_it() -> None:
    office = an_office()

    fields = office.patch(TASK, sets(STATE, "Closed"), token="pat-ben").json()["fields"]

    assert HOURS not in fields
    assert fields["Microsoft.VSTS.Common.ClosedBy"]["uniqueName"] == "ben@contoso.example"
    assert fields["System.Reason"] == "Moved to state Closed"


def test_a_reopened_task_is_closed_by_nobody() -> None:
    office = an_office()
    written(office, STATE, "Closed", TASK)

    fields = office.patch(TASK, sets(STATE, "Active")).json()["fields"]

    assert "Microsoft.VSTS.Common.ClosedDate" not in fields
    assert "Microsoft.VSTS.Common.ActivatedDate" in fields


def test_a_trial_run_tells_of_the_item_and_saves_nothing() -> None:
    office = an_office()

    new = office.create("Task", sets(TITLE, "Fold it"), validateOnly=True).json()
    old = office.patch(STORY, sets(TITLE, "Pay"), validateOnly=True).json()

    assert "id" not in new
    assert (new["fields"][TITLE], old["fields"][TITLE]) == ("Fold it", "Pay")
    assert office.item(STORY)["fields"][TITLE] == "Pay by invoice"
    assert len(office.world.items) == 5


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<p>Hi<script>alert(1)</script></p>", "<p>Hi</p>"),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ("<IMG SRC=x onerror=alert(1)>", '<img src="x">'),
        ("<ul><li>one<li>two</ul>", "<ul><li>one</li><li>two</li></ul>"),
        ("fish & chips", "fish &amp; chips"),
        ("plain", "plain"),
    ],
)
def test_html_is_rewritten(sent: str, read: str) -> None:
    assert written(an_office(), "System.Description", sent) == read


@pytest.mark.parametrize(
    ("ref", "sent", "read"),
    [
        (TITLE, "  Pay now  ", "Pay now"),
        (POINTS, 8, 8.0),
        (POINTS, "3", 3.0),
        (PRIORITY, "1", 1),
        ("Microsoft.VSTS.Scheduling.StartDate", "2026-03-01", "2026-03-01T00:00:00Z"),
        (
            "Microsoft.VSTS.Scheduling.StartDate",
            "2026-03-01T00:00:00+01:00",
            "2026-02-28T23:00:00Z",
        ),
        ("System.AreaPath", "shop\\web", "Shop\\Web"),
        ("Custom.Approved", "true", True),
        ("System.AssignedTo", "", None),
    ],
)
def test_a_value_is_stored_in_the_services_own_form(ref: str, sent: Any, read: Any) -> None:
    found = written(an_office(), ref, sent)

    assert (found, type(found)) == (read, type(read))


@pytest.mark.parametrize(
    ("ref", "value", "says"),
    [
        ("System.Parent", 1, "TF401326"),
        ("System.BoardColumn", "x", "TF401326"),
        ("Custom.Nope", "x", "TF51535"),
        ("Microsoft.VSTS.Scheduling.OriginalEstimate", 4, "TF51535"),
        ("System.AreaPath", "Shop\\Nowhere", "TF401347"),
        ("System.IterationPath", "\\Shop\\Sprint 1", "TF401347"),
        (TITLE, "x" * 256, "InvalidTooLong"),
        (TITLE, "", "Required, InvalidEmpty"),
        (PRIORITY, 9, "InvalidListValue"),
        (POINTS, "many", "TF401320"),
        ("Microsoft.VSTS.Scheduling.StartDate", "soon", "TF401320"),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_known_words(ref: str, value: Any, says: str) -> None:
    assert says in refused(an_office(), ref, value)["message"]


@pytest.mark.parametrize(
    "value",
    [
        "ben@contoso.example",
        "BEN@contoso.example",
        "Ben Okafor <ben@contoso.example>",
        "Ben Okafor",
        {"uniqueName": "ben@contoso.example", "displayName": "whatever"},
    ],
)
def test_a_person_may_be_written_in_four_shapes(value: Any) -> None:
    found = written(an_office(), "System.AssignedTo", value)

    assert found["uniqueName"] == "ben@contoso.example"


@pytest.mark.parametrize("value", ["nobody@contoso.example", "Sam Lee", "gone@contoso.example"])
def test_a_person_nobody_knows_or_two_share_is_refused(value: str) -> None:
    answer = refused(an_office(), "System.AssignedTo", value)

    assert answer["typeKey"] == "WorkItemFieldInvalidException"
    assert "is an unknown identity" in answer["message"]


def test_the_bare_id_of_a_person_is_refused() -> None:
    office = an_office()
    ben = office.world.people.of_token("pat-ben")
    assert ben is not None

    refused(office, "System.AssignedTo", ben.id)


def test_tags_are_replaced_sorted_and_keep_their_first_letter_case() -> None:
    office = an_office()

    assert written(office, TAGS, "Zoo;BETA; alpha ;alpha") == "alpha; beta; Zoo"
    assert written(office, TAGS, "zoo") == "Zoo"
    assert written(office, TAGS, "") is None


def test_by_switch_adding_tags_merges_and_replacing_replaces() -> None:
    office = an_office(add_merges_tags=True)

    assert written(office, TAGS, "new") == "beta; new"
    replaced = office.patch(STORY, sets(TAGS, "only", op="replace")).json()
    assert replaced["fields"][TAGS] == "only"


def test_without_the_permission_a_new_tag_refuses_the_whole_patch() -> None:
    office = an_office()

    answer = office.patch(STORY, sets(TITLE, "Pay"), sets(TAGS, "beta; new"), token="pat-notags")

    assert answer.status_code == 403
    assert "TF401289" in answer.json()["message"]
    assert office.item(STORY)["fields"][TITLE] == "Pay by invoice"
    assert office.patch(STORY, sets(TAGS, "beta"), token="pat-notags").status_code == 200


def test_a_field_is_emptied_by_remove_and_by_an_empty_text() -> None:
    office = an_office()

    removed = office.patch(STORY, {"op": "remove", "path": f"/fields/{POINTS}"})

    assert POINTS not in removed.json()["fields"]
    assert written(office, "System.Description", "") is None


def test_by_switch_removing_what_is_empty_is_refused() -> None:
    office = an_office(remove_of_empty_refused=True)

    answer = office.patch(OTHER_STORY, {"op": "remove", "path": f"/fields/{POINTS}"})

    assert answer.status_code == 400


def test_the_format_of_a_long_text_is_remembered() -> None:
    office, ref = an_office(), "System.Description"

    office.patch(
        STORY,
        {"op": "add", "path": f"/multilineFieldsFormat/{ref}", "value": "Markdown"},
        sets(ref, "**bold**"),
    )

    assert office.item(STORY)["multilineFieldsFormat"] == {ref: "markdown"}


def test_an_item_moves_to_another_project_and_keeps_its_id() -> None:
    office = an_office()

    answer = office.patch(
        TASK,
        sets("System.TeamProject", "Attic"),
        sets("System.AreaPath", "Attic"),
        sets("System.IterationPath", "Attic"),
        sets(STATE, "To Do"),
    )

    assert answer.status_code == 200, answer.text
    assert office.get(f"Attic/_apis/wit/workitems/{TASK}")["rev"] == 2


def test_an_item_becomes_another_type_when_its_state_fits() -> None:
    office = an_office()

    answer = office.patch(STORY, sets("System.WorkItemType", "Bug"), sets(STATE, "Active")).json()

    assert answer["fields"]["System.WorkItemType"] == "Bug"


def test_a_reader_may_not_write() -> None:
    answer = an_office().patch(STORY, sets(TITLE, "Pay"), token="pat-reader")

    assert answer.status_code == 403
    assert "TF237111" in answer.json()["message"]


def test_a_token_without_the_scope_is_401() -> None:
    answer = an_office().patch(STORY, sets(TITLE, "Pay"), token="pat-noscope")

    assert answer.status_code == 401
    assert "TF400813" in answer.json()["message"]


def test_an_item_with_too_many_revisions_answers_500() -> None:
    answer = an_office(max_revisions=1).patch(STORY, sets(TITLE, "Pay"))

    assert answer.status_code == 500
    assert "10,000 revisions" in answer.json()["message"]


def test_an_unknown_type_is_refused() -> None:
    answer = an_office().create("Wish", sets(TITLE, "x"))

    assert answer.status_code == 404
    assert "VS402323" in answer.json()["message"]


def test_a_deleted_item_waits_in_the_bin_and_comes_back_with_its_links() -> None:
    office = an_office()

    told = office.call("DELETE", f"_apis/wit/workitems/{FEATURE}").json()
    orphan = office.item(STORY)["fields"].get("System.Parent")
    path = f"{SHOP}/_apis/wit/recyclebin/{FEATURE}"
    back = office.call("PATCH", path, {"isDeleted": False})

    assert (told["deletedBy"], told["code"]) == ("Lockstep <lockstep@contoso.example>", 200)
    assert "/" in told["deletedDate"]
    assert orphan is None
    assert back.status_code == 200
    assert office.item(STORY)["fields"]["System.Parent"] == FEATURE


def test_by_switch_a_restored_item_comes_back_without_links() -> None:
    office = an_office(restore_brings_links=False)
    office.hands().delete(FEATURE)

    office.hands().restore(FEATURE)

    assert "System.Parent" not in office.item(STORY)["fields"]


def test_a_destroyed_item_is_gone_for_good() -> None:
    office = an_office()
    office.hands().delete(TASK)
    path = f"{SHOP}/_apis/wit/recyclebin/{TASK}"

    assert office.call("DELETE", path).status_code == 204
    assert office.call("GET", path).status_code == 404
    assert all(one["rel"] != "x" for one in office.item(STORY)["relations"])
    assert index_of(office.item(STORY), "System.LinkTypes.Hierarchy-Reverse") == 0


def test_every_write_is_in_the_log_with_old_and_new() -> None:
    office = an_office()
    office.patch(STORY, sets(TITLE, "Pay"), token="pat-ben")

    row = office.http.get("/_sandbox/log?after=0").json()[-1]

    assert (row["seq"], row["who"], row["action"], row["item"], row["via"]) == (
        1,
        "ben@contoso.example",
        "updated",
        STORY,
        "rest",
    )
    assert row["changes"] == {TITLE: {"old": "Pay by invoice", "new": "Pay"}}
    assert office.http.get("/_sandbox/log?after=1").json() == []


def test_a_tag_that_was_only_tried_does_not_exist() -> None:
    office = an_office()

    office.patch(STORY, sets(TAGS, "tried"), validateOnly=True)
    office.patch(STORY, sets(TAGS, "failed"), sets("System.AreaPath", "Nowhere"))

    assert [one["name"] for one in office.get(f"{SHOP}/_apis/wit/tags")["value"]] == ["beta"]


def test_something_may_happen_between_a_question_and_its_answer() -> None:
    office = an_office()
    hands = office.hands("pat-ben")

    def someone_else_is_quicker(call: str) -> None:
        office.app.meanwhile = lambda _: None
        hands.edit(STORY, {TITLE: "Pay in gold"})

    office.app.meanwhile = someone_else_is_quicker
    read = office.item(STORY)
    answer = office.patch(STORY, guards("/rev", read["rev"]), sets(TITLE, "Pay in silver"))

    assert read["fields"][TITLE] == "Pay by invoice"
    assert answer.status_code == 412
