"""Everything that people can do is done once, over sockets and with storage that is real; then each
secret is looked for in whatever was logged, answered, kept or queued meanwhile."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
import pytest

from core.model.changes import PoisonRow
from core.storage.secrets import FileSecrets
from core.wiring import services
from handlers.api.table import TABLE
from sandbox.azurite import KEY
from sandbox.demo.stage import Wanted
from sandbox.server import Server
from tests.e2e.scene import Scene, a_scene
from tests.handlers.telltale import (
    Told,
    every_line_of_the_log,
    every_message,
    every_message_left,
    every_row,
    secrets_in,
)

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

STORAGE = "AzureWebJobsStorage"
REFUSED = "pat-that-nobody-knows-5d1f"
MISPLACED = "pat-in-the-wrong-place-77c0"
HOOK = "hook-of-somebody-else-c41b"


@dataclass
class Run:
    """A run that is over: what was told, and what must not have been."""

    secrets: dict[str, str] = field(default_factory=dict)
    logged: list[Told] = field(default_factory=list)
    answered: list[Told] = field(default_factory=list)
    queued: list[Told] = field(default_factory=list)
    kept: list[Told] = field(default_factory=list)

    @property
    def told(self) -> Sequence[Told]:
        return [*self.logged, *self.answered, *self.queued, *self.kept]


@pytest.fixture(scope="module")
def run() -> Run:
    made = Run()
    wanted = Wanted(settings={"ALARM_WEBHOOK": "alarm-channel"})
    with (
        pytest.MonkeyPatch.context() as patch,
        every_line_of_the_log() as made.logged,
        Server(a_channel) as channel,
        a_scene(connected=False, wanted=wanted) as scene,
    ):
        made.queued = every_message(patch)
        hears(scene.people._api, made)
        services().secrets.write("alarm-channel", f"{channel.url}/workflows/a-secret-path-91e4")
        scene.story.play()
        what_else_people_do(scene)
        every_look(scene)
        account = os.environ[STORAGE]
        made.kept = [*every_row(account), *every_message_left(account)]
        made.secrets = all_secrets(channel.url)
    return made


def a_channel(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    start("202 Accepted", [])
    return [b""]


def hears(api: httpx.Client, run: Run) -> None:
    def note(answer: httpx.Response) -> None:
        text = f"{answer.headers}\n{answer.read().decode(errors='replace')}"
        run.answered.append(Told(f"{answer.request.method} {answer.request.url.path}", text))

    api.event_hooks = {"response": [note]}


def what_else_people_do(scene: Scene) -> None:
    """Slips with tokens, tokens changed, strangers at the hooks, an alarm: as far as one can."""
    api, project = scene.people._api, f"/api/projects/{scene.project}"
    place = {"url": scene.stage.ado_url, "project": scene.stage.ado_project}
    good, wrong = {**place, "token": "pat-lockstep"}, {**place, "token": REFUSED}
    elsewhere = {**good, "url": "https://evil.example/contoso", "token": MISPLACED}
    asked: list[tuple[str, str, object]] = [
        ("PUT", f"{project}/connection", {"places": [wrong]}),
        ("POST", f"{project}/connection-tests", {"places": [wrong, good]}),
        ("PUT", f"{project}/connection", {"places": [elsewhere]}),
        ("PUT", f"{project}/connection", {"places": [{**place, "tokn": MISPLACED}]}),
        ("PUT", f"{project}/connection", {"places": [{**place, "token": [MISPLACED]}]}),
        ("PUT", f"{project}/connection", {"places": MISPLACED}),
        ("PUT", "/api/site", {"url": scene.stage.ado_url, "token": "pat-lockstep"}),
        ("PUT", "/api/site", {"express_token": REFUSED}),
        ("PUT", "/api/site", {"express_token": "ppm-lockstep"}),
        ("POST", f"{project}/hook-renewals", {}),
    ]
    for method, path, body in asked:
        api.request(method, path, json=body, headers=as_admin())
    api.put(
        f"{project}/connection", content=b'{"token": "' + MISPLACED.encode(), headers=as_admin()
    )
    strangers_at_the_hooks(api)
    at = services().clock().isoformat()
    services().store.poison.add(PoisonRow("m-1", '{"v":1,"at":"","project":"apollo"}', at))
    for timer in ("hooks_timer", "sweep_timer", "apply_timer", "alarms_timer"):
        scene.people.runs(timer)
    scene.is_quiet()


def strangers_at_the_hooks(api: httpx.Client) -> None:
    """One without a secret, one with a wrong one, and one who repeats the right one in its body."""
    for row in services().store.hooks.all():
        path = f"/api/hooks/{row.side}/{row.name}"
        right = services().secrets.read(f"hook-{row.name}") or ""
        event = {"eventType": f"workitem.{right}", "resource": {"id": right}, "TaskId": right}
        basic = base64.b64encode(f"x:{HOOK}".encode()).decode()
        api.post(path, json=event)
        api.post(path, json=event, headers={"X-Lockstep-Key": HOOK})
        api.post(path, json=event, headers={"Authorization": f"Basic {basic}"})
        assert api.post(path, json=event, headers={"X-Lockstep-Key": right}).status_code == 202


def every_look(scene: Scene) -> None:
    """Every route that only reads, as an admin."""
    link = scene.pairs[0].link
    for route in TABLE:
        if route.method == "GET" and "{plan}" not in route.path:
            path = route.path.format(project=scene.project, link=link, probe="never-sent")
            scene.people._api.get(f"/{path}", headers=as_admin())


def as_admin() -> dict[str, str]:
    writes = {"Content-Type": "application/json", "X-Lockstep-Write": "1"}
    return {"X-Demo-Person": "admin", **writes}


def all_secrets(channel: str) -> dict[str, str]:
    file = Path(os.environ["SECRETS_FILE"])
    named = {name: FileSecrets(file).read(name) or "" for name in json.loads(file.read_text())}
    assert sum(name.startswith("hook-") for name in named) == 2
    assert sum(name.startswith("ado-") for name in named) >= 1
    # Of the channel's address what follows the host is the secret.
    named["alarm-channel"] = named["alarm-channel"].removeprefix(channel)
    return {**named, "refused": REFUSED, "misplaced": MISPLACED, "hook": HOOK, "account": KEY}


def test_no_secret_is_told_in_a_whole_run(run: Run) -> None:
    assert secrets_in(run.told, run.secrets) == []


def test_the_whole_run_was_heard(run: Run) -> None:
    title = "Pay by invoice, part 0"

    for heard in (run.logged, run.answered, run.kept):
        assert [each for each in heard if title in each.text]
    assert [each for each in run.queued if '"side":"ado"' in each.text]
    assert {each.where for each in run.kept} >= {
        f"the table {name}" for name in ("links", "history", "plans", "projects", "trees")
    }


@pytest.mark.parametrize(
    "dress",
    [
        "the token is {}",
        '{{"token": "{}"}}',
        "https://lockstep.example/?token={quoted}",
        "Basic {packed}",
        "Basic {packed1}",
        "Basic {packed2}",
    ],
)
def test_a_secret_that_was_told_is_found_in_any_dress(dress: str) -> None:
    secret = "p/t+ of 1 w?"
    packed = {
        name: base64.b64encode(f"{before}{secret}{after}".encode()).decode()
        for name, before, after in (
            ("packed", ":", ""),
            ("packed1", "me:", "x"),
            ("packed2", "you:", "\n."),
        )
    }
    text = dress.format(secret, quoted=quote(secret, safe=""), **packed)

    assert secrets_in([Told("a log", text)], {"ado": secret})[0] == "ado in a log"
