"""A world to look at through the page: the demo's, running, with its first items linked and in
step. One at a time in a process, because the app reads its settings from the environment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sandbox.demo.people import People
from sandbox.demo.stage import Stage, Wanted
from sandbox.demo.story import Pair, Story
from sandbox.host.settings import environment
from tests.wired import wired_anew

_BY_HAND = {f"AzureWebJobs.{name}.Disabled": "true" for name in ("sweep_timer", "hooks_timer")}


@dataclass(frozen=True)
class Scene:
    """`people` edit on both sides and call the API; `stage` has the stand-ins and the host."""

    stage: Stage
    people: People
    story: Story

    @property
    def url(self) -> str:
        return self.stage.app_url

    @property
    def project(self) -> str:
        return self.stage.project

    @property
    def pairs(self) -> Sequence[Pair]:
        """What is linked, parents before their children."""
        return self.story.pairs

    def address(self, **params: str) -> str:
        """Where the page shows the project; `view`, a filter and what else it takes."""
        more = "".join(f"&{name}={value}" for name, value in params.items())
        return f"{self.url}/?project={self.project}{more}"

    def is_quiet(self) -> None:
        """Every hook is delivered, and every message worked off."""
        for courier in self.stage.couriers.values():
            assert courier.wait_quiet(60)
        assert self.stage.host is not None
        self.stage.host.drain(120)


@contextmanager
def a_scene(
    links: int = 40, connected: bool = True, wanted: Wanted | None = None
) -> Iterator[Scene]:
    """Not connected, nobody has used Lockstep yet. Nothing is swept by the clock, which may strike
    in any test: `people.runs("sweep_timer")` does it."""
    with wired_anew(), environment(_BY_HAND), Stage.made(wanted or Wanted(links=links)) as stage:
        people = People(stage)
        try:
            scene = Scene(stage, people, Story(stage, people))
            if connected:
                _set(scene)
            yield scene
        finally:
            people.close()


def _set(scene: Scene) -> None:
    scene.story.connect()
    if scene.stage.wanted.links:
        scene.story.adopt()
        scene.story.settle()
        scene.is_quiet()
