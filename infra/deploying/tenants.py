"""The file of a tenant: what it says, and whether it is filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from setting_up import ROOT, Trouble

TENANTS = ROOT / "infra" / "tenants"
MAIN = ROOT / "infra" / "main.bicep"
EXAMPLE = "example"
_NAME = re.compile(r"[a-z0-9-]{2,20}")
_PARAMETER = re.compile(r"^param (\w+) \w+( =)?", re.MULTILINE)
_FIRST_OF_A_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])-01")
# What stands in the example in place of an answer.
_PLACEHOLDERS = {
    "ppmUrl": (re.compile(r"@contoso\b"), "the address of your tenant's API"),
    "alertEmails": (re.compile(r"@example\.(com|org|net)\b"), "who hears of alarms"),
}


@dataclass(frozen=True)
class Tenant:
    name: str
    file: Path
    values: Mapping[str, Any]

    @property
    def location(self) -> str:
        return str(self.values["location"])

    @property
    def python(self) -> str:
        return str(self.values.get("pythonVersion", "3.13"))

    @property
    def brings_an_entra_app(self) -> bool:
        return bool(self.values.get("clientId"))

    @property
    def deployment(self) -> str:
        return f"lockstep-{self.name}"


def read(name: str, folder: Path = TENANTS, rehearsed: bool = False) -> Tenant:
    """Raises Trouble, with all that has to be changed. Only a rehearsal takes placeholders."""
    if not _NAME.fullmatch(name):
        raise Trouble(f"{name!r} is no tenant's name: lower-case letters, digits and dashes.")
    file = folder / f"{name}.parameters.json"
    found = Tenant(name, file, _values(file))
    slips = [*_slips(found), *([] if rehearsed else _left_in(found))]
    if slips:
        raise Trouble(
            "\n".join([f"{_shown(file)} is not ready:", *(f"  {each}" for each in slips)])
        )
    return found


def _values(file: Path) -> dict[str, Any]:
    if not file.is_file():
        raise Trouble(
            f"There is no {_shown(file)}: copy {EXAMPLE}.parameters.json there, and fill it in as "
            "docs/operations.md says."
        )
    try:
        told = json.loads(file.read_text(encoding="utf-8"))["parameters"]
        return {name: each["value"] for name, each in told.items()}
    except ValueError as slip:
        raise Trouble(f"{_shown(file)} is no JSON: {slip}.") from slip
    except (KeyError, TypeError, AttributeError) as slip:
        raise Trouble(
            f"{_shown(file)} is no file of parameters: compare it with the example."
        ) from slip


def _slips(found: Tenant) -> Iterator[str]:
    needed = {name: not usual for name, usual in _PARAMETER.findall(MAIN.read_text("utf-8"))}
    # It has a value of its own in Azure, but a deployment has to begin somewhere.
    needed["location"] = True
    for name in needed:
        if needed[name] and not found.values.get(name):
            yield f"{name} is missing"
    for name in found.values:
        if name not in needed:
            yield f"{name} is nothing that infra/main.bicep takes"
    if found.values.get("tenant", found.name) != found.name:
        yield f"tenant is {found.values['tenant']!r}, and the file is called {found.name}"
    begins = str(found.values.get("budgetStart", ""))
    if begins and not _FIRST_OF_A_MONTH.fullmatch(begins):
        yield f"budgetStart is {begins!r}: the first day of this month, such as 2026-12-01"


def _left_in(found: Tenant) -> Iterator[str]:
    for name, (sign, what) in _PLACEHOLDERS.items():
        if sign.search(json.dumps(found.values.get(name, ""))):
            yield f"{name} still says what the example says: put in {what}"


def _shown(file: Path) -> str:
    return file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else str(file)
