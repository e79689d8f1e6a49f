"""What runs on this very machine, as in a rehearsal: spoken to plainly, never through a proxy."""

from __future__ import annotations

from urllib.parse import urlsplit

_NAMES = ("127.0.0.1", "localhost", "::1")


def is_loopback(address: str) -> bool:
    """Of an address, or of a host with its port."""
    return urlsplit(address if "//" in address else f"//{address}").hostname in _NAMES
