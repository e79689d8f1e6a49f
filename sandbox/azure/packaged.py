"""Starts an unpacked app on the local host: `packaged.py APP HOST SETTINGS PORT KEEPER`, by a
Python with -I and -S. It sees what came with the app first and the host's few modules last, and
ends with its keeper."""

from __future__ import annotations

import os
import sys
import threading
import time


def main(app: str, host: str, settings: str, port: str, keeper: str) -> int:
    sys.path[:0] = [app, os.path.join(app, ".python_packages", "lib", "site-packages")]
    sys.path.append(host)
    threading.Thread(target=_end_with, args=(int(keeper),), daemon=True).start()

    from sandbox.host.__main__ import main as serve

    told = ["--app", app, "--settings", settings, "--port", port, "--person", "none"]
    return serve(told)


def _end_with(keeper: int) -> None:
    while os.path.exists(f"/proc/{keeper}"):
        time.sleep(0.5)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
