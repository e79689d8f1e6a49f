"""The one door: what it says to people, and that it sets up once and no more often than needed."""

from __future__ import annotations

import ast
import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import dev
import setting_up

ROOT = Path(__file__).parents[1]


class Workshop:
    """A checkout in a folder of its own, where commands are written down instead of run."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ran: list[list[str]] = []
        self.fails_at = "nothing"
        for folder in (root / "sandbox" / "azurite", root / "tests" / "web"):
            folder.mkdir(parents=True)
            (folder / "package-lock.json").write_text("{}")
        (root / "tests" / "web" / "tree-model.test.js").touch()
        for name in ("requirements.txt", "requirements-dev.txt"):
            (root / name).write_text("pinned==1\n")

    def run(self, command: Sequence[str], cwd: Path | None = None) -> int:
        self.ran.append(list(command))
        if self.fails_at in command:
            return 1
        if command[1:3] == ["-m", "venv"]:
            python = Path(setting_up.python_of(Path(command[-1])))
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
        if command[1] == "ci" and cwd:
            (cwd / "node_modules").mkdir(exist_ok=True)
        return 0

    def steps(self) -> list[str]:
        known = ("venv", "pip", "ci", "sandbox.demo", "pytest", "apt-get")
        return [next(word for word in known if word in command) for command in self.ran]


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    made = Workshop(tmp_path)
    requirements = [tmp_path / "requirements.txt", tmp_path / "requirements-dev.txt"]
    places = {
        "ROOT": tmp_path,
        "VENV": tmp_path / ".venv",
        "VENV_313": tmp_path / ".venv-313",
        "AZURITE": tmp_path / "sandbox" / "azurite",
        "WEB": tmp_path / "tests" / "web",
        "DEPLOYED": requirements[:1],
        "DEVELOPED": requirements,
    }
    for name, place in places.items():
        monkeypatch.setattr(setting_up, name, place)
    monkeypatch.setattr(setting_up, "run", made.run)
    monkeypatch.setattr(setting_up, "of_node", lambda name: name)
    monkeypatch.setattr(setting_up, "candidates_313", lambda: iter(()))
    monkeypatch.setenv("CHROMIUM", "a-chromium")
    return made


def test_without_a_command_it_lists_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main([]) == 0

    listed = capsys.readouterr().out
    assert [name for name in dev.COMMANDS if f"\n  {name} " in listed] == list(dev.COMMANDS)


def test_an_unknown_command_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["dance"]) == 2

    said = capsys.readouterr().err
    assert said == "dev.py: There is no command 'dance': python3 dev.py lists those there are.\n"


def test_a_python_too_old_to_run_it_can_still_read_it() -> None:
    for name in ("dev.py", "setting_up.py"):
        ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("version", [(3, 8, 18), (3, 10, 13), (3, 14, 0)])
def test_another_python_is_told_which_to_use(
    version: tuple[int, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "version_info", version)

    assert dev.main(["check"]) == 2
    said = capsys.readouterr().err
    assert re.fullmatch(r"dev\.py: Lockstep needs Python 3\.11, .* this is 3\.\d+\.\d+: .*\n", said)


def test_the_first_start_sets_up_and_the_second_does_not(workshop: Workshop) -> None:
    dev.main(["demo"])
    dev.main(["demo"])

    assert workshop.steps() == ["venv", "pip", "ci", "sandbox.demo", "sandbox.demo"]


def test_changed_requirements_are_installed_again(workshop: Workshop) -> None:
    dev.main(["demo"])
    workshop.ran.clear()
    (workshop.root / "requirements.txt").write_text("pinned==2\n")

    dev.main(["demo"])

    assert "pip" in workshop.steps()
    assert "ci" not in workshop.steps()


def test_another_python_makes_another_environment(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev.main(["demo"])
    workshop.ran.clear()
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))

    dev.main(["demo"])

    assert workshop.steps() == ["venv", "pip", "sandbox.demo"]


def test_a_set_up_that_broke_off_is_begun_again(
    workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    workshop.fails_at = "pip"
    assert dev.main(["demo"]) == 2
    assert "is there a network?" in capsys.readouterr().err
    workshop.fails_at = "nothing"

    assert dev.main(["demo"]) == 0


def test_an_npm_without_a_network_is_one_sentence(
    workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    workshop.fails_at = "ci"

    assert dev.main(["demo"]) == 2
    assert capsys.readouterr().err == (
        "dev.py: npm could not install the storage emulator (see above): is there a network?\n"
    )


def test_all_arguments_are_passed_on(workshop: Workshop) -> None:
    dev.main(["demo", "--once", "--backlog", "my backlog.csv", "--help"])

    assert workshop.ran[-1][1:] == [
        *("-m", "sandbox.demo", "--once", "--backlog", "my backlog.csv", "--help")
    ]


def test_all_tests_share_the_cores_and_some_tests_do_not(workshop: Workshop) -> None:
    dev.main(["test"])
    dev.main(["test", "tests/model", "-x"])

    everything, some = [command for command in workshop.ran if "pytest" in command]
    assert everything[-2:] == ["--ignore", "tests/e2e"]
    assert "-n" in everything
    assert some[1:] == ["-m", "pytest", "tests/model", "-x"]


def test_a_missing_python_313_is_said_aloud(
    workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    dev.main(["test"])

    assert "NO PYTHON 3.13 HERE" in capsys.readouterr().out


def test_a_python_that_only_looks_like_one_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = str(tmp_path / "python3.13")
    monkeypatch.setattr(setting_up, "candidates_313", lambda: iter([broken, sys.executable, ""]))

    expected = [sys.executable] if sys.version_info[:2] == (3, 13) else []
    assert list(setting_up.pythons_313()) == expected


def test_check_does_everything_and_then_says_what_failed(
    workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    workshop.fails_at = "mypy"

    assert dev.main(["check"]) == 1

    said = capsys.readouterr().out
    assert re.findall(r"^  (\w+) +(\w.*) \(", said, re.MULTILINE) == [
        ("ok", "format"),
        ("ok", "lint"),
        ("FAILED", "types"),
        ("ok", "contracts"),
        ("ok", "words"),
        ("ok", "web types"),
        ("ok", "web lint"),
        ("ok", "web tests"),
        ("ok", "vendored"),
    ]


def test_the_tests_of_the_page_are_those_there_are(workshop: Workshop) -> None:
    dev.main(["check"])

    [command] = [command for command in workshop.ran if "--test" in command]
    assert command == ["node", "--test", "tests/web/tree-model.test.js"]


def test_the_browser_opens_for_all_tests_of_the_page_or_for_those_named(workshop: Workshop) -> None:
    dev.main(["e2e"])
    dev.main(["e2e", "-x"])
    dev.main(["e2e", "tests/e2e/test_page.py"])
    dev.main(["e2e", "--size", "10000"])

    commands = [command[1:] for command in workshop.ran if "e2e" in " ".join(command)]
    assert commands == [
        ["-m", "pytest", "tests/e2e"],
        ["-m", "pytest", "tests/e2e", "-x"],
        ["-m", "pytest", "tests/e2e/test_page.py"],
        ["-m", "tests.e2e.size", "--size", "10000"],
    ]


def test_without_a_browser_apt_brings_one_where_it_may(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHROMIUM")
    there = {"apt-get": "/usr/bin/apt-get"}
    monkeypatch.setattr("setting_up.shutil.which", there.get)
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)

    def run(command: Sequence[str], cwd: Path | None = None) -> int:
        if "chromium" in command:
            there["chromium"] = "/usr/bin/chromium"
        return workshop.run(command, cwd)

    monkeypatch.setattr(setting_up, "run", run)

    assert setting_up.browser() == "/usr/bin/chromium"
    assert [command[1] for command in workshop.ran] == ["update", "install"]


def test_without_a_browser_nobody_but_root_is_told_what_to_do(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CHROMIUM")
    monkeypatch.setattr("setting_up.shutil.which", {"apt-get": "/usr/bin/apt-get"}.get)
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)

    assert dev.main(["e2e"]) == 2
    assert capsys.readouterr().err == (
        "dev.py: There is no Chromium here: install it, or name one in the environment by"
        " CHROMIUM.\n"
    )


@pytest.mark.parametrize(
    ("version", "does"),
    [
        ("v18.20.1", False),
        ("v20.18.3", False),
        ("v20.19.0", True),
        ("v21.7.3", False),
        ("v22.12.0", False),
        ("v22.13.0", True),
        ("v24.0.0", True),
        ("v27.1.0", True),
        ("", False),
    ],
)
def test_a_node_too_old_for_the_tools_is_passed_over(version: str, does: bool) -> None:
    assert setting_up.will_do(version) is does


def test_what_is_vendored_is_made_by_a_command(workshop: Workshop) -> None:
    dev.main(["vendor"])

    assert workshop.ran[-1] == ["node", "tests/web/vendor.js"]


def test_no_command_sees_the_name_of_the_container(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTAINER_NAME", "robust")

    assert (
        setting_up.run(
            [sys.executable, "-c", "import os; 'CONTAINER_NAME' in os.environ and 1 / 0"]
        )
        == 0
    )


@pytest.mark.skipif(os.name == "nt", reason="there a signal is a kill")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopping_is_quiet_and_stops_what_was_started(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    child = tmp_path / "child.py"
    child.write_text(CHILD)
    with subprocess.Popen(
        [sys.executable, "-c", DOOR, str(child)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as door:
        assert door.stdout is not None
        assert door.stdout.readline() == "started\n"

        # A terminal tells the whole group of Ctrl-C; a supervisor tells one process to end.
        os.killpg(door.pid, number) if number == signal.SIGINT else os.kill(door.pid, number)
        said, complaints = door.communicate(timeout=60)

    assert (door.returncode, said, complaints) == (code, "tidied up\n", "")


# What is started in the background of a shell would hear of no Ctrl-C.
DOOR = """
import signal, sys, dev, setting_up
signal.signal(signal.SIGINT, signal.default_int_handler)
dev.COMMANDS["child"] = dev.Command("", lambda a: setting_up.run([sys.executable, *a]))
sys.exit(dev.main(["child", *sys.argv[1:]]))
"""
CHILD = """
import signal, sys, time
def end(*_):
    print("tidied up")
    sys.exit(0)
signal.signal(signal.SIGINT, end)
signal.signal(signal.SIGTERM, end)
print("started", flush=True)
time.sleep(30)
"""
