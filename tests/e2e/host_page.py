"""Somebody else's site with Lockstep inside, as PPM Express has it; and a stand-in for the page of
Microsoft Entra ID at which people sign in, for a browser that reaches no such page."""

from __future__ import annotations

import base64
import html
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import BrowserContext, Route

from core.model.framing import LOGIN
from sandbox.host import DEMO_TENANT
from sandbox.server import Server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CLIENT = "0c0ffee0-1111-4222-8333-444444444444"
_PAGE = """<!doctype html>
<html lang="en"><title>Another site</title><link rel="icon" href="data:,">
<style>body {{ margin: 0 }} iframe {{ width: 100%; height: 100vh; border: 0 }}</style>
<iframe title="Lockstep" src="{}"></iframe>"""
_SIGN_IN = """<!doctype html>
<html lang="en"><title>Sign in to your account</title><link rel="icon" href="data:,">
<h1>Pick an account</h1><a href="{}">Anna Approver</a>"""


@dataclass(frozen=True)
class HostPage:
    """By another name than Lockstep's, so a browser takes the two for different sites."""

    url: str

    def showing(self, address: str) -> str:
        return f"{self.url}/?{quote(address, safe='')}"


@contextmanager
def a_host_page() -> Iterator[HostPage]:
    with Server(_serve) as server:
        yield HostPage(server.url.replace("127.0.0.1", "localhost"))


def _serve(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    [shown] = parse_qs(f"shown={environ['QUERY_STRING']}")["shown"]
    body = _PAGE.format(html.escape(shown)).encode()
    start("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]


@dataclass
class Identity:
    """Whoever picks the account gets `token`. Like the real one it keeps a window that opened it
    away, unless the app asserts that the window may be trusted (`pocd`)."""

    token: str = "demo-approver"
    asked: dict[str, str] = field(default_factory=dict)

    def stand_in(self, context: BrowserContext) -> None:
        context.route(f"{LOGIN}/**", self._answer)

    def _answer(self, route: Route) -> None:
        match urlsplit(route.request.url).path.rpartition("/")[2]:
            case "authorize":
                self._ask(route)
            case "token":
                self._give(route)
            case _:
                route.fulfill(status=404, body="")

    def _ask(self, route: Route) -> None:
        query = parse_qs(urlsplit(route.request.url).query)
        self.asked = {name: values[0] for name, values in query.items()}
        back = f"{self.asked['redirect_uri']}#code=a-code&state={quote(self.asked['state'])}"
        trusted = self.asked.get("pocd") == "1"
        apart = {} if trusted else {"Cross-Origin-Opener-Policy": "same-origin"}
        body = _SIGN_IN.format(html.escape(f"{back}&client_info={_packed(_ACCOUNT)}"))
        route.fulfill(content_type="text/html", headers=apart, body=body)

    def _give(self, route: Route) -> None:
        told = {
            "token_type": "Bearer",
            "scope": self.asked["scope"],
            "expires_in": 3600,
            "ext_expires_in": 3600,
            "access_token": self.token,
            "id_token": f"{_packed({'alg': 'none'})}.{_packed(self._claims())}.nobody-checks",
            "client_info": _packed(_ACCOUNT),
        }
        free = {"Access-Control-Allow-Origin": "*"}
        route.fulfill(content_type="application/json", headers=free, body=json.dumps(told))

    def _claims(self) -> Mapping[str, object]:
        now = int(time.time())
        return {
            "aud": self.asked["client_id"],
            "iss": f"{LOGIN}/{DEMO_TENANT}/v2.0",
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
            "nonce": self.asked["nonce"],
            "name": "Anna Approver",
            "preferred_username": "anna@demo.example",
            "oid": _ACCOUNT["uid"],
            "sub": "anna",
            "tid": DEMO_TENANT,
            "ver": "2.0",
        }


_ACCOUNT = {"uid": "7e9a4c1e-0000-4000-8000-000000000002", "utid": DEMO_TENANT}


def _packed(told: Mapping[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()
