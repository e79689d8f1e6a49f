"""The stand-in as a process of its own, and as a holder of many items."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sandbox.ado.app import create_app
from sandbox.ado.filling import fill
from sandbox.ado.world import World
from sandbox.backlog import load
from sandbox.seed import seed
from tests.sandbox.ado_world import Clock, Office

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    place = tmp_path_factory.mktemp("backlog") / "backlog.jsonl"
    place.write_text(json.dumps(a_line()) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "sandbox.ado", "--backlog", str(place), "--project", "Shop"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=5) == 0 or sys.platform == "win32"


def a_line() -> dict[str, object]:
    fields = {
        "System.AreaPath": "Old Shop\\Web",
        "System.TeamProject": "Old Shop",
        "System.IterationPath": "Old Shop",
        "System.WorkItemType": "Task",
        "System.State": "Active",
        "System.Title": " Pay by invoice ",
        "System.CreatedBy": "Person 01 <person01@example.com>",
        "Microsoft.VSTS.Scheduling.RemainingWork": 3.0,
    }
    return {"project": "Shop", "id": 7, "rev": 4, "fields": fields, "relations": []}


def test_it_serves_a_backlog_file_and_says_where(address: str) -> None:
    answer = httpx.get(f"{address}/_apis/wit/workitems/7?api-version=7.1", auth=("", "pat-ben"))

    fields = answer.json()["fields"]
    assert fields["System.Title"] == "Pay by invoice"
    assert fields["System.AreaPath"] == "Shop\\Web"
    assert fields["System.CreatedBy"]["uniqueName"] == "person01@example.com"


@pytest.mark.parametrize("token", ["pat-lockstep", "pat-anna", "pat-ben"])
def test_its_people_have_tokens_that_never_change(address: str, token: str) -> None:
    url = f"{address}/_apis/connectionData?api-version=7.1-preview"

    assert httpx.get(url, auth=("", token)).status_code == 200


def test_every_project_of_the_sample_backlogs_can_be_loaded() -> None:
    path = ROOT.parent / "shared/data/ado-backlogs.jsonl"
    if not path.is_file():
        pytest.skip(f"no sample backlogs at {path}")
    backlog = load(path)

    world = fill(World(), backlog)

    assert len(world.items) == len(backlog.items) == 2322
    assert len(world.projects) == 32
    told = [item for item in backlog.items if item.parent is not None]
    assert all(world.items[one.id].parent == one.parent for one in told)


@pytest.fixture(scope="module")
def crowd() -> Office:
    """As many items as a large organisation has; seeded once."""
    app = create_app(fill(World(), seed(1, 20_000)))
    http = httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://ado.test")
    return Office(app.world, app, Clock(), http)


def test_two_hundred_items_of_twenty_thousand_are_read_in_one_call(crowd: Office) -> None:
    refs = ["System.Title", "System.State", "System.AssignedTo", "System.Parent", "System.Tags"]
    refs += ["System.AreaPath", "System.IterationPath", "System.ChangedDate", "System.Id"]
    wish = {"ids": list(range(5_000, 5_200)), "fields": refs}

    answer = crowd.call("POST", "_apis/wit/workitemsbatch", wish)
    assert [item["id"] for item in answer.json()["value"]] == wish["ids"]


def test_a_query_goes_over_twenty_thousand_items(crowd: Office) -> None:
    states = "New", "Active"
    where = f"[System.Id] > 15000 AND [System.State] IN {states}"
    wish = {"query": f"SELECT [System.Id] FROM WorkItems WHERE {where}"}

    answer = crowd.call("POST", "_apis/wit/wiql", wish)
    assert {each["id"] for each in answer.json()["workItems"]} == {
        number
        for number, item in crowd.world.items.items()
        if number > 15_000 and item.fields["System.State"] in states
    }
