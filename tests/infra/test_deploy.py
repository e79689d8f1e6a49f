"""A deployment step by step, with a stand-in for az: what stops it, and in which words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from infra.deploying import admins, az
from infra.deploying.closing import NAMES
from sandbox.azure.world import COLLEAGUE, PERSON, SUBSCRIPTION
from setting_up import Trouble
from tests.infra.deploying import WANTED, Stage, a_stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with a_stage(tmp_path) as made:
        yield made


def test_without_az_people_are_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(Trouble, match="install the Azure CLI"):
        az.found()


def test_az_is_taken_from_the_path(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    program = stage.world.program()
    monkeypatch.setenv("PATH", str(program.parent))

    assert az.found().program == str(program)


@pytest.mark.parametrize(
    ("different", "says"),
    [
        ({"version": "2.45.0"}, "az is 2.45.0, and 2.60.0 is the oldest that will do"),
        ({"bicep": ""}, "az bicep install"),
        ({"bicep": "0.30.3"}, "Bicep is 0.30.3, and 0.36.1 is the oldest"),
        ({"signed_in": False}, "You are not signed in to Azure: `az login`"),
    ],
)
def test_a_tool_or_a_sign_in_that_is_missing_stops_it(
    stage: Stage, different: dict[str, object], says: str
) -> None:
    stage.world.change(**different)

    with pytest.raises(Trouble, match=says):
        stage.deploying().run()

    assert stage.built == []


@pytest.mark.parametrize("wanted", ["Contoso rehearsal", "CONTOSO REHEARSAL", ""])
def test_the_subscription_may_be_named(stage: Stage, wanted: str) -> None:
    stage.deploying(replace(WANTED, subscription=wanted, what_if=True)).run()

    assert "in Contoso rehearsal (5e2b7c1e-" in stage.words


def test_another_subscription_than_the_one_named_stops_it(stage: Stage) -> None:
    with pytest.raises(Trouble, match="az account set --subscription 'Production'"):
        stage.deploying(replace(WANTED, subscription="Production")).run()


def test_a_subscription_that_somebody_chooses_meanwhile_is_not_deployed_to(stage: Stage) -> None:
    def meanwhile(question: str) -> str:
        stage.world.change(account={**stage.world.know()["account"], "id": "elsewhere"})
        return "y"

    with pytest.raises(Trouble, match="The smoke test fails"):
        replace(stage.deploying(replace(WANTED, yes=False)), ask=meanwhile).run()

    (made,) = stage.world.know()["deployments"].values()
    assert made["subscription"] == SUBSCRIPTION


def test_a_subscription_that_is_switched_off_stops_it(stage: Stage) -> None:
    stage.world.change(account={**stage.world.know()["account"], "state": "Disabled"})

    with pytest.raises(Trouble, match="Contoso rehearsal is Disabled"):
        stage.deploying().run()


@pytest.mark.parametrize(
    ("roles", "lacks"),
    [
        (["Owner"], []),
        (["Contributor", "User Access Administrator"], []),
        (["Contributor", "Role Based Access Control Administrator"], ["User Access"]),
        (["Contributor"], ["User Access"]),
        (["User Access Administrator"], ["Contributor"]),
        (["Reader"], ["Contributor", "User Access"]),
    ],
)
def test_rights_that_seem_to_be_missing_are_told_and_stop_nobody(
    stage: Stage, roles: list[str], lacks: list[str]
) -> None:
    stage.world.change(roles=roles)

    stage.deploying(replace(WANTED, what_if=True)).run()

    told = [each for each in stage.said if each.startswith("NOTE: You seem to lack")]
    assert [lack in each for lack, each in zip(lacks, told, strict=True)] == [True] * len(lacks)


def test_roles_that_az_cannot_tell_are_no_reason_to_stop(stage: Stage) -> None:
    stage.world.refuse("role assignment list", "(Forbidden) You may not look.")

    stage.deploying(replace(WANTED, what_if=True)).run()

    assert (
        "NOTE: Which roles you have cannot be told ((Forbidden) You may not look.)" in stage.words
    )


def test_what_if_shows_what_would_change_and_touches_nothing(stage: Stage) -> None:
    stage.deploying(replace(WANTED, what_if=True)).run()

    assert "1 to create: rg-lockstep-example" in stage.said[-2]
    assert stage.said[-1].startswith("Not shown there: the Entra app")
    assert stage.built == []
    assert stage.is_untouched


def test_a_file_that_is_not_filled_in_stops_it_before_az_is_asked(stage: Stage) -> None:
    stage.world.change(signed_in=False)

    with pytest.raises(Trouble, match="ppmUrl still says what the example says"):
        stage.deploying(replace(WANTED, rehearse=False)).run()


@pytest.mark.parametrize("answer", ["", "n", "yes please"])
def test_who_does_not_say_yes_has_touched_nothing(stage: Stage, answer: str) -> None:
    stage.answer = answer

    with pytest.raises(Trouble, match="Nothing was touched"):
        stage.deploying(replace(WANTED, yes=False)).run()

    assert stage.asked == ["Deploy example to Contoso rehearsal? [y/N] "]
    assert "1 to create" in stage.said[-2]
    assert stage.is_untouched


DEEP = {
    "code": "DeploymentFailed",
    "message": "At least one resource deployment operation failed. Please list operations.",
    "details": [
        {
            "code": "ResourceDeploymentFailure",
            "message": json.dumps(
                {"error": {"code": "VaultNameNotAvailable", "message": "kv-example is taken."}}
            ),
        }
    ],
}
NO_ROLES = {
    "error": {
        "code": "AuthorizationFailed",
        "message": "No authorization over 'Microsoft.Authorization/roleAssignments/write'.",
    }
}
NO_ROLE = {"code": "AuthorizationFailed", "message": "No 'roleDefinitions/write'."}
NO_APP = {"code": "MissingSubscriptionRegistration", "message": "Not registered: Microsoft.App."}
NO_GROUP = {"code": "AuthorizationFailed", "message": "No 'resourcegroups/write'."}
NO_ENTRA = {"error": {"code": "Authorization_RequestDenied", "message": "Insufficient privileges."}}


@pytest.mark.parametrize(
    ("error", "reason", "way"),
    [
        (DEEP, "VaultNameNotAvailable: kv-example is taken.", ""),
        (NO_ROLES, "AuthorizationFailed", "User Access Administrator"),
        (NO_ROLE, "AuthorizationFailed", "User Access Administrator"),
        (NO_GROUP, "AuthorizationFailed", "give you Contributor"),
        (NO_APP, "MissingSubscriptionRegistration", "az provider register"),
        (NO_ENTRA, "Authorization_RequestDenied", "Application Administrator"),
    ],
)
def test_a_deployment_that_fails_says_the_innermost_reason_and_the_way_out(
    stage: Stage, error: dict[str, object], reason: str, way: str
) -> None:
    stage.world.refuse("deployment sub create", json.dumps(error))

    with pytest.raises(Trouble) as told:
        stage.deploying().run()

    first, *rest = str(told.value).splitlines()
    assert first == "The deployment fails:"
    assert rest[0].strip().startswith(reason)
    assert way in rest[-1]
    assert "At least one resource" not in str(told.value)


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ("AADSTS65001: no consent. Run: az login --scope x", "does not know the Azure CLI"),
        ("AADSTS50105: no role. Run: az login --scope x", "You have no role of the app"),
        ("AADSTS500011: no such resource", "belongs to another Entra tenant"),
        ("AADSTS50076: a second factor. Run: az login", "Sign in with `az login`"),
        ("Something new", ""),
    ],
)
def test_what_entra_says_comes_with_the_way_out(words: str, way: str) -> None:
    assert way in "".join(az.way_out(words))
    assert bool(way) == bool(list(az.way_out(words)))


def test_what_azure_would_not_take_stops_it_before_anybody_is_asked(stage: Stage) -> None:
    stage.world.refuse("deployment sub what-if", json.dumps(NO_ROLES))

    with pytest.raises(Trouble, match="Azure would not take it"):
        stage.deploying(replace(WANTED, yes=False)).run()

    assert stage.asked == []


def test_several_reasons_that_az_tells_in_lines_are_all_told(stage: Stage) -> None:
    lines = "main.bicep(3,1): BCP018\nWARNING: new version\nmain.bicep(9,1): BCP057"
    stage.world.refuse("deployment sub what-if", lines)

    with pytest.raises(Trouble) as told:
        stage.deploying().run()

    assert str(told.value).splitlines() == [
        "Azure would not take it:",
        "  main.bicep(3,1): BCP018",
        "  main.bicep(9,1): BCP057",
    ]


def test_of_inner_errors_the_inner_ones_are_told(stage: Stage) -> None:
    outer = {"code": "InvalidTemplateDeployment", "message": "See inner errors for details."}
    inner = {"code": "FlagMustBeSetForRestore", "message": "kv-example was deleted."}
    words = f"ERROR: {json.dumps(outer)}\n\nInner Errors: \n{json.dumps(inner)}"
    stage.world.refuse("deployment sub create", words)

    with pytest.raises(Trouble, match=r"fails:\n  FlagMustBeSetForRestore: kv-example was deleted"):
        stage.deploying().run()


def test_who_may_give_no_role_of_the_app_is_told_whom_to_ask(stage: Stage) -> None:
    stage.world.refuse("rest", f"Forbidden({json.dumps(NO_ENTRA)})")

    with pytest.raises(Trouble, match="Application Administrator"):
        stage.deploying().run()


def test_an_admin_who_nobody_knows_is_named(stage: Stage) -> None:
    with pytest.raises(Trouble, match=r"Entra does not know nobody@contoso\.example"):
        stage.deploying(replace(WANTED, admin="nobody@contoso.example")).run()

    assert "In Azure it is:" in stage.words


def test_the_first_admin_is_let_in_once(stage: Stage) -> None:
    for _ in range(2):
        with pytest.raises(Trouble, match="The smoke test fails"):
            stage.deploying().run()

    assert [each["principalId"] for each in stage.world.know()["given"]] == [PERSON["id"]]
    admin = PERSON["userPrincipalName"]
    assert [each for each in stage.said if "admin." in each] == [
        f"{admin} is now an admin.",
        f"{admin} is an admin.",
    ]


def test_a_colleague_may_be_the_first_admin_and_comes_before_nobody_twice(stage: Stage) -> None:
    for name in (COLLEAGUE["userPrincipalName"], "", COLLEAGUE["id"], ""):
        with pytest.raises(Trouble, match="The smoke test fails"):
            stage.deploying(replace(WANTED, admin=name)).run()

    given = [each["principalId"] for each in stage.world.know()["given"]]
    assert given == [COLLEAGUE["id"], PERSON["id"]]


def test_a_pipeline_lets_nobody_in_unless_it_is_told_whom(stage: Stage) -> None:
    pipeline = {"name": "11111111-2222", "type": "servicePrincipal"}
    stage.world.change(account={**stage.world.know()["account"], "user": pipeline})

    with pytest.raises(Trouble, match="The smoke test fails"):
        stage.deploying().run()

    assert "NOTE: A pipeline is no person: --admin NAME" in stage.words
    assert stage.world.know()["given"] == []


def test_with_nobody_to_ask_it_stops_and_names_the_flag(stage: Stage) -> None:
    def nobody(question: str) -> str:
        raise EOFError

    deploying = replace(stage.deploying(replace(WANTED, yes=False)), ask=nobody)

    with pytest.raises(Trouble, match="say --yes"):
        deploying.run()


def test_an_entra_app_without_our_roles_is_named() -> None:
    theirs = {"id": "sp", "appRoles": [{"id": "r", "value": "reader"}]}

    class Theirs(az.Az):
        def answer(self, doing: str, *words: str) -> object:
            return theirs

    with pytest.raises(Trouble, match=r"has no role admin: give it those of infra/app-roles\.json"):
        admins.let_in(Theirs("az"), "their-client", "somebody")


def test_an_app_that_does_not_answer_is_told_when_all_names_and_addresses_are_known(
    stage: Stage,
) -> None:
    with pytest.raises(
        Trouble, match=r"The smoke test fails where the page loads.*is that the add"
    ):
        stage.deploying().run()

    (made,) = stage.world.know()["deployments"].values()
    names = [made["outputs"][name] for name in NAMES]
    assert [name for name in names if name not in stage.words] == []
    assert "/aggregator?projectId=" in stage.words
    assert "/create-item?projectId=" in stage.words
    assert "The app works" not in stage.words
