"""Whether a deployed app works, seen from outside: the page, the hooks, the sign-in, and a message
that crosses the queue while tables and vault are written."""

from __future__ import annotations

import argparse
import base64
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from setting_up import Trouble

from .az import Az, Refused, found
from .loopback import is_loopback

# A first start, and rights that are not known everywhere yet, take minutes.
TRIES, PAUSE = 60, 5.0
_WRITING = {"X-Lockstep-Write": "1"}


class _NotYet(Exception):
    """What is not as it has to be, and what to do where it stays so."""


@dataclass
class Smoke:
    """`token` gives a person's token for a client id; without it only what strangers see is tried.
    All steps together may wait `tries` times."""

    http: httpx.Client
    token: Callable[[str], str] | None
    tell: Callable[[str], None] = print
    pause: Callable[[float], None] = time.sleep
    tries: int = TRIES
    _client_id: str = ""
    _tenant: str = ""
    _signed: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        """Raises Trouble at the first step that stays wrong."""
        for says, step in self._steps():
            self._until_right(says, step)
            self.tell(f"  ok  {says}")
        if not self.token:
            self.tell("  --  what people with a role see was not tried: nobody is signed in here")

    def _steps(self) -> list[tuple[str, Callable[[], None]]]:
        outside = [
            ("the page loads, and knows who signs people in", self._page),
            ("nobody gets in without a sign-in, nor with a forged one", self._strangers),
            ("a hook without its secret is turned away", self._hooks),
        ]
        inside = [
            ("you get in, as an admin", self._person),
            ("a message crosses the queue; tables and vault are written", self._probe),
        ]
        return [*outside, *(inside if self.token else [])]

    def _until_right(self, says: str, step: Callable[[], None]) -> None:
        waits = False
        while True:
            try:
                return step()
            except _NotYet as wrong:
                said = str(wrong)
            except httpx.HTTPError as away:
                said = f"{self.http.base_url} does not answer ({away}): is that the address?"
            if self.tries <= 0:
                raise Trouble(f"The smoke test fails where {says}: {said}")
            if not waits:
                minutes = round(self.tries * PAUSE / 60)
                self.tell(f"  ..  not yet, where {says}. Trying for {minutes} minutes more: {said}")
            waits = True
            self.tries -= 1
            self.pause(PAUSE)

    # The steps

    def _page(self) -> None:
        page = self.http.get("/")
        if page.status_code != 200 or "<html" not in page.text:
            raise _NotYet(
                f"the address answers {page.status_code}: look at the log stream of the app in the "
                "portal, which says why it does not start"
            )
        told = self.http.get("/web/settings.json")
        if told.status_code != 200:
            raise _NotYet(
                f"/web/settings.json answers {told.status_code}: the sign-in of the platform has "
                "to let it through (infra/modules/sign-in.bicep)"
            )
        self._client_id = str(told.json()["client_id"])
        self._tenant = str(told.json()["authority"]).rpartition("/")[2]

    def _strangers(self) -> None:
        for headers in ({}, {"X-MS-CLIENT-PRINCIPAL": forged(self._tenant)}):
            answer = self.http.get("/api/me", headers=headers)
            if answer.status_code != 401:
                kind = "a forged" if headers else "no"
                raise _NotYet(
                    f"/api/me answers {answer.status_code} to {kind} sign-in, and 401 is right: "
                    "stop the app (`az functionapp stop --name APP --resource-group GROUP`), and "
                    "deploy again"
                )

    def _hooks(self) -> None:
        for side in ("ado", "ppm"):
            answer = self.http.post(f"/api/hooks/{side}/smoke-test", json={})
            if answer.status_code == 503:
                raise _NotYet(
                    "the app cannot read its vault: its role there is Lockstep secrets "
                    "(infra/modules/vault.bicep), and may need some minutes"
                )
            if answer.status_code != 401:
                raise _NotYet(
                    f"/api/hooks/{side}/ answers {answer.status_code}, and 401 is right: the "
                    "package may not be the one that was made here"
                )

    def _person(self) -> None:
        assert self.token
        if not self._client_id:
            raise _NotYet("the app does not know its Entra app: PAGE_CLIENT_ID is empty")
        try:
            given = self.token(self._client_id)
        except Refused as refused:
            raise _NotYet(str(refused)) from refused
        self._signed = {"Authorization": f"Bearer {given}"}
        answer = self.http.get("/api/me", headers=self._signed)
        if answer.status_code in (401, 403):
            raise _NotYet(
                f"your token is answered {answer.status_code}: the platform has to let the Azure "
                "CLI in (infra/modules/sign-in.bicep), and you need a role of the Entra app"
            )
        if answer.status_code != 200:
            raise _NotYet(f"/api/me answers {answer.status_code}: {_words(answer)}")
        if "admin" not in answer.json()["roles"]:
            raise _NotYet(
                "you get in, and not as an admin: in Entra, under Enterprise applications, the "
                "app, Users and groups, give yourself the role Admin, then `az login` again"
            )

    def _probe(self) -> None:
        sent = self.http.post("/api/probes", json={}, headers={**self._signed, **_WRITING})
        if sent.status_code != 202:
            raise _NotYet(
                f"a probe cannot be sent ({sent.status_code}: {_words(sent)}): the app's roles on "
                "storage and vault may need some minutes"
            )
        probe = str(sent.json()["id"])
        while not self._has_come(probe):
            if self.tries <= 0:
                raise _NotYet(
                    "the message of a probe was put on the queue and never worked off: look at the "
                    "log stream of the app in the portal"
                )
            self.tries -= 1
            self.pause(PAUSE)

    def _has_come(self, probe: str) -> bool:
        answer = self.http.get(f"/api/probes/{probe}", headers=self._signed)
        return answer.status_code == 200 and bool(answer.json()["came_at"])


def _words(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return answer.text[:200] or "without a word"


def forged(tenant: str) -> str:
    """The header that only the platform may set, as an intruder would: an admin of that tenant."""
    claims: list[dict[str, Any]] = [
        {"typ": "oid", "val": "5e2b7c1e-0000-4000-8000-000000000bad"},
        {"typ": "tid", "val": tenant},
        {"typ": "roles", "val": "admin"},
    ]
    told = {"auth_typ": "aad", "claims": claims, "name_typ": "name", "role_typ": "roles"}
    return base64.b64encode(json.dumps(told).encode()).decode()


def client(url: str) -> httpx.Client:
    return httpx.Client(base_url=url.rstrip("/"), timeout=60, trust_env=not is_loopback(url))


def token_of(az: Az) -> Callable[[str], str]:
    """How `az` comes by a token for an app: for whoever is signed in there."""

    def given(client_id: str) -> str:
        words = ("account", "get-access-token", "--resource", client_id)
        return str(az.answer("Entra gives you no token for the app", *words)["accessToken"])

    return given


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dev.py smoke", description=__doc__)
    parser.add_argument("--url", required=True, help="the address of the page")
    parser.add_argument(
        "--anonymous", action="store_true", help="only what strangers see; takes no az"
    )
    wanted = parser.parse_args(arguments)
    try:
        if urlsplit(wanted.url).scheme not in ("http", "https"):
            raise Trouble(f"{wanted.url!r} is no address: it begins with https://.")
        token = None if wanted.anonymous else token_of(found())
        with client(wanted.url) as http:
            Smoke(http, token).run()
    except Trouble as trouble:
        print(f"smoke: {trouble}", file=sys.stderr)
        return 1
    print("The app works.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
