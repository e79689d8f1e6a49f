"""Runs the stand-in as a process: `python -m sandbox.ado --port 8081`."""

from __future__ import annotations

import argparse
import signal
import threading

from sandbox import backlog
from sandbox.ado.app import create_app
from sandbox.ado.filling import fill
from sandbox.ado.world import World
from sandbox.clock import Clock
from sandbox.courier import Courier
from sandbox.seed import seed
from sandbox.server import Server


def main() -> None:
    options = _options()
    courier = Courier(scale=options.hook_scale).start()
    clock = Clock()
    world = fill(World(options.organization, clock), _backlog(options))
    app = create_app(world, courier=courier, more=clock.controls())
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    with Server(app, options.port) as server:
        print(f"{server.url}/{options.organization}", flush=True)
        # With a timeout, because on Windows a wait without one cannot be interrupted.
        while not done.wait(0.5):
            pass
    courier.stop()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.ado")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--organization", default="contoso")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=300)
    parser.add_argument("--projects", type=int, default=3)
    parser.add_argument("--backlog", help="a backlog file instead of the seed")
    parser.add_argument("--project", help="one project of that file")
    parser.add_argument("--hook-scale", type=float, default=1.0, help="shrinks the waits of hooks")
    return parser.parse_args()


def _backlog(options: argparse.Namespace) -> backlog.Backlog:
    if options.backlog:
        return backlog.load(options.backlog, options.project)
    return seed(options.seed, options.size, options.projects)


if __name__ == "__main__":
    main()
