"""What PPM Express tells us of by itself: whom we believe, and where we look then."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.connectors.ppm import PpmHook
from core.model.changes import Place
from core.model.items import ItemRef, Side
from core.sync.ports import Hook
from sandbox.ppm import hooks
from sandbox.ppm.switches import HookShape
from tests.connectors.ppm_stage import PROJECT, PpmStage

SECRET, NEW_SECRET = "s3cret-of-summer", "s3cret-of-autumn"
T, U, P, Q = (f"{n}0000000-0000-4000-8000-000000000000" for n in "abcd")
EVERYWHERE = {Place()}


def a_hook(*secrets: str) -> PpmHook:
    return PpmHook(secrets or (SECRET,))


def places(event: Any) -> set[Place]:
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    found = a_hook().places_in(body)
    assert len(found) == len(set(found))
    return set(found)


def at(task: str = "", project: str = "") -> Place:
    return Place(ItemRef(Side.PPM, task) if task else None, project)


def test_it_is_a_hook() -> None:
    hook: Hook = a_hook()

    assert hook.trusts({"x-lockstep-key": SECRET})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-lockstep-key": ""},
        {"x-lockstep-key": SECRET.upper()},
        {"x-lockstep-key": SECRET + " "},
        {"x-lockstep-key": "s3cret-überall-\udcff"},
        {"authorization": f"Bearer {SECRET}"},
    ],
)
def test_whoever_does_not_know_the_secret_is_not_trusted(headers: dict[str, str]) -> None:
    assert not a_hook().trusts(headers)


def test_two_secrets_are_good_while_one_is_being_changed() -> None:
    hook = a_hook(SECRET, NEW_SECRET, "a third one")

    trusted = [hook.trusts({"x-lockstep-key": each}) for each in (SECRET, NEW_SECRET)]
    assert trusted == [True, True]
    assert not hook.trusts({"x-lockstep-key": "a third one"})


@pytest.mark.parametrize("secrets", [(), ("",), ("", "")])
def test_without_any_secret_nobody_is_trusted(secrets: tuple[str, ...]) -> None:
    hook = PpmHook(secrets)

    assert not hook.trusts({"x-lockstep-key": ""})
    assert not hook.trusts({})


@pytest.mark.parametrize("shape", list(HookShape))
def test_every_shape_of_event_leads_to_the_task_or_everywhere(shape: HookShape) -> None:
    stage = PpmStage({"webhook_data": shape})
    register(stage)

    ref = stage.create("Pay by invoice")

    assert a_hook().trusts({k.lower(): v for k, v in stage.sent[-1].headers.items()})
    found = set(a_hook().places_in(stage.sent[-1].body))
    assert found == {
        HookShape.EMPTY: EVERYWHERE,
        HookShape.ID: {Place(ref), at(project=ref.key)},
        HookShape.FULL: {Place(ref), at(project=ref.key)},
    }.get(shape, {Place(ref, PROJECT)})


def register(stage: PpmStage) -> None:
    events = ["Task:Created", "Task:Updated", "Task:Deleted"]
    headers = [{"name": "X-Lockstep-Key", "value": SECRET}]
    to = {"httpVerb": "POST", "url": "https://lockstep.example/api/hooks/ppm/1"}
    hooks.register(stage.world, {"eventTypes": events, "headers": headers, **to})


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ({"taskId": T, "projectId": P}, {at(T, P)}),
        ({"TASK_ID": T.upper(), "ProjectUID": P}, {at(T, P)}),
        ({"TaskId": T}, {at(T)}),
        ({"ProjectId": P}, {at(project=P)}),
        ({"Id": T}, {at(T), at(project=T)}),
        ({"Id": T, "ProjectId": P}, {at(T, P)}),
        ({"Id": T, "TaskId": T, "ProjectId": P}, {at(T, P)}),
        ({"Task": {"Id": T}, "Project": {"Id": P}}, {at(T, P)}),
        ({"ProjectId": P, "Tasks": [{"Id": T}, {"Id": U}]}, {at(T, P), at(U, P)}),
        ({"TaskIds": [T, U]}, {at(T), at(U)}),
        ({"TaskIds": f"{T},{U}"}, {at(T), at(U)}),
        ([{"TaskId": T, "ProjectId": P}, {"TaskId": U, "ProjectId": Q}], {at(T, P), at(U, Q)}),
        ([{"TaskId": T, "ProjectId": P}, {"ProjectId": Q}], {at(T, P), at(project=Q)}),
        ({"Id": T, "attributes": {"AssignedTo": [{"id": U}]}}, {at(T), at(project=T)}),
        ({"TaskId": T, "UserId": U}, {at(T)}),
        (json.dumps({"TaskId": T, "ProjectId": P}), {at(T, P)}),
        (f"task {T} was changed", {at(T), at(project=T)}),
        (T, {at(T), at(project=T)}),
        ([T], {at(T), at(project=T)}),
        ({"TaskId": 7}, EVERYWHERE),
        ({"TaskId": f"{T}0"}, EVERYWHERE),
        ({}, EVERYWHERE),
        (None, EVERYWHERE),
    ],
)
def test_ids_are_found_wherever_they_stand(told: Any, where: set[Place]) -> None:
    assert places({"WebhookId": Q, "MessageId": U, "Data": told}) == where


def test_keys_are_read_in_any_case_and_the_envelope_names_no_items() -> None:
    assert places({"webhookid": Q, "MESSAGEID": U, "DATA": {"taskid": T}}) == {at(T)}


def test_an_event_without_its_envelope_is_read_too() -> None:
    assert places({"TaskId": T, "ProjectId": P}) == {at(T, P)}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b'"' + T.encode() + b'"',
        b'{"eventType": "workitem.updated", "resource": {"id": 5}}',
        b'{"Data": ' + b"9" * 100_000 + b"}",
        b'{"Data":' * 100_000 + b"1" + b"}" * 100_000,
        b"[" * 1_000_000 + b"]" * 1_000_000,
    ],
)
def test_what_cannot_be_read_is_a_reason_to_look_everywhere(body: bytes) -> None:
    assert places(body) == EVERYWHERE


def test_an_event_about_very_many_tasks_is_a_reason_to_look_everywhere() -> None:
    many = [{"TaskId": f"{n:08x}-0000-4000-8000-000000000000"} for n in range(1000)]

    assert places({"Data": many}) == EVERYWHERE


@pytest.mark.parametrize(
    "told",
    [
        ["a" * 2_000_000],
        {"Id": "ab12-" * 400_000},
        {f"key{n}id": "x" for n in range(120_000)},
        [[n] for n in range(300_000)],
        {"Data": json.dumps(json.dumps(json.dumps({"Data": "\\" * 100_000})))},
    ],
)
def test_a_very_large_event_is_a_reason_to_look_everywhere(told: Any) -> None:
    # Each of these held a worker for minutes where a part was searched again and again.
    assert places({"Data": told}) == EVERYWHERE


KEYS = st.sampled_from(["Data", "Id", "TaskId", "ProjectId", "Task", "Project", "MessageId", "x"])
LEAVES = st.none() | st.booleans() | st.floats() | st.text() | st.sampled_from([T, P, f"{T},{U}"])
EVENTS = st.recursive(LEAVES, lambda deep: st.lists(deep) | st.dictionaries(KEYS, deep))


@given(EVENTS)
@example({"Data": '{"Data": "{}"}'})
def test_any_event_leads_somewhere(event: Any) -> None:
    assert a_hook().places_in(json.dumps(event).encode())


@given(st.binary())
def test_any_bytes_lead_somewhere(body: bytes) -> None:
    assert a_hook().places_in(body)
