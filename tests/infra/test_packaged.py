"""The package as Azure has it: it starts with its own files and nothing else. And a deployment of
it is rehearsed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra.deploying.package import LIBRARIES, build
from setting_up import ROOT, environment, pythons_313

# What is loaded from anywhere but the package and Python itself.
LOADS = """
import sys, sysconfig
app, libraries = sys.argv[1:]
sys.path[:0] = [app, libraries]
import function_app
named = function_app.app.get_functions()
own = tuple([app, *(sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib"))])
files = [getattr(each, "__file__", None) for each in sys.modules.values()]
import json
strangers = sorted(file for file in files if file and not file.startswith(own))
print(json.dumps([len(named), strangers]))
"""


@pytest.fixture(scope="module")
def python_313() -> str:
    found = next(pythons_313(), None)
    if found is None:
        missing = "THE PACKAGE IS NOT STARTED: there is no Python 3.13 here"
        if "CI" in os.environ:
            pytest.fail(missing)
        pytest.skip(missing)
    return found


def test_the_package_loads_with_its_own_files_only(python_313: str, tmp_path: Path) -> None:
    built = build(tmp_path / "package.zip", "3.13")
    app = tmp_path / "app"
    zipfile.ZipFile(built.file).extractall(app)

    done = subprocess.run(
        [python_313, "-I", "-S", "-c", LOADS, str(app), str(app / LIBRARIES)],
        cwd=app,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    functions, strangers = json.loads(done.stdout)
    assert functions > 50
    assert strangers == []


@pytest.mark.usefixtures("python_313")
def test_a_deployment_is_rehearsed_to_its_end_and_leaves_nothing_running() -> None:
    words = ["-m", "sandbox.azure.rehearsal", "--tenant", "example", "--rehearse"]
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("  ok  ") == 5
    assert "/aggregator?projectId={project id}" in done.stdout
    assert "This was a rehearsal" in done.stdout
    address = re.search(r"It runs at http://127\.0\.0\.1:(\d+)", done.stdout)
    assert address
    assert not still_listens(int(address[1]))


def still_listens(port: int) -> bool:
    """Whether any process of this machine does: Linux keeps a list, with state 0A for it."""
    lines = Path("/proc/net/tcp").read_text("utf-8").splitlines()[1:]
    return any(
        line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A" for line in lines
    )
