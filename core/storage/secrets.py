"""Secrets by name: from Key Vault, or from a file on a developer's machine."""

import json
import os
import re
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Protocol

from azure.core.exceptions import ResourceNotFoundError

from core.storage.tables import at_the_border

_NAME = re.compile(r"[A-Za-z0-9-]{1,127}")
_FRESH = timedelta(minutes=5)


class Secrets(Protocol):
    """Where tokens and hook secrets are kept. Names hold letters, digits and dashes."""

    def read(self, name: str) -> str | None:
        """The value; nothing where there is no such secret. Raises TryLater."""

    def write(self, name: str, value: str) -> None:
        """Raises TryLater."""


class _Kept(Protocol):
    @property
    def value(self) -> str | None: ...


class Vault(Protocol):
    """What we use of Key Vault's own client."""

    def get_secret(self, name: str) -> _Kept: ...

    def set_secret(self, name: str, value: str) -> object: ...


class VaultSecrets:
    """Key Vault. A value may be five minutes old; one that was not there is asked for again."""

    def __init__(self, vault: Vault, clock: Callable[[], datetime]) -> None:
        self._vault = vault
        self._clock = clock
        self._known: dict[str, tuple[str, datetime]] = {}

    def read(self, name: str) -> str | None:
        value, at = self._known.get(_legal(name), ("", datetime.min))
        if value and self._clock() - at < _FRESH:
            return value
        with at_the_border(f"secret {name}"):
            try:
                found = self._vault.get_secret(name).value
            except ResourceNotFoundError:
                return None
        return self._keep(name, found) if found else found

    def write(self, name: str, value: str) -> None:
        with at_the_border(f"secret {name}"):
            self._vault.set_secret(_legal(name), value)
        self._keep(name, value)

    def _keep(self, name: str, value: str) -> str:
        self._known[name] = value, self._clock()
        return value


class FileSecrets:
    """A JSON file of names and values that only its owner may read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._known: tuple[tuple[int, int, int], dict[str, str]] | None = None

    def read(self, name: str) -> str | None:
        return self._all().get(_legal(name))

    def write(self, name: str, value: str) -> None:
        with self._lock:
            self._replace({**self._all(), _legal(name): value})

    def _all(self) -> dict[str, str]:
        """Every hook request asks for one: the file is read again where it is another one."""
        try:
            told = self._path.stat()
        except FileNotFoundError:
            return {}
        which = (told.st_ino, told.st_mtime_ns, told.st_size)
        known = self._known
        if known is None or known[0] != which:
            known = self._known = which, json.loads(self._path.read_text(encoding="utf-8"))
        return known[1]

    def _replace(self, values: dict[str, str]) -> None:
        """All of it or nothing: whoever reads meanwhile finds the old file or the new one."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # mkstemp makes files of mode 600.
        handle, temporary = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(values, file, indent=2, sort_keys=True)
            os.replace(temporary, self._path)
        except BaseException:
            os.unlink(temporary)
            raise


def _legal(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a secret: letters, digits and dashes only")
    return name
