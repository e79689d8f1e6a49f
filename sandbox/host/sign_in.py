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

from .choice import CSS, POLICY, STYLE, choice

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

COOKIE = "demo-person"
NOBODY = "none"
DEMO_TENANT = "7e9a4c1e-0000-4000-8000-00000000de40"
BEARER = "demo-"
# What authsettingsV2 excludes: no sign-in here, so no principal either. A star stands for all that
# follows.
EXCLUDED = (
    "/",
    "/aggregator",
    "/aggregator/*",
    "/api/hooks/*",
    "/create-item",
    "/create-item/*",
    "/favicon.ico",
    "/relay",
    "/signed-in",
    "/web/*",
)
_OF_THE_PLATFORM = ("HTTP_X_MS_CLIENT_PRINCIPAL", "HTTP_X_MS_TOKEN")
_ON_AZURE = ("WEBSITE_INSTANCE_ID", "WEBSITE_SITE_NAME")


@dataclass(frozen=True)
class Person:
    name: str
    oid: str
    roles: tuple[str, ...]
    says: str = ""

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


def _person(name: str, number: int, roles: tuple[str, ...], says: str) -> Person:
    return Person(name, f"7e9a4c1e-0000-4000-8000-{number:012}", roles, says)


PEOPLE = {
    "viewer": _person("Vera Viewer", 1, ("viewer",), "sees everything and changes nothing"),
    "approver": _person("Anna Approver", 2, ("approver",), "decides what is written"),
    "admin": _person("Adam Admin", 3, ("admin",), "connects projects and keeps the mapping"),
    "stranger": _person("Sam Stranger", 4, (), "is signed in and has no role"),
}
_CHOICES = {
    **{key: (person.name, person.says) for key, person in PEOPLE.items()},
    NOBODY: ("Nobody", "is not signed in"),
}


class SignIn:
    """A WSGI layer. The person comes from the header X-Demo-Person, else from a token such as
    `Bearer demo-viewer`, else the cookie, else `person`; `none` is someone who has not signed in.

    Where the platform answers 401 by itself to whoever has not signed in, here the app does: it
    has to, whatever stands in front of it. Only a token that nobody gave out ends here, as there.
    """

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
        if _is_excluded(path):
            return self._app(environ, start)
        if (token := _token(environ)) and token not in PEOPLE:
            return _answer(start, "401 Unauthorized", "", more=[("WWW-Authenticate", "Bearer")])
        chosen = self._chosen(environ, token)
        if chosen not in (*PEOPLE, NOBODY):
            return _answer(start, "400 Bad Request", _unknown(chosen))
        if chosen != NOBODY:
            environ.update(_headers(PEOPLE[chosen]))
        return self._app(environ, start)

    def _chosen(self, environ: WSGIEnvironment, token: str) -> str:
        header: str | None = environ.get("HTTP_X_DEMO_PERSON")
        return header or token or _cookie(environ) or self._person


def refuse_on_azure() -> None:
    if found := [name for name in _ON_AZURE if name in os.environ]:
        raise RuntimeError(f"The local host never runs on Azure, and {found[0]} is set here.")


def _is_excluded(path: str) -> bool:
    return any(
        path.startswith(each[:-1]) if each.endswith("*") else path == each for each in EXCLUDED
    )


def _token(environ: WSGIEnvironment) -> str:
    """Whose token was sent: a person's name, something else for nobody's, empty where none was."""
    kind, _, token = str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")
    if kind.lower() != "bearer":
        return ""
    return (token.startswith(BEARER) and token.removeprefix(BEARER)) or "?"


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
    """`/.auth/login/aad?person=viewer` signs that person in, without `person` it asks which;
    `/.auth/logout` leaves nobody signed in."""
    asked = parse_qs(environ.get("QUERY_STRING", ""))
    back = asked.get("post_login_redirect_uri", asked.get("post_logout_redirect_uri", ["/"]))[0]
    back = back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
    match environ["PATH_INFO"].lower():
        case "/.auth/logout":
            return _become(start, NOBODY, back)
        case "/.auth/login/aad" if asked.get("person", [""])[0] in _CHOICES:
            return _become(start, asked["person"][0], back)
        case "/.auth/login/aad":
            policy = [("Content-Security-Policy", POLICY)]
            text = choice(_CHOICES, back)
            return _answer(start, "200 OK", text, "text/html; charset=utf-8", policy)
        case page if page == STYLE:
            return _answer(start, "200 OK", CSS, "text/css; charset=utf-8")
        case _:
            return _answer(start, "404 Not Found", "")


def _become(start: StartResponse, person: str, back: str) -> Iterable[bytes]:
    cookie = f"{COOKIE}={person}; Path=/; SameSite=Lax; HttpOnly"
    place = quote(back, safe="/?&=#%-_.~")
    return _answer(start, "302 Found", "", more=[("Location", place), ("Set-Cookie", cookie)])


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
