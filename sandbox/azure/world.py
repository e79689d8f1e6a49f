"""What the stand-in remembers from one call to the next: a file that tests read and change."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from setting_up import ROOT

PLACE = "AZ_STAND_IN"
SUBSCRIPTION = "5e2b7c1e-0000-4000-8000-000000000001"
ARM_TOKEN = "a-token-for-azure-itself"
PERSON = {
    "id": "5e2b7c1e-0000-4000-8000-0000000000a1",
    "userPrincipalName": "adam@contoso.example",
    "displayName": "Adam Admin",
}
COLLEAGUE = {
    "id": "5e2b7c1e-0000-4000-8000-0000000000a2",
    "userPrincipalName": "berta@contoso.example",
    "displayName": "Berta Admin",
}


class World:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "world.json"

    @classmethod
    def made(cls, folder: Path, **different: Any) -> World:
        """A person who may do everything, in a subscription with nothing in it."""
        world = cls(folder)
        world.keep({**_NEW, **different})
        return world

    def know(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self._file.read_text("utf-8"))
        return told

    def keep(self, known: Mapping[str, Any]) -> None:
        self._file.write_text(json.dumps(known, indent=1), "utf-8")

    def change(self, **different: Any) -> None:
        self.keep({**self.know(), **different})

    def refusal(self, what: str) -> str:
        """The words by which this call of that ends; none, and it may go on."""
        refusals = self.know()["refusals"]
        found = refusals.get(what)
        if not found or not found["times"]:
            return ""
        self.refuse(what, found["words"], found["times"] - 1)
        return str(found["words"])

    def refuse(self, what: str, words: str, times: int = 1_000) -> None:
        """So many calls of that, such as `deployment sub create`, end with these words."""
        refusals = self.know()["refusals"]
        self.change(refusals={**refusals, what: {"words": words, "times": times}})

    def program(self) -> Path:
        """An executable called `az`, in a folder of its own that PATH may name."""
        made = self.folder / "bin" / "az"
        made.parent.mkdir(exist_ok=True)
        where = (
            f"export PYTHONPATH={shlex.quote(str(ROOT))} {PLACE}={shlex.quote(str(self.folder))}"
        )
        starts = f'exec {shlex.quote(sys.executable)} -m sandbox.azure "$@"'
        made.write_text(f"#!/bin/sh\n{where}\n{starts}\n", "utf-8")
        made.chmod(0o755)
        return made


_NEW: dict[str, Any] = {
    "version": "2.77.0",
    "bicep": "0.38.33",
    "signed_in": True,
    "account": {
        "id": SUBSCRIPTION,
        "name": "Contoso rehearsal",
        "state": "Enabled",
        "user": {"name": PERSON["userPrincipalName"], "type": "user"},
    },
    "roles": ["Owner"],
    "people": [PERSON, COLLEAGUE],
    "refusals": {},
    "deployments": {},
    # Who has which role of an Entra app.
    "given": [],
    "apps": {},
    # What an app is told beside what its deployment says, which Python runs it, who ends it.
    "settings": {},
    "python": "",
    "keeper": 0,
    # The host where it is published.
    "publishing": "",
}
