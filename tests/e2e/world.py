"""What stands on either side before somebody opens the page: differences of every kind, and items
that exist on one side only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sandbox.demo.story import Pair
from tests.e2e.scene import Scene

HOSTILE = "<img src=x onerror=\"alert('title')\"> <b>&amp; bold</b>"
TOO_LONG = "Much too long for a title. " * 12


@dataclass(frozen=True)
class Differences:
    """One link for each kind, and what was made on one side only."""

    ado: Pair
    ppm: Pair
    both: Pair
    moved: Pair
    refused: Pair
    tree: int
    task: str
    hostile: int


def differ(scene: Scene) -> Differences:
    """Anna and Ben at work; every change is noticed when this returns."""
    people, story = scene.people, scene.story
    ado, ppm, both, moved, refused = story.leaves()[:5]
    people.edits_item(
        ado.item,
        {
            "System.Title": "Pay by invoice in two parts",
            "Microsoft.VSTS.Scheduling.StartDate": "2026-05-12T00:00:00Z",
        },
    )
    people.edits_task(ppm.task, {"Name": "Refund an order within a day"})
    people.edits_item(both.item, {"System.Title": "Print a label, says Anna"})
    people.edits_task(both.task, {"Name": "Print a label, says Ben"})
    people.moves_item(moved.item, story.another_parent().item)
    people.edits_task(refused.task, {"Name": TOO_LONG})
    tree = story.makes_a_tree("not planned yet")
    task = people.makes_task("A workshop")
    hostile = people.makes_item("Epic", HOSTILE)
    scene.is_quiet()
    return Differences(ado, ppm, both, moved, refused, tree, task, hostile)


@contextmanager
def wants(scene: Scene, field: str) -> Iterator[None]:
    """Somebody changes the process: for a while no item is saved without this field."""
    projects = scene.stage.ado.projects.values()
    [project] = [each for each in projects if each.name == scene.stage.ado_project]
    before = project.process
    types = tuple(replace(each, required=(*each.required, field)) for each in before.types)
    project.process = replace(before, types=types)
    try:
        yield
    finally:
        project.process = before
