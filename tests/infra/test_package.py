"""The package: what runs and nothing else, the same bytes each time, and small."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from infra.deploying import package
from infra.deploying.package import LIBRARIES, MOST_BYTES, build, measured
from setting_up import Trouble


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("package") / "one.zip", "3.13").file


def test_what_runs_is_in_it_and_nothing_else(built: Path) -> None:
    names = zipfile.ZipFile(built).namelist()

    ours = {name.split("/")[0] for name in names if not name.startswith(LIBRARIES)}
    assert ours == set(package.OURS)
    assert f"{LIBRARIES}/azure/functions/__init__.py" in names
    assert [name for name in names if name.endswith(".pyc")] == []


def test_two_builds_are_the_same_bytes(built: Path, tmp_path: Path) -> None:
    assert build(tmp_path / "two.zip", "3.13").digest == measured(built).digest


def test_it_is_as_small_as_promised(built: Path) -> None:
    assert built.stat().st_size < MOST_BYTES


def test_one_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "large.zip"
    file.write_bytes(b"four")
    monkeypatch.setattr(package, "MOST_BYTES", 3)

    with pytest.raises(Trouble, match="4 bytes"):
        measured(file)
