import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from azure.data.tables import TableClient

import sandbox.azurite
from sandbox.azurite import Azurite

ROOT = Path(__file__).parents[2]


def test_a_running_emulator_takes_rows(azurite: str, storage: str) -> None:
    with TableClient.from_connection_string(azurite, storage) as table:
        table.create_table()
        table.create_entity({"PartitionKey": "a", "RowKey": "b"})

        assert [row["RowKey"] for row in table.list_entities()] == ["b"]


def test_an_emulator_with_a_location_finds_its_rows_again(tmp_path: Path) -> None:
    with (
        Azurite(tmp_path) as first,
        TableClient.from_connection_string(first.connection_string, "kept") as table,
    ):
        table.create_table()
        table.create_entity({"PartitionKey": "a", "RowKey": "b"})

    with (
        Azurite(tmp_path) as second,
        TableClient.from_connection_string(second.connection_string, "kept") as table,
    ):
        assert [row["RowKey"] for row in table.list_entities()] == ["b"]


def test_an_emulator_comes_back_where_it_was_with_what_it_held(tmp_path: Path) -> None:
    with (
        Azurite(tmp_path, free_ports()) as azurite,
        TableClient.from_connection_string(azurite.connection_string, "kept") as table,
    ):
        table.create_table()
        table.create_entity({"PartitionKey": "a", "RowKey": "b"})

        azurite.stop()
        azurite.start()

        assert [row["RowKey"] for row in table.list_entities()] == ["b"]


@pytest.mark.skipif(os.name == "nt", reason="asks the system whether a process lives")
def test_an_emulator_does_not_outlive_a_parent_that_was_killed() -> None:
    start = "from sandbox.azurite import Azurite; a = Azurite().start(); print(a.pid, flush=True);"
    with subprocess.Popen(
        [sys.executable, "-c", start + "import time; time.sleep(60)"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        orphan = int(parent.stdout.readline())

        parent.kill()

        assert _ends(orphan)


def test_a_stopped_emulator_has_no_connection_string() -> None:
    with pytest.raises(RuntimeError, match="not running"):
        _ = Azurite().connection_string


def test_a_missing_install_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox.azurite, "HERE", tmp_path)

    with pytest.raises(RuntimeError, match=r"run `python3 dev\.py test` once"):
        Azurite().start()


def test_an_emulator_that_cannot_start_says_why(tmp_path: Path) -> None:
    (occupied := tmp_path / "file").write_text("not a folder")

    with pytest.raises(RuntimeError, match=r"did not start: .*file"):
        Azurite(occupied).start()


def free_ports() -> list[int]:
    with socket.socket() as one, socket.socket() as two, socket.socket() as three:
        probes = (one, two, three)
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def _ends(process: int) -> bool:
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if _is_zombie(process):
            return True
        time.sleep(0.05)
    return False


def _is_zombie(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z"
