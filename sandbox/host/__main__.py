"""`python -m sandbox.host --port 7071`: the host as a process of its own, until told to stop."""

from __future__ import annotations

import argparse
import errno
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from .host import PROJECT, Host
from .settings import settings_in
from .sign_in import NOBODY, PEOPLE


def main(arguments: Sequence[str] | None = None) -> int:
    wanted = _arguments(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("azure").setLevel(logging.WARNING)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    # The process stays in that app's world, where late imports look for their modules too.
    sys.path.insert(0, str(wanted.app.resolve()))
    settings = settings_in(wanted.settings) if wanted.settings else {}
    # What the environment says already counts for more than the file, as with the real tools.
    unsaid = {name: value for name, value in settings.items() if name not in os.environ}
    host = Host(wanted.app.resolve(), unsaid, port=wanted.port, person=wanted.person)
    try:
        host.start()
    except (OSError, RuntimeError, ValueError) as error:
        print(f"The host did not start: {_reason(error, wanted.port)}", file=sys.stderr)
        return 1
    print(f"Functions are served at {host.url}", flush=True)
    # In slices: on Windows a plain wait would not hear Ctrl-C.
    while not stopped.wait(0.2):
        pass
    host.stop()
    sys.stdout.flush()
    sys.stderr.flush()
    # A function still at work would hold the process; its message comes back when the lease ends.
    os._exit(0)


def _reason(error: Exception, port: int) -> str:
    if isinstance(error, OSError) and error.errno in (errno.EADDRINUSE, errno.EACCES):
        return f"port {port} is in use; choose another with --port."
    return str(error)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.host", description=__doc__)
    parser.add_argument("--port", type=int, default=7071)
    parser.add_argument("--app", type=Path, default=PROJECT)
    parser.add_argument("--settings", type=Path, help="a file like local.settings.json")
    parser.add_argument("--person", choices=[*PEOPLE, NOBODY], default="approver")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
