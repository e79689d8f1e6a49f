"""What the mapping learns of fields from Azure DevOps: kinds, values, what is always wanted."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import pytest

from core.connectors.ado.client import AdoSystem
from core.connectors.ado.several import Organisations
from core.model.fields import VendorField
from core.model.making import ItemType
from core.model.rules import Kind
from tests.connectors.ado_stage import POINTS, PRIORITY, PROJECT, START, AdoStage

SEVERITY = "Microsoft.VSTS.Common.Severity"


def a_system(stage: AdoStage) -> AdoSystem:
    """One that knows the project whose types offer values."""
    return AdoSystem(stage.http, stage.world.collection_id, stage.clock, projects=(PROJECT,))


def known(stage: AdoStage) -> dict[str, VendorField]:
    return {each.name: each for each in stage.system.catalogue()}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("System.Title", Kind.TEXT),
        ("System.Description", Kind.RICH_TEXT),
        ("System.State", Kind.STATE),
        ("System.Tags", Kind.TAGS),
        ("System.AssignedTo", Kind.PERSON),
        ("System.AreaPath", Kind.TEXT),
        ("Custom.Approved", Kind.YES_NO),
        (POINTS, Kind.DECIMAL),
        (PRIORITY, Kind.CHOICE),
        (START, Kind.DATE),
        ("System.History", None),
    ],
)
def test_every_field_is_told_with_its_kind(name: str, kind: Kind | None) -> None:
    assert known(AdoStage())[name].kind is kind


@pytest.mark.parametrize(
    ("name", "writable"),
    [
        ("System.Title", True),
        ("System.AreaPath", True),
        ("System.CreatedDate", False),
        ("System.Parent", False),
        ("System.History", False),
    ],
)
def test_what_nobody_may_write_is_told(name: str, writable: bool) -> None:
    assert known(AdoStage())[name].writable is writable


def test_a_catalogue_stands_by_label() -> None:
    labels = [each.label.casefold() for each in AdoStage().system.catalogue()]

    assert labels == sorted(labels)


def test_a_field_offers_the_values_of_all_types_once_in_their_order() -> None:
    system = a_system(AdoStage())

    assert system.options(PRIORITY) == ["1", "2", "3", "4"]
    assert next(iter(system.options(SEVERITY))).startswith("1")


def test_states_of_all_types_are_offered_once() -> None:
    offered = list(a_system(AdoStage()).options("System.State"))

    assert len(offered) == len(set(offered))
    assert {"New", "Active", "Resolved", "Closed"} <= set(offered)


def test_a_field_without_a_list_offers_nothing() -> None:
    system = a_system(AdoStage())

    assert (list(system.options("System.Title")), list(system.options("Custom.No"))) == ([], [])


def test_a_type_of_a_standard_process_wants_nothing_that_is_not_filled_in() -> None:
    stage = AdoStage()

    assert stage.system.required(stage.type) == []


def told(name: str, **more: object) -> Mapping[str, object]:
    return {"referenceName": name, "name": name, "type": "string", "alwaysRequired": True, **more}


def wanted(*fields: Mapping[str, object]) -> list[VendorField]:
    """What a type wants that has these fields."""

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"value": fields if "fields" in request.url.path else []})

    http = httpx.Client(transport=httpx.MockTransport(answer), base_url="http://ado.test/contoso")
    system = AdoSystem(http, "contoso")
    return list(system.required(ItemType("contoso", PROJECT, "User Story")))


def test_a_field_that_is_always_wanted_comes_with_its_values() -> None:
    unit = told("Custom.BusinessUnit", allowedValues=["North", "South"])

    (found,) = wanted(told("System.Title"), unit, told("Custom.Free", alwaysRequired=False))

    assert (found.name, found.required) == ("Custom.BusinessUnit", True)
    assert found.options == ("North", "South")


@pytest.mark.parametrize(
    "filled",
    [
        told("System.State"),
        told("System.Reason"),
        told("System.AreaId", type="integer"),
        told("System.IterationPath", type="treePath", readOnly=True),
        told("System.CreatedBy", isIdentity=True),
        told("Custom.Locked", readOnly=True),
        told(SEVERITY, defaultValue="3 - Medium"),
    ],
)
def test_what_the_service_fills_in_is_not_wanted(filled: Mapping[str, object]) -> None:
    assert wanted(filled) == []


def test_a_type_that_is_not_there_wants_nothing() -> None:
    stage = AdoStage()

    assert stage.system.required(ItemType(stage.world.collection_id, PROJECT, "Nothing")) == []


def test_several_organisations_tell_of_a_shared_field_once() -> None:
    one, other = AdoStage(organisation="contoso"), AdoStage(organisation="fabrikam")
    both = Organisations([a_system(one), a_system(other)])

    names = [each.name for each in both.catalogue()]

    assert len(names) == len(set(names))
    assert list(both.options(PRIORITY)) == ["1", "2", "3", "4"]
