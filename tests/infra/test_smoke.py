"""The smoke test against a running app: it passes where the app works, and names what does not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.deploying import smoke
from infra.deploying.az import Refused
from infra.deploying.smoke import Smoke, client, forged
from sandbox.host import DEMO_TENANT
from setting_up import ROOT, Trouble, environment

ADMIN: Callable[[str], str] = lambda client_id: "demo-admin"  # noqa: E731 - a token's giver
TIMERS = ("apply_timer", "sweep_timer", "hooks_timer", "alarms_timer")


@pytest.fixture(scope="module")
def app(azurite: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address. Nobody is signed in there who brings no token."""
    folder = tmp_path_factory.mktemp("app")
    settings = folder / "settings.json"
    settings.write_text(json.dumps({"Values": values(azurite, folder)}), "utf-8")
    words = ["-m", "sandbox.host", "--port", "0", "--person", "none", "--settings", str(settings)]
    with subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        try:
            yield said.split()[-1]
        finally:
            process.kill()


def values(storage: str, folder: Path) -> dict[str, str]:
    sample = json.loads((ROOT / "local.settings.sample.json").read_text("utf-8"))["Values"]
    (folder / "secrets.json").write_text("{}", "utf-8")
    ours = {
        "AzureWebJobsStorage": storage,
        "SECRETS_FILE": str(folder / "secrets.json"),
        "TENANT_ID": DEMO_TENANT,
        "PAGE_CLIENT_ID": "our-client",
    }
    return {**sample, **ours, **{f"AzureWebJobs.{name}.Disabled": "true" for name in TIMERS}}


class Spoiled(httpx.HTTPTransport):
    """The running app, but for what one place answers."""

    def __init__(
        self, place: str, answer: Callable[[httpx.Request], httpx.Response | None]
    ) -> None:
        super().__init__()
        self._place, self._other = place, answer

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        spoiled = self._other(request) if re.fullmatch(self._place, request.url.path) else None
        return spoiled or super().handle_request(request)


def tried(
    app: str,
    spoiled: Spoiled | None = None,
    token: Callable[[str], str] | None = ADMIN,
    tries: int = 0,
) -> list[str]:
    said: list[str] = []
    with httpx.Client(base_url=app, transport=spoiled, trust_env=False, timeout=60) as http:
        Smoke(http, token, said.append, lambda _: None, tries).run()
    return said


def patiently(app: str, spoiled: Spoiled | None = None, **more: Any) -> list[str]:
    """A message crosses the queue in its own time, however slow this machine is."""
    return tried(app, spoiled, tries=100_000, **more)


def test_an_app_that_works_passes_every_step(app: str) -> None:
    said = patiently(app)

    assert [each.split()[0] for each in said] == ["ok"] * 5


def test_without_a_sign_in_the_rest_is_said_to_be_untried(app: str) -> None:
    said = tried(app, token=None)

    assert [each.split()[0] for each in said] == ["ok"] * 3 + ["--"]


def answers(status: int, **told: Any) -> Callable[[httpx.Request], httpx.Response]:
    return lambda request: httpx.Response(status, request=request, **told)


def to_strangers(request: httpx.Request) -> httpx.Response | None:
    signed = "authorization" in request.headers
    return None if signed else httpx.Response(200, json={}, request=request)


def to_forgers(request: httpx.Request) -> httpx.Response | None:
    is_forged = "x-ms-client-principal" in request.headers
    return httpx.Response(200, json={}, request=request) if is_forged else None


def to_the_signed_in(status: int, **told: Any) -> Callable[[httpx.Request], httpx.Response | None]:
    def answer(request: httpx.Request) -> httpx.Response | None:
        signed = "authorization" in request.headers
        return httpx.Response(status, request=request, **told) if signed else None

    return answer


@pytest.mark.parametrize(
    ("place", "answer", "says"),
    [
        ("/", answers(503), "the address answers 503: look at the log stream"),
        ("/", answers(200, text="Your app is up"), "the address answers 200"),
        ("/web/settings.json", answers(401), r"settings\.json answers 401"),
        ("/api/me", to_strangers, "answers 200 to no sign-in"),
        ("/api/me", to_forgers, "answers 200 to a forged sign-in"),
        ("/api/hooks/ado/.*", answers(503), "cannot read its vault"),
        ("/api/hooks/ppm/.*", answers(202), "hooks/ppm/ answers 202, and 401 is right"),
        ("/api/hooks/ppm/.*", answers(404), "hooks/ppm/ answers 404, and 401 is right"),
        ("/api/me", to_the_signed_in(403), "your token is answered 403"),
        ("/api/me", to_the_signed_in(500), "/api/me answers 500"),
        ("/api/me", to_the_signed_in(200, json={"roles": ["viewer"]}), "not as an admin"),
        ("/api/probes", answers(503, json={"error": {"message": "vault away"}}), "vault away"),
        ("/api/probes/.+", answers(200, json={"came_at": None}), "never worked off"),
    ],
)
def test_what_does_not_work_is_named(
    app: str, place: str, answer: Callable[[httpx.Request], httpx.Response | None], says: str
) -> None:
    with pytest.raises(Trouble, match=says):
        tried(app, Spoiled(place, answer))


def test_an_app_without_its_entra_app_is_said_to_be_so(app: str) -> None:
    told = {"client_id": "", "authority": ""}

    with pytest.raises(Trouble, match="PAGE_CLIENT_ID is empty"):
        tried(app, Spoiled("/web/settings.json", answers(200, json=told)))


def test_who_is_given_no_token_reads_why(app: str) -> None:
    def no_token(client_id: str) -> str:
        raise Refused("Entra gives you no token for the app", "ERROR: AADSTS50105: no role")

    with pytest.raises(Trouble, match=r"you get in, as an admin: Entra gives (?s:.*) no role"):
        tried(app, token=no_token)


def test_a_token_is_asked_for_the_app_that_the_page_names(app: str) -> None:
    asked: list[str] = []

    def token(client_id: str) -> str:
        asked.append(client_id)
        return "demo-admin"

    patiently(app, token=token)

    assert asked == ["our-client"]


def test_what_is_not_there_yet_is_tried_again(app: str) -> None:
    starts = iter([503, 503])

    def slow(request: httpx.Request) -> httpx.Response | None:
        status = next(starts, None)
        return httpx.Response(status, request=request) if status else None

    said = patiently(app, Spoiled("/", slow))

    assert [each.split()[0] for each in said] == ["..", *["ok"] * 5]
    assert "the address answers 503" in said[0]


def test_an_app_that_is_away_is_said_to_be_away() -> None:
    with pytest.raises(Trouble, match="does not answer"):
        tried("http://127.0.0.1:1")


def test_what_forgers_bring_would_make_them_an_admin() -> None:
    from handlers.api.sign_in import caller

    found = caller({"x-ms-client-principal": forged(DEMO_TENANT)}, DEMO_TENANT)

    assert found is not None
    assert list(found.roles) == ["admin"]


@pytest.mark.parametrize(("url", "outside"), [("http://127.0.0.1:1", False), ("https://a.b", True)])
def test_only_what_is_outside_is_asked_through_a_proxy(url: str, outside: bool) -> None:
    with client(url) as http:
        assert http.trust_env is outside


def test_the_door_says_whether_the_app_works(app: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert smoke.main(["--url", app, "--anonymous"]) == 0
    assert "The app works." in capsys.readouterr().out

    assert smoke.main(["--url", "lockstep.contoso.com", "--anonymous"]) == 1
    assert "is no address" in capsys.readouterr().err
