"""The contract checker is only worth its name when it fails on what is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.swagger import Contract, ContractBroken, contract

ITEM = {"id": 7, "rev": 1, "fields": {"System.Title": "Pay"}, "url": "http://x"}
ITEM_PATH = "/contoso/_apis/wit/workitems/7"


def work_items() -> Contract:
    return contract("azure-devops/workItemTracking.json")


def a_small_contract(tmp_path: Path) -> Contract:
    answers = {"200": {"schema": {"$ref": "#/definitions/Task"}}, "404": {"description": "gone"}}
    task = {"type": "object", "properties": {"Name": {"type": "string"}}, "required": ["Name"]}
    path = tmp_path / "small.json"
    paths = {"/tasks/{id}": {"get": {"responses": answers}}}
    text = json.dumps({"swagger": "2.0", "paths": paths, "definitions": {"Task": task}})
    path.write_text("\ufeff" + text, encoding="utf-8")
    return Contract(path, prefix="/v1")


def test_a_right_answer_passes() -> None:
    work_items().check_answer("GET", ITEM_PATH, 200, ITEM)


def test_letter_case_of_a_path_does_not_matter() -> None:
    work_items().check_answer("GET", ITEM_PATH.replace("workitems", "workItems"), 200, ITEM)


@pytest.mark.parametrize("wrong", [{"id": "seven"}, {"rev": 1.5}, {"fields": []}, {"url": 7}])
def test_a_wrong_type_fails(wrong: dict[str, Any]) -> None:
    with pytest.raises(ContractBroken, match="answer of GET"):
        work_items().check_answer("GET", ITEM_PATH, 200, {**ITEM, **wrong})


def test_a_wrong_type_deep_inside_a_list_fails() -> None:
    relations = [{"rel": "Hyperlink", "url": 12}]

    with pytest.raises(ContractBroken, match=r"relations\[0\].url"):
        work_items().check_answer("GET", ITEM_PATH, 200, {**ITEM, "relations": relations})


def test_null_may_stand_for_any_value() -> None:
    work_items().check_answer("GET", ITEM_PATH, 200, {**ITEM, "relations": None})


def test_a_list_of_azure_devops_stands_in_an_envelope() -> None:
    path = "/contoso/Shop/_apis/wit/workitemsbatch"

    work_items().check_answer("POST", path, 200, {"count": 2, "value": [ITEM, None]})
    with pytest.raises(ContractBroken):
        work_items().check_answer("POST", path, 200, [ITEM])


def test_a_value_outside_an_enumeration_fails() -> None:
    hooks = contract("azure-devops/serviceHooks.json")
    path = "/contoso/_apis/hooks/subscriptions/4"

    with pytest.raises(ContractBroken, match="tired"):
        hooks.check_answer("GET", path, 200, {"status": "tired"})


def test_a_wrong_request_fails() -> None:
    path = "/contoso/Shop/_apis/wit/workitemsbatch"

    work_items().check_request("POST", path, {"ids": [1, 2]})
    with pytest.raises(ContractBroken, match="request of POST"):
        work_items().check_request("POST", path, {"ids": "1,2"})


def test_a_path_the_vendor_does_not_have_fails() -> None:
    with pytest.raises(ContractBroken, match="has no GET"):
        work_items().check_answer("GET", "/contoso/_apis/wit/wishes", 200, {})


def test_the_other_vendors_file_is_read_too() -> None:
    ppm = contract("ppm-express.swagger.json")

    with pytest.raises(ContractBroken):
        ppm.check_answer("GET", "/Projects/4b1a8e2e-0c52-4d0f-8f4f-0d0f3a2f6a11", 200, [1])


def test_a_missing_member_that_is_required_fails(tmp_path: Path) -> None:
    with pytest.raises(ContractBroken, match="Name"):
        a_small_contract(tmp_path).check_answer("GET", "/v1/tasks/4", 200, {})


def test_a_status_that_is_not_declared_fails_where_statuses_are(tmp_path: Path) -> None:
    a_small_contract(tmp_path).check_answer("GET", "/v1/tasks/4", 404, None)
    with pytest.raises(ContractBroken, match="may not answer 418"):
        a_small_contract(tmp_path).check_answer("GET", "/v1/tasks/4", 418, None)


def test_without_the_file_the_test_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCKSTEP_CONTRACTS", "/nowhere")

    with pytest.raises(pytest.skip.Exception, match="not at"):
        contract("azure-devops/core.json")
