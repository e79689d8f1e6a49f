"""The token for PPM Express may come in by the page of a new deployment, whose vault is empty: no
person needs a right to the vault for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx

from sandbox.azurite import Azurite
from tests.handlers.desks import WRITES
from tests.handlers.shop import SHOP, Shop, a_shop


def asks(shop: Shop, method: str, path: str, body: object = None) -> httpx.Response:
    headers = {"X-Demo-Person": "admin", **WRITES}
    where = f"{shop.host.url}/api/{path}"
    return httpx.request(method, where, json=body, headers=headers, trust_env=False, timeout=60)


def test_an_admin_begins_without_any_token_in_the_vault_and_gives_it_on_the_page(
    tmp_path: Path,
) -> None:
    with Azurite() as storage, a_shop(storage.connection_string, tmp_path) as shop:
        kept = Path(shop.settings["SECRETS_FILE"])
        told: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        token = told.pop("ppm-token")
        kept.write_text(json.dumps(told), encoding="utf-8")

        listed = asks(shop, "GET", "express-projects")
        made = shop.call("PUT", "", {"name": SHOP, "members": shop.members}, "admin")
        given = asks(shop, "PUT", "connection", {"express_token": token})
        connected = shop.call("PUT", "/connection", {"places": [shop.place]}, "admin")
        linked = shop.adopts(1)

    assert listed.status_code in (409, 503), listed.text
    assert made.status_code == given.status_code == connected.status_code == 200
    assert linked.link
