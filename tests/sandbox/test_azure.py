"""The stand-in for az: it understands what a deployment asks, and nothing that az would not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from infra.deploying.tenants import MAIN
from sandbox.azure import running
from sandbox.azure.answers import AZURE_CLI
from sandbox.azure.running import NoStart, run_package, stop
from sandbox.azure.world import World
from setting_up import ROOT
from tests.infra.deployed import EXAMPLE, deployed


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.made(tmp_path)


def said(world: World, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(world.program()), *words], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("webapp create --name x", "'webapp create' is misspelled or not recognized"),
        ("account show --verbosely", "unrecognized arguments: --verbosely"),
        ("ad sp show", "the following arguments are required: --id"),
        ("ad sp show --id", "argument --id: expected one argument"),
        ("account show --output table", "answers in json only"),
        ("rest --method GET --url https://x --subscription y", "unrecognized arguments"),
    ],
)
def test_what_it_does_not_know_is_refused(world: World, words: str, error: str) -> None:
    answer = said(world, *words.split())

    assert answer.returncode == 2
    assert error in answer.stderr


def test_before_a_sign_in_it_tells_of_itself_only(world: World) -> None:
    world.change(signed_in=False)

    assert said(world, "version").returncode == 0
    answer = said(world, "account", "show")
    assert (answer.returncode, "az login" in answer.stderr) == (1, True)


def create(world: World, parameters: Path) -> subprocess.CompletedProcess[str]:
    files = ("--template-file", str(MAIN), "--parameters", str(parameters))
    named = ("--name", "lockstep-example", "--location", "westeurope")
    return said(world, "deployment", "sub", "create", *named, *files)


def test_a_deployment_tells_every_output_of_the_template(world: World) -> None:
    told = json.loads(create(world, EXAMPLE).stdout)

    assert set(told["properties"]["outputs"]) == set(deployed().outputs)


def test_a_second_deployment_tells_the_same(world: World) -> None:
    assert create(world, EXAMPLE).stdout == create(world, EXAMPLE).stdout


def test_a_parameter_that_the_template_does_not_take_is_refused(
    world: World, tmp_path: Path
) -> None:
    file = tmp_path / "parameters.json"
    file.write_text(json.dumps({"parameters": {"tenant": {"value": "x"}, "color": {"value": 1}}}))

    answer = create(world, file)

    assert "do not correspond: color; are missing: ppmUrl, alertEmails" in answer.stderr


def test_nobody_is_given_a_token_without_a_role(world: World) -> None:
    told = json.loads(create(world, EXAMPLE).stdout)["properties"]["outputs"]

    words = ("account", "get-access-token", "--resource", told["clientId"]["value"])
    assert "AADSTS50105" in said(world, *words).stderr


def test_a_token_is_for_an_app_that_is_there(world: World) -> None:
    answer = said(world, "account", "get-access-token", "--resource", "nothing")

    assert "'nothing' does not exist" in answer.stderr


def test_it_is_the_tool_that_the_entra_app_knows() -> None:
    assert f"var azureCli = '{AZURE_CLI}'" in MAIN.read_text("utf-8")


def test_an_app_that_does_not_start_says_its_last_words(world: World) -> None:
    with pytest.raises(NoStart, match="no such luck"):
        started(world, "raise ValueError('no such luck')")


def test_an_app_sees_neither_this_machines_packages_nor_its_settings(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTAINER_NAME", "this-machine")
    tells = "import os, sys; raise ValueError(sys.flags.isolated, sys.flags.no_site, *os.environ)"

    with pytest.raises(NoStart, match=r"ValueError: \(1, 1, 'PATH'"):
        started(world, tells)


def test_no_timer_wakes_an_app_to_ask_a_vendor(world: World) -> None:
    with pytest.raises(NoStart):
        started(world, '@app.timer_trigger("timer", "%SWEEP%")\ndef sweep_timer(timer): ...\n')

    settings = json.loads((world.folder / "apps" / "lockstep-x" / "settings.json").read_text())
    assert settings["Values"]["AzureWebJobs.sweep_timer.Disabled"] == "true"


def started(world: World, code: str) -> None:
    world.change(python=sys.executable, keeper=os.getpid())
    run_package(world, package(world, code), OUTPUTS, {})


OUTPUTS = {"app": "lockstep-x", "address": "http://127.0.0.1:1", "clientId": "x"}


def package(world: World, code: str) -> Path:
    file = world.folder / "package.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("function_app.py", code)
        # What the host stands on, without which it would not come as far as the app.
        packed.writestr("host.json", "{}")
        packed.writestr(".python_packages/lib/site-packages/sandbox/__init__.py", code)
    return file


def test_an_app_ends_when_its_keeper_does(tmp_path: Path) -> None:
    keeper = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    folder = tmp_path / "app"
    folder.mkdir()
    # In place of the host: an app that would never end by itself.
    (folder / "sandbox" / "host").mkdir(parents=True)
    (folder / "sandbox" / "__init__.py").touch()
    (folder / "sandbox" / "host" / "__init__.py").touch()
    forever = "import time\n\ndef main(told):\n    time.sleep(3600)\n"
    (folder / "sandbox" / "host" / "__main__.py").write_text(forever)
    starter = ROOT / "sandbox" / "azure" / "packaged.py"
    words = [str(starter), str(folder), str(folder), "settings", "0", str(keeper.pid)]
    app = subprocess.Popen([sys.executable, "-I", "-S", *words])

    keeper.communicate()

    assert app.wait() == 1


def test_what_is_to_stop_has_ended_when_that_returns() -> None:
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "print('up', flush=True); time.sleep(3600)"
    )
    with subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        stop(process.pid, patience=0.2)

        assert process.wait() == -9


def test_to_stop_what_has_ended_already_is_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()

    begun = time.monotonic()
    stop(process.pid)
    stop(0)
    assert time.monotonic() - begun < running.STARTS_WITHIN
