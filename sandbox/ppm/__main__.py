"""`python -m sandbox.ppm --port 7072`: the stand-in as a process of its own."""

from __future__ import annotations

import argparse
import json
import signal
import threading
from collections.abc import Sequence
from pathlib import Path

from sandbox.backlog import Backlog, SeedItem
from sandbox.backlog import load as read_backlog
from sandbox.clock import Clock
from sandbox.courier import Courier
from sandbox.ppm.app import TENANT, create_app
from sandbox.ppm.loading import fill, load
from sandbox.ppm.switches import Switches
from sandbox.ppm.world import World
from sandbox.seed import seed
from sandbox.server import Server


def main(arguments: Sequence[str] | None = None) -> None:
    told = _parser().parse_args(arguments)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    clock = Clock()
    world = _world(told, clock)
    with Courier(scale=told.scale) as courier:
        app = create_app(
            world, tenant=told.tenant, spec=told.spec, courier=courier, more=clock.controls()
        )
        with Server(app, port=told.port) as server:
            print(f"PPM Express stand-in: {server.url}/@{told.tenant}/v1.0", flush=True)
            stopped.wait()


def _world(told: argparse.Namespace, clock: Clock) -> World:
    world = World(Switches(latency_ms=told.latency_ms).turned(told.switches), clock)
    load(world, _backlog(told), lambda item: _is_kept(item, told.share))
    for project in world.projects.values():
        fill(world, project, told.tasks_per_project)
    return world


def _backlog(told: argparse.Namespace) -> Backlog:
    if told.backlog:
        return read_backlog(told.backlog, told.project)
    return seed(told.seed, told.size, told.projects)


def _is_kept(item: SeedItem, share: float) -> bool:
    """Spread evenly over the backlog, and the same in every run."""
    return int(item.id * share) > int((item.id - 1) * share)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox.ppm", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tenant", default=TENANT)
    parser.add_argument("--spec", type=Path, help="the swagger file to serve as the vendor's")
    parser.add_argument("--backlog", type=Path, help="a backlog file; without it, one is made up")
    parser.add_argument("--project", help="only this project of the file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=300)
    parser.add_argument("--projects", type=int, default=3)
    parser.add_argument("--share", type=float, default=1.0, help="of the items that are tasks here")
    parser.add_argument("--tasks-per-project", type=int, default=0, help="topped up with chores")
    parser.add_argument("--latency-ms", type=int, default=20)
    parser.add_argument("--switches", type=json.loads, default={}, help='{"hierarchy": "none"}')
    parser.add_argument("--scale", type=float, default=1.0, help="shrinks every wait of the hooks")
    return parser


if __name__ == "__main__":
    main()
