"""A call whose answer was lost may have been done; one that never left was not."""

from __future__ import annotations

import httpx
import pytest

from core.connectors.ado.calls import Calls
from core.model.errors import TryLater


def a_write(transport: httpx.MockTransport) -> TryLater:
    """What becomes of a write over this transport."""
    http = httpx.Client(transport=transport, base_url="http://ado.test/contoso")
    with pytest.raises(TryLater) as away:
        Calls(http).patch("_apis/wit/workitems/7", "work item 7", [], {})
    return away.value


@pytest.mark.parametrize(
    ("error", "unsure"),
    [
        (httpx.ConnectError, False),
        (httpx.PoolTimeout, False),
        (httpx.WriteTimeout, True),
        (httpx.ReadTimeout, True),
        (httpx.RemoteProtocolError, True),
    ],
)
def test_a_write_is_unsure_once_it_may_have_left(error: type[Exception], unsure: bool) -> None:
    def breaks(request: httpx.Request) -> httpx.Response:
        raise error("broken")

    assert a_write(httpx.MockTransport(breaks)).unsure is unsure


@pytest.mark.parametrize(("status", "unsure"), [(429, False), (500, True), (502, True)])
def test_a_service_that_broke_while_it_wrote_leaves_the_write_unsure(
    status: int, unsure: bool
) -> None:
    answer = httpx.Response(status, json={"message": "broken"})

    assert a_write(httpx.MockTransport(lambda request: answer)).unsure is unsure
