"""Everything of a project goes into one file, and comes back out of it after its links are lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import sign_in
from tests.e2e.looks import shoot
from tests.e2e.moves import shown
from tests.e2e.scene import Scene, a_scene


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with a_scene(links=8) as made:
        yield made


def opens_files(page: Page, scene: Scene, person: str = "admin") -> None:
    sign_in(page, person)
    page.goto(scene.address(view="settings", section="file"))
    expect(page.get_by_role("heading", name="Export and import")).to_be_focused()


def bases(found: list[Any]) -> dict[str, Any]:
    return {line["id"]: line["base"] for line in found if line["line"] == "link"}


def export_of(page: Page, to: Path, button: str) -> list[Any]:
    with page.expect_download() as saved:
        page.get_by_role("button", name=button).click()
    saved.value.save_as(to)
    return [json.loads(line) for line in to.read_text(encoding="utf-8").splitlines()]


def test_what_was_exported_is_linked_again_with_what_was_agreed_on(
    page: Page, scene: Scene, tmp_path: Path
) -> None:
    opens_files(page, scene)
    before = export_of(page, tmp_path / "everything.jsonl", "Export everything")
    expect(page.get_by_text("Everything is in the file.")).to_be_visible()
    shoot(page, "everything")
    for line in before:
        if line["line"] == "link":
            scene.people.call("DELETE", f"/links/{line['id']}", person="approver")

    page.get_by_label("The file to import").set_input_files(tmp_path / "everything.jsonl")
    dialog = shown(page)
    expect(dialog).to_contain_text("8 of 8 in the file are new")
    dialog.get_by_role("button", name="Import", exact=True).click()

    expect(dialog).to_contain_text("8 links were added.")
    expect(dialog).to_contain_text(re.compile(r"Members, \d+ lines of history"))
    dialog.get_by_role("button", name="Close", exact=True).last.click()
    after = export_of(page, tmp_path / "again.jsonl", "Export all my projects")
    assert len(bases(before)) == 8
    assert bases(after) == bases(before)


def test_whoever_is_no_admin_exports_nothing(page: Page, scene: Scene) -> None:
    opens_files(page, scene, "approver")

    expect(page.get_by_text("Admins export and import.")).to_be_visible()
    exports = page.get_by_role("button", name=re.compile("^Export (everything|all|to)"))
    expect(exports).to_have_count(0)
