import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.sandbox.host_worlds import APPS, settings

ROOT = Path(__file__).parents[2]


@contextmanager
def host(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "sandbox.host", "--app", str(APPS / "post_office"), *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def settings_file(azurite: str, storage: str, tmp_path: Path) -> str:
    file = tmp_path / "settings.json"
    values = settings(azurite, storage)
    file.write_text(json.dumps({"IsEncrypted": False, "Values": values}))
    return str(file)


def test_a_host_process_says_where_it_is_and_stops_when_told(settings_file: str) -> None:
    with host("--port", "0", "--settings", settings_file) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        assert httpx.get(f"{url}/api/text").status_code == 200

        process.terminate()

        assert process.wait(60) == (0 if os.name != "nt" else 1)


def test_a_port_in_use_is_said_in_one_sentence(settings_file: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with host("--port", port, "--settings", settings_file) as process:
            _, error = process.communicate(timeout=20)

    assert process.returncode == 1
    assert error == f"The host did not start: port {port} is in use; choose another with --port.\n"
