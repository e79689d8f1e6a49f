"""A write whose answer is lost: what may have been done is told apart from what was not heard."""

from __future__ import annotations

import httpx
import pytest

from core.connectors.ppm.calls import Calls
from core.model.errors import TryLater
from tests.connectors.ppm_stage import BEN, PpmStage, seen, write


@pytest.mark.parametrize("fault", ["lost_answer", "reset", "500", "503_html", "203_sign_in"])
def test_a_write_that_nobody_can_vouch_for_is_unsure(fault: str) -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    stage.faults.add(fault, "PATCH", times=1)

    with pytest.raises(TryLater) as away:
        write(stage, before, Name="Pay by card")

    assert away.value.unsure


@pytest.mark.parametrize(
    ("fault", "match"), [("429", "PATCH"), ("reset", "GET"), ("500", "GET"), ("503_html", "GET")]
)
def test_a_write_that_was_never_heard_is_certain(fault: str, match: str) -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice"))
    stage.faults.add(fault, match, times=1)

    with pytest.raises(TryLater) as away:
        write(stage, before, Name="Pay by card")

    assert not away.value.unsure
    assert seen(stage, before.ref) == before


def test_an_answer_that_cannot_be_told_of_leaves_the_write_unsure() -> None:
    stage = PpmStage()
    before = seen(stage, stage.create("Pay by invoice", AssignedTo=[{"id": stage.resource(BEN)}]))
    stage.faults.add("500", "Resources", times=1)
    stage.meanwhile("PATCH", lambda: stage.clock.pass_(minutes=11))

    with pytest.raises(TryLater) as away:
        write(stage, before, Name="Pay by card")

    assert away.value.unsure
    assert seen(stage, before.ref).title == "Pay by card"


@pytest.mark.parametrize(
    ("error", "unsure"),
    [
        (httpx.ConnectError, False),
        (httpx.ConnectTimeout, False),
        (httpx.PoolTimeout, False),
        (httpx.WriteTimeout, True),
        (httpx.ReadTimeout, True),
        (httpx.RemoteProtocolError, True),
    ],
)
def test_a_write_is_unsure_once_it_may_have_left(error: type[Exception], unsure: bool) -> None:
    def breaks(request: httpx.Request) -> httpx.Response:
        raise error("broken")

    http = httpx.Client(transport=httpx.MockTransport(breaks), base_url="http://ppm.test/v1.0")

    with pytest.raises(TryLater) as away:
        Calls(http).patch("projects/p/tasks/7", "task 7", {"Name": "Pay by card"})

    assert away.value.unsure is unsure
