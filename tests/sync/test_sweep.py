"""The slow round: it repairs what hooks lost, and writes nothing where nothing changed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.model.approvals import Direction
from core.model.compare import Verdict
from core.model.errors import Rejected, TryLater
from core.model.items import Side
from core.model.projects import Project
from core.model.standing import StandingChoice
from core.model.tallies import Tally
from core.sync.sweep import Swept, due
from tests.worlds import PROJECT, World, a_linked_story


def three_pairs() -> World:
    world = World()
    for key in "123":
        world.a_pair(key, {"System.Title": key}, {"Name": key})
    return world


def test_a_lost_hook_is_repaired_by_the_next_round() -> None:
    world, link = a_linked_story()
    world.ppm.edit(link.ppm.ref, {"Name": "Pay by card"})

    assert world.sweep() == Swept(looked=1, changed=1, moved=0)

    mismatch = world.link(link.id).mismatch("title")
    assert mismatch is not None
    assert mismatch.changed is Verdict.PPM


def test_a_round_in_which_nothing_changed_writes_no_row() -> None:
    world = three_pairs()
    world.clock.pass_(minutes=15)
    before, step = dict(world.links.rows), len(world.steps)

    assert world.sweep() == Swept(looked=3, changed=0, moved=0)

    assert world.links.rows == before
    assert "links.save" not in world.steps[step:]


def test_only_rows_that_changed_are_written() -> None:
    world = three_pairs()
    before = dict(world.links.rows)
    world.ado.edit(world.link("link-2").ado.ref, {"System.Title": "Refund"})

    world.sweep()

    assert [key for key, row in world.links.rows.items() if row != before[key]] == [
        (PROJECT, "link-2")
    ]


def test_a_round_is_noted_once_on_the_project() -> None:
    world = three_pairs()
    world.clock.pass_(minutes=15)

    world.sweep()

    assert world.project.swept_at == world.clock().isoformat()


def test_rows_are_read_before_the_world_is() -> None:
    world = three_pairs()
    step = len(world.steps)

    world.sweep()

    steps = world.steps[step:]
    assert steps.index("links.all") < min(steps.index("ado.fetch"), steps.index("ppm.fetch"))


def test_a_row_that_moved_during_the_round_keeps_what_is_newer() -> None:
    world = three_pairs()
    ref = world.link("link-1").ado.ref
    world.ado.edit(ref, {"System.Title": "Newer"})

    def a_newer_event_overtakes(step: str) -> None:
        if step == "links.save":
            world.on_step = None
            world.ado.edit(ref, {"System.Title": "Newest"})
            world.hook(ref)

    world.on_step = a_newer_event_overtakes

    assert world.sweep() == Swept(looked=3, changed=0, moved=1)
    assert world.link("link-1").ado.values["System.Title"] == "Newest"


@pytest.mark.parametrize("step", range(10))
def test_at_whatever_step_of_a_round_a_newer_event_overtakes_the_newest_stays(step: int) -> None:
    world, link = a_linked_story()
    left = iter([False] * step + [True])

    def a_newer_event_overtakes(_: str) -> None:
        if next(left, False):
            world.on_step = None
            world.ado.edit(link.ado.ref, {"System.Title": "Newest"})
            world.hook(link.ado.ref)

    world.ado.edit(link.ado.ref, {"System.Title": "Newer"})
    world.on_step = a_newer_event_overtakes
    world.sweep()
    world.on_step = None

    title = world.value(link.ado.ref, "System.Title")
    assert world.link(link.id).ado.values["System.Title"] == title


@pytest.mark.parametrize("side", list(Side))
def test_a_side_that_is_suddenly_empty_raises_an_alarm_and_loses_nothing(side: Side) -> None:
    world = three_pairs()
    before = dict(world.links.rows)
    world.system(side).items.clear()

    with pytest.raises(Rejected, match="suddenly knows none of the 3 items"):
        world.sweep()

    assert (world.links.rows, world.project.swept_at) == (before, "")


def test_one_missing_item_is_a_broken_link_to_show() -> None:
    world = three_pairs()
    del world.ppm.items[world.link("link-2").ppm.ref]

    world.sweep()

    assert {link.id: set(link.gone) for link in world.links.all(PROJECT)} == {
        "link-1": set(),
        "link-2": {Side.PPM},
        "link-3": set(),
    }


def test_a_vendor_that_is_away_leaves_the_round_for_later() -> None:
    world = three_pairs()

    def away(step: str) -> None:
        if step == "ppm.fetch":
            raise TryLater("503")

    world.on_step = away
    with pytest.raises(TryLater):
        world.sweep()

    assert world.project.swept_at == ""


@pytest.mark.parametrize(("minutes", "freed"), [(9, False), (11, True)])
def test_only_old_claims_without_a_link_are_freed(minutes: int, freed: bool) -> None:
    world = three_pairs()
    stray = world.ado.put("stray", {})
    world.links.claim(PROJECT, "link-stray", [stray])
    world.clock.pass_(minutes=minutes)

    world.sweep()

    assert (world.links.ids(PROJECT, [stray]) == {}) is freed
    assert len(world.links.ids(PROJECT, [world.link("link-1").ado.ref])) == 1


def test_the_project_unseen_for_longest_comes_first() -> None:
    seen: Callable[[str, str], Project] = lambda id_, at: Project(id_, swept_at=at)  # noqa: E731

    found = due([seen("b", "2026-03-02"), seen("never", ""), seen("a", "2026-03-01")])

    assert [project.id for project in found] == ["never", "a", "b"]


def test_a_project_without_links_is_swept_in_peace() -> None:
    assert World().sweep() == Swept(0, 0, 0)


def test_a_round_notes_how_the_project_stands_without_writing_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world, written = three_pairs(), list[Project]()
    put = world.memory.projects.put

    def noting(project: Project) -> Project:
        written.append(project)
        return put(project)

    monkeypatch.setattr(world.memory.projects, "put", noting)
    world.ado.edit(world.link("link-2").ado.ref, {"System.Title": "Refund"})
    del world.ppm.items[world.link("link-3").ppm.ref]

    world.sweep()

    assert [project.tallies for project in written] == [(Tally("2026-03-02", 3, 1, 1),)]


def test_each_day_keeps_what_its_last_round_has_found() -> None:
    world = three_pairs()
    world.sweep()
    world.clock.pass_(hours=1)
    world.ado.edit(world.link("link-2").ado.ref, {"System.Title": "Refund"})
    world.sweep()
    world.clock.pass_(days=1)
    world.ado.edit(world.link("link-2").ado.ref, {"System.Title": "2"})
    world.sweep()

    assert world.project.tallies == (
        Tally("2026-03-02", 3, 1, 0),
        Tally("2026-03-03", 3, 0, 0),
    )


def test_a_round_in_which_a_row_moved_notes_nothing() -> None:
    world = three_pairs()
    ref = world.link("link-1").ado.ref
    world.ado.edit(ref, {"System.Title": "Newer"})

    def somebody_edits(step: str) -> None:
        if step == "ado.fetch":
            world.on_step = None
            world.hook(ref)

    world.on_step = somebody_edits

    assert world.sweep().moved == 1
    assert world.project.tallies == ()


def test_a_round_whose_note_meets_another_one_still_follows_the_standing_choices() -> None:
    world, link = a_linked_story()
    choice = StandingChoice(("title",), Direction.TO_PPM, "Eva", world.clock().isoformat())
    world.agree(standing=(choice,))
    world.ado.edit(link.ado.ref, {"System.Title": "Pay later"})
    real, once = world.memory.projects.put, iter([True])

    def somebody_saves_first(project: Project) -> Project:
        if next(once, False):
            real(replace(world.project, name="Billing and more"))
        return real(project)

    world.memory.projects.put = somebody_saves_first  # type: ignore[method-assign]
    world.sweep()

    assert (world.project.name, bool(world.project.swept_at)) == ("Billing and more", True)
    assert len(list(world.approvals.waiting(PROJECT))) == 1
