"""Stands where the platform's sign-in stands: takes away every principal a client brings and puts
in the one of the chosen demo person. It says who someone is, never what they may do."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

COOKIE = "demo-person"
NOBODY = "none"
DEMO_TENANT = "7e9a4c1e-0000-4000-8000-00000000de40"
# What authsettingsV2 excludes: no sign-in here, so no principal either.
EXCLUDED = "/api/hooks/"
_OF_THE_PLATFORM = ("HTTP_X_MS_CLIENT_PRINCIPAL", "HTTP_X_MS_TOKEN")
_ON_AZURE = ("WEBSITE_INSTANCE_ID", "WEBSITE_SITE_NAME")


@dataclass(frozen=True)
class Person:
    name: str
    oid: str
    roles: tuple[str, ...]

    @property
    def principal(self) -> str:
        """The header X-MS-CLIENT-PRINCIPAL."""
        told = [("oid", self.oid), ("tid", DEMO_TENANT), ("name", self.name)]
        told += [("preferred_username", f"{self.name.split()[0].lower()}@demo.example")]
        told += [("roles", role) for role in self.roles]
        text = json.dumps(
            {
                "auth_typ": "aad",
                "claims": [{"typ": kind, "val": value} for kind, value in told],
                "name_typ": "name",
                "role_typ": "roles",
            }
        )
        return base64.b64encode(text.encode()).decode()


PEOPLE = {
    "viewer": Person("Vera Viewer", "7e9a4c1e-0000-4000-8000-000000000001", ("viewer",)),
    "approver": Person("Anna Approver", "7e9a4c1e-0000-4000-8000-000000000002", ("approver",)),
    "admin": Person("Adam Admin", "7e9a4c1e-0000-4000-8000-000000000003", ("admin",)),
    "stranger": Person("Sam Stranger", "7e9a4c1e-0000-4000-8000-000000000004", ()),
}


class SignIn:
    """A WSGI layer. The person comes from the header X-Demo-Person, else the cookie, else `person`;
    `none` is someone who has not signed in."""

    def __init__(self, app: WSGIApplication, person: str) -> None:
        refuse_on_azure()
        if person not in (*PEOPLE, NOBODY):
            raise ValueError(_unknown(person))
        self._app, self._person = app, person

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        for name in [name for name in environ if name.startswith(_OF_THE_PLATFORM)]:
            del environ[name]
        path = environ["PATH_INFO"].lower()
        if path.startswith("/.auth/"):
            return _auth_page(environ, start)
        chosen = self._chosen(environ)
        if chosen not in (*PEOPLE, NOBODY):
            return _answer(start, "400 Bad Request", _unknown(chosen))
        if chosen != NOBODY and not path.startswith(EXCLUDED):
            environ.update(_headers(PEOPLE[chosen]))
        return self._app(environ, start)

    def _chosen(self, environ: WSGIEnvironment) -> str:
        header: str | None = environ.get("HTTP_X_DEMO_PERSON")
        return header or _cookie(environ) or self._person


def refuse_on_azure() -> None:
    if found := [name for name in _ON_AZURE if name in os.environ]:
        raise RuntimeError(f"The local host never runs on Azure, and {found[0]} is set here.")


def _headers(person: Person) -> dict[str, str]:
    return {
        "HTTP_X_MS_CLIENT_PRINCIPAL": person.principal,
        "HTTP_X_MS_CLIENT_PRINCIPAL_ID": person.oid,
        "HTTP_X_MS_CLIENT_PRINCIPAL_NAME": person.name,
        "HTTP_X_MS_CLIENT_PRINCIPAL_IDP": "aad",
    }


def _cookie(environ: WSGIEnvironment) -> str | None:
    try:
        found = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(COOKIE)
    except CookieError:
        return None
    return found.value if found else None


def _unknown(person: str) -> str:
    return f"No demo person is called {person!r}: choose {', '.join(PEOPLE)} or {NOBODY}."


def _auth_page(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """`/.auth/login/aad?person=viewer` signs that person in, without `person` it asks who;
    `/.auth/logout` leaves nobody signed in."""
    asked = parse_qs(environ.get("QUERY_STRING", ""))
    back = asked.get("post_login_redirect_uri", asked.get("post_logout_redirect_uri", ["/"]))[0]
    back = back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
    match environ["PATH_INFO"].lower():
        case "/.auth/logout":
            return _become(start, NOBODY, back)
        case "/.auth/login/aad" if asked.get("person", [""])[0] in PEOPLE:
            return _become(start, asked["person"][0], back)
        case "/.auth/login/aad":
            return _answer(start, "200 OK", _choice(back), "text/html; charset=utf-8")
        case _:
            return _answer(start, "404 Not Found", "")


def _become(start: StartResponse, person: str, back: str) -> Iterable[bytes]:
    cookie = f"{COOKIE}={person}; Path=/; SameSite=Lax; HttpOnly"
    place = quote(back, safe="/?&=#%-_.~")
    return _answer(start, "302 Found", "", more=[("Location", place), ("Set-Cookie", cookie)])


def _choice(back: str) -> str:
    links = "".join(
        f'<li><a href="?person={key}&amp;post_login_redirect_uri={quote(back, safe="")}">'
        f"{person.name}</a></li>"
        for key, person in PEOPLE.items()
    )
    return f"<!doctype html><title>Sign in</title><h1>Who are you today?</h1><ul>{links}</ul>"


def _answer(
    start: StartResponse,
    status: str,
    text: str,
    kind: str = "text/plain; charset=utf-8",
    more: Iterable[tuple[str, Any]] = (),
) -> Iterable[bytes]:
    body = text.encode()
    start(status, [("Content-Type", kind), ("Content-Length", str(len(body))), *more])
    return [body]
