"""The stand-in over real sockets: in this process, and as a process of its own."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from sandbox.server import Server
from tests.sandbox.ppm_tenant import PROJECT, a_tenant

ROOT = Path(__file__).parents[2]


def test_a_lost_answer_is_a_broken_connection() -> None:
    tenant = a_tenant(post_timeout_but_created=True)
    url = f"/@contoso/v1.0/projects/{PROJECT}/tasks"
    token = {"Authorization": "Bearer ppm-lockstep"}

    with Server(tenant.app) as server, httpx.Client(base_url=server.url, headers=token) as client:
        with pytest.raises(httpx.TransportError):
            client.post(url, json={"attributes": {"Name": "Pay by invoice"}})

        assert len(client.get(url).json()["data"]) == 1


def test_many_people_writing_at_once_lose_nothing() -> None:
    tenant = a_tenant()
    epic = tenant.create("Payments")

    def write(n: int) -> None:
        tenant.create(f"Story {n}", ParentId=epic["id"], Effort=1)

    with ThreadPoolExecutor(8) as people:
        list(people.map(write, range(64)))

    assert tenant.read(epic)["attributes"]["Effort"] == 64


def test_as_a_process_it_says_where_it_is_and_ends_when_told() -> None:
    command = [sys.executable, "-m", "sandbox.ppm", "--size", "30", "--latency-ms", "0"]
    command += ["--switches", '{"foreign_tasks": false}']

    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        answer = httpx.get(f"{url}/Projects", headers={"Authorization": "Bearer ppm-ben"})
        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=10) == 0
    assert len(answer.json()["data"]) == 3
