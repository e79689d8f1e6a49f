"""A manager's office, once under each setting of PPM Express, for a module's tests."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from sandbox.azurite import Azurite
from tests.handlers.office import SETTINGS, TILL, Office, a_backlog, no_task_yet
from tests.handlers.shop import SHOP, a_shop


@pytest.fixture(scope="module", params=list(SETTINGS))
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    folder, switches = tmp_path_factory.mktemp("office"), SETTINGS[request.param]
    with (
        Azurite() as storage,
        a_shop(storage.connection_string, folder, a_backlog(), switches, keep=no_task_yet) as shop,
    ):
        made = Office(shop, request.param, count(1), count(1))
        members = {"name": SHOP, "members": shop.members}
        if switches.get("rich_text") == "plain":
            members["ppm_rich_text"] = "plain"
        made.ok("PUT", "", members, "admin")
        places = [shop.place, {"url": shop.ado_url, "project": TILL}]
        made.ok("PUT", "/connection", {"places": places}, "admin")
        yield made
