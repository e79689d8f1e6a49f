"""`dev.py deploy --rehearse`: every step of a deployment on this machine, with the stand-in for
`az`. The package runs here, storage is the emulator's, and all of it is gone at the end."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from infra.deploying.az import Az
from infra.deploying.deploy import Deploying, wanted
from sandbox.azurite import Azurite
from sandbox.host import DEMO_TENANT
from sandbox.server import Server
from setting_up import Trouble, pythons_313

from .publishing import Publishing
from .running import last_words, stop
from .world import World


@contextmanager
def stand_in(folder: Path) -> Iterator[World]:
    """A world whose apps run, and end with it. Raises Trouble where they could not."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise Trouble("A package is made for Linux on x86-64, so it is rehearsed there only.")
    python = next(pythons_313(), None)
    if python is None:
        raise Trouble("The rehearsal runs what Python 3.13 runs in Azure, and there is none here.")
    with Azurite() as storage:
        settings = {"AzureWebJobsStorage": storage.connection_string, "TENANT_ID": DEMO_TENANT}
        world = World.made(folder, settings=settings, python=python, keeper=os.getpid())
        try:
            with Server(Publishing(world)) as site:
                world.change(publishing=f"127.0.0.1:{site.port}")
                yield world
        finally:
            for pid in world.know()["apps"].values():
                stop(pid)


def main(arguments: Sequence[str] | None = None) -> int:
    asked = replace(wanted(arguments), rehearse=True, yes=True)
    with tempfile.TemporaryDirectory(prefix="lockstep-") as name:
        try:
            with stand_in(Path(name)) as world:
                _play(Deploying(asked, Az(str(world.program())), _tell, pause=_briefly), Path(name))
        except Trouble as trouble:
            print(f"deploy: {trouble}", file=sys.stderr)
            return 1
    _tell("This was a rehearsal: nothing stands in Azure, and what ran here has ended.")
    return 0


def _play(deploying: Deploying, folder: Path) -> None:
    try:
        deploying.run()
    except Trouble:
        for said in folder.glob("apps/*/said.txt"):
            print("\n".join(["The app's own last words:", *last_words(said)]), file=sys.stderr)
        raise


def _tell(words: str) -> None:
    print(words, flush=True)


def _briefly(seconds: float) -> None:
    time.sleep(min(seconds, 0.5))


if __name__ == "__main__":
    sys.exit(main())
