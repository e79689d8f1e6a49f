"""The page is served as it lies there, under a strict policy, and knows nothing of anybody."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import azure.functions as func
import pytest

from core.model.framing import EXPRESS, LOGIN, Framing
from handlers.page import WEB, serve

NAMED = {
    "": "index",
    "aggregator": "index",
    "aggregator/": "index",
    "aggregator/project-1": "index",
    "Aggregator": "index",
    "AGGREGATOR/Project-1": "index",
    "create-item": "index",
    "create-item/project-1": "index",
    "signed-in": "signed in",
    "relay": "relay",
    "favicon.ico": "<svg/>",
    "web/index.html": "index",
    "web/app.js": "export {}",
    "web/parts/dom.js": "export {}",
    "web/vendor/licence.txt": "MIT",
}
FRAMED = Framing((EXPRESS, "https://plans.contoso.example"), "client-1", "tenant-1")
TREE = "treegrid " * 500


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = {
        "index.html": "index",
        "signed-in.html": "signed in",
        "relay.html": "relay",
        "icon.svg": "<svg/>",
        "app.js": "export {}",
        "parts/dom.js": "export {}",
        "styles/tree.css": TREE,
        "vendor/licence.txt": "MIT",
        "package.json": "{}",
        "vendor/package.json": "{}",
        ".secrets.json": "{}",
        ".git/index.html": "hidden",
        "node_modules/axe/axe.js": "tool",
        "notes.md": "a note",
        "photo.png": "picture",
    }
    for name, text in made.items():
        path = tmp_path / "web" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "host.json").write_text("{}", encoding="utf-8")
    return tmp_path / "web"


def get(
    path: str, folder: Path = WEB, framing: Framing = FRAMED, **headers: str
) -> func.HttpResponse:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    req = func.HttpRequest(
        method="GET",
        url="https://lockstep.example/",
        headers=sent,
        route_params={"path": path} if path else {},
        body=b"",
    )
    return serve(req, framing, folder)


@pytest.mark.parametrize("path", NAMED)
def test_an_address_answers_its_file(folder: Path, path: str) -> None:
    found = get(path, folder)

    assert (found.status_code, found.get_body().decode()) == (200, NAMED[path])


@pytest.mark.parametrize(
    "path",
    [
        "web/package.json",
        "web/vendor/package.json",
        "web/.secrets.json",
        "web/.git/index.html",
        "web/node_modules/axe/axe.js",
        "web/notes.md",
        "web/photo.png",
        "web/",
        "web/parts",
        "web/../host.json",
        "web/..\\host.json",
        "web/%2e%2e/host.json",
        "web//host.json",
        "web/parts/../app.js",
        "web/./app.js",
        "web/APP.JS",
        "../host.json",
        "host.json",
        "index.html",
        "relay/x",
        "aggregators",
        "icon.svg",
    ],
)
def test_nothing_else_is_answered(folder: Path, path: str) -> None:
    found = get(path, folder)

    assert (found.status_code, found.get_body()) == (404, b"There is no such page.")


def test_a_link_out_of_the_folder_leads_nowhere(folder: Path) -> None:
    os.symlink(folder.parent / "host.json", folder / "host.json")

    assert get("web/host.json", folder).status_code == 404


@pytest.mark.parametrize("path", ["api/unheard-of", "api", "API/projects/x/unheard-of"])
def test_an_address_of_the_api_that_nobody_has_is_an_empty_404(folder: Path, path: str) -> None:
    found = get(path, folder)

    assert (found.status_code, found.get_body()) == (404, b"")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "text/html; charset=utf-8"),
        ("web/app.js", "text/javascript; charset=utf-8"),
        ("web/styles/tree.css", "text/css; charset=utf-8"),
        ("favicon.ico", "image/svg+xml"),
        ("web/settings.json", "application/json"),
        ("web/vendor/licence.txt", "text/plain; charset=utf-8"),
    ],
)
def test_a_file_says_what_it_is(folder: Path, path: str, kind: str) -> None:
    assert get(path, folder).headers["Content-Type"] == kind


def test_every_file_of_the_page_is_served_as_it_lies_there(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(WEB, tmp_path / "web"))
    lying = {path.relative_to(copy).as_posix(): path for path in copy.rglob("*") if path.is_file()}

    served = {name for name, path in lying.items() if body(name, copy) == path.read_bytes()}

    left = [name for name in lying.keys() - served if not name.endswith((".d.ts", "package.json"))]
    assert left == []
    assert {"app.js", "calls.js", "texts.js"} <= served


def body(name: str, folder: Path) -> bytes:
    return get(f"web/{name}", folder).get_body()


def policy(framing: Framing = FRAMED) -> Mapping[str, str]:
    header = get("web/settings.json", framing=framing).headers["Content-Security-Policy"]
    return {name: told for name, _, told in (rule.partition(" ") for rule in header.split("; "))}


def test_the_policy_lets_nothing_in_but_our_own() -> None:
    assert policy() == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": f"'self' {LOGIN}",
        "frame-ancestors": "'self' https://app.ppm.express https://plans.contoso.example",
        "base-uri": "'none'",
        "form-action": "'self'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


@pytest.mark.parametrize("framing", [Framing(client="client-1"), Framing(tenant="tenant-1")])
def test_without_an_app_to_sign_in_with_the_page_reaches_no_other_host(framing: Framing) -> None:
    told = json.loads(get("web/settings.json", framing=framing).get_body())

    assert policy(framing)["connect-src"] == "'self'"
    assert (told["client_id"], told["authority"], told["scope"]) == ("", "", "")


@pytest.mark.parametrize("path", ["", "signed-in", "web/app.js", "web/settings.json", "x", "api/x"])
def test_every_answer_carries_the_policy(folder: Path, path: str) -> None:
    headers = get(path, folder).headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-cache"
    assert headers["Vary"] == "Accept-Encoding"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "X-Frame-Options" not in headers


@pytest.mark.parametrize("path", ["", "aggregator", "web/relay.html"])
def test_the_page_is_parted_from_windows_that_open_it(folder: Path, path: str) -> None:
    found = get(path, folder).headers

    assert found["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"


@pytest.mark.parametrize("path", ["signed-in", "relay"])
def test_the_windows_of_a_sign_in_stay_with_who_opened_them(folder: Path, path: str) -> None:
    assert "Cross-Origin-Opener-Policy" not in get(path, folder).headers


def test_the_page_knows_before_anybody_signs_in_where_they_can() -> None:
    told = json.loads(get("web/settings.json").get_body())

    assert told == {
        "client_id": "client-1",
        "authority": "https://login.microsoftonline.com/tenant-1",
        "scope": "client-1/.default",
        "parameters": {
            "project": ["projectId", "projectUid", "entityId"],
            "tasks": ["taskIds", "ids", "selectedIds", "taskId"],
            "tenant": ["tenant"],
        },
    }


def test_a_file_is_packed_for_whoever_can_read_that(folder: Path) -> None:
    found = get("web/styles/tree.css", folder, Accept_Encoding="br, gzip")

    assert found.headers["Content-Encoding"] == "gzip"
    assert len(found.get_body()) < len(TREE) / 10
    assert gzip.decompress(found.get_body()).decode() == TREE


@pytest.mark.parametrize("said", ["", "br", "gzip;q=0", "identity, *;q=0", "gzip;q=none"])
def test_nobody_else_gets_it_packed(folder: Path, said: str) -> None:
    found = get("web/styles/tree.css", folder, Accept_Encoding=said)

    assert "Content-Encoding" not in found.headers
    assert found.get_body().decode() == TREE


def test_what_packing_would_make_larger_stays_as_it_is(folder: Path) -> None:
    assert "Content-Encoding" not in get("web/app.js", folder, Accept_Encoding="gzip").headers


@pytest.mark.parametrize("said", ["{}", "W/{}", '"other", {}', "*"])
@pytest.mark.parametrize("packing", ["", "gzip"])
def test_what_the_browser_has_is_not_sent_again(folder: Path, said: str, packing: str) -> None:
    tag = get("web/styles/tree.css", folder, Accept_Encoding=packing).headers["ETag"]

    found = get(
        "web/styles/tree.css", folder, Accept_Encoding=packing, If_None_Match=said.format(tag)
    )

    assert (found.status_code, found.get_body(), found.headers["ETag"]) == (304, b"", tag)


def test_a_tag_is_strong_and_stands_for_these_very_bytes(folder: Path) -> None:
    plain = get("web/styles/tree.css", folder).headers["ETag"]
    packed = get("web/styles/tree.css", folder, Accept_Encoding="gzip").headers["ETag"]
    other = get("web/app.js", folder).headers["ETag"]

    assert len({plain, packed, other}) == 3
    assert all(tag.startswith('"') and tag.endswith('"') for tag in (plain, packed, other))
