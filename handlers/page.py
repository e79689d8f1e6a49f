"""The page: its files and nothing else. It asks nobody to sign in and knows nothing of anybody;
whatever it shows it has to ask the API for. Decision 12 says why it is served like this."""

import json
from collections.abc import Mapping
from pathlib import Path

import azure.functions as func

from core.model.framing import LOGIN, Framing
from handlers.files import File, files
from handlers.packing import may_pack

WEB = Path(__file__).parents[1] / "web"
SETTINGS = "web/settings.json"
_FILES = "web/"
_NAMED = {"signed-in": "signed-in.html", "relay": "relay.html", "favicon.ico": "icon.svg"}
_LANDINGS = ("aggregator", "create-item")
_OPENED_BY_OTHERS = ("signed-in", "relay")
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-cache",
    "Vary": "Accept-Encoding",
}


def anonymous_paths() -> tuple[str, ...]:
    """What the platform has to let through without a sign-in; a star stands for all that follows.

    The hooks, whose senders know a secret, and the page, which is what asks people to sign in.
    """
    landings = [path for name in _LANDINGS for path in (f"/{name}", f"/{name}/*")]
    return ("/", "/api/hooks/*", *landings, *(f"/{name}" for name in _NAMED), f"/{_FILES}*")


def serve(req: func.HttpRequest, framing: Framing, folder: Path = WEB) -> func.HttpResponse:
    """A file of the page, or 404: empty below `api/`, where nobody reads."""
    path = req.route_params.get("path") or ""
    headers = _headers(path, framing)
    found = _found(path, framing, folder)
    if found is None:
        words = "" if path.partition("/")[0].lower() == "api" else "There is no such page."
        return func.HttpResponse(words, status_code=404, headers=headers)
    return _told(req, found, headers)


def _found(path: str, framing: Framing, folder: Path) -> File | None:
    if path == SETTINGS:
        return _settings(framing)
    name = path.removeprefix(_FILES) if path.startswith(_FILES) else _page(path)
    return files(folder).get(name)


def _page(path: str) -> str:
    """The file behind an address for people: the page finds out itself where it was opened."""
    if path == "" or path.partition("/")[0].lower() in _LANDINGS:
        return "index.html"
    return _NAMED.get(path, "")


def _settings(framing: Framing) -> File:
    """What the page has to know before anybody has signed in. An app asks for a token for itself,
    which the platform takes for granted where the scope names it by its id."""
    told = {
        "client_id": framing.client if framing.signs_in else "",
        "authority": f"{LOGIN}/{framing.tenant}" if framing.signs_in else "",
        "scope": f"{framing.client}/.default" if framing.signs_in else "",
        "parameters": dict(framing.parameters),
    }
    return File("application/json", json.dumps(told).encode())


def _told(req: func.HttpRequest, found: File, headers: Mapping[str, str]) -> func.HttpResponse:
    """The body also for HEAD: the host takes it away and keeps its length."""
    small = may_pack(req) and len(found.packed) < len(found.body)
    tag = f'"{found.tag}-gzip"' if small else f'"{found.tag}"'
    told = {**headers, "ETag": tag, "Content-Type": found.kind}
    if _has(req, tag):
        return func.HttpResponse(status_code=304, headers=told)
    if small:
        return func.HttpResponse(found.packed, headers={**told, "Content-Encoding": "gzip"})
    return func.HttpResponse(found.body, headers=told)


def _has(req: func.HttpRequest, tag: str) -> bool:
    """Whether the browser's own copy is this one."""
    said = req.headers.get("If-None-Match", "").split(",")
    return any(each.strip().removeprefix("W/") in (tag, "*") for each in said)


def _headers(path: str, framing: Framing) -> Mapping[str, str]:
    headers = {**_SAFE, "Content-Security-Policy": _policy(framing)}
    if path not in _OPENED_BY_OTHERS:
        # The two run in windows that a frame has opened and listens to; this would part them.
        headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    return headers


def _policy(framing: Framing) -> str:
    """Scripts, styles and pictures of our own, nothing written into the page, no other host but
    the one that signs people in."""
    login = f" {LOGIN}" if framing.signs_in else ""
    frames = " ".join(("'self'", *framing.ancestors))
    rules = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        f"connect-src 'self'{login}",
        f"frame-ancestors {frames}",
        "base-uri 'none'",
        "form-action 'self'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
    return "; ".join(rules)
