"""One call of `az`: its answer, or in one sentence what stood against it. Nothing here knows what
is deployed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from setting_up import Trouble

# So that nothing but the answer stands where we look for it.
_PLAIN = {"AZURE_CORE_NO_COLOR": "true", "AZURE_CORE_COLLECT_TELEMETRY": "false"}

_MOST_LINES = 12
_OF_A_SUBSCRIPTION = ("deployment", "role")


class Refused(Trouble):
    """`az` ended with an error; `words` are all that it said."""

    def __init__(self, what: str, words: str) -> None:
        self.words = words
        reasons = list(reasons_in(words)) or _plain(words)
        super().__init__(
            "\n".join([f"{what}:", *(f"  {each}" for each in [*reasons, *way_out(words)])])
        )


@dataclass(frozen=True)
class Az:
    """`subscription` is named wherever that counts, so that no `az account set` in another window
    reaches into ours."""

    program: str
    subscription: str = ""

    def answer(self, doing: str, *words: str) -> Any:
        """What it says in JSON. `doing` begins the sentence of `Refused`, which is raised where it
        cannot."""
        said = self.text(doing, *words, "--output", "json")
        return json.loads(said) if said.strip() else None

    def text(self, doing: str, *words: str) -> str:
        done = subprocess.run(
            [self.program, *words, *self._where(words)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            # It would wait for an answer that nobody sees it ask for.
            stdin=subprocess.DEVNULL,
            env={**os.environ, **_PLAIN},
            check=False,
        )
        if done.returncode:
            raise Refused(doing, done.stderr.strip() or done.stdout.strip())
        return done.stdout

    def _where(self, words: Sequence[str]) -> list[str]:
        counts = words[0] in _OF_A_SUBSCRIPTION or "get-access-token" in words
        return ["--subscription", self.subscription] if self.subscription and counts else []


def found() -> Az:
    program = shutil.which("az")
    if program is None:
        raise Trouble(
            "There is no `az` here: install the Azure CLI (https://aka.ms/azure-cli), then run "
            "`az login`."
        )
    return Az(program)


# What it means


def reasons_in(words: str) -> Iterator[str]:
    """The innermost errors: around them Azure says only that something failed."""
    # Of several, the last is the innermost.
    *_, inner = ["", *words.split("Inner Errors:")]
    told = _json_in(inner) or _json_in(words)
    if told is not None:
        yield from _innermost(told)


def _json_in(text: str) -> Mapping[str, Any] | None:
    for at in (place for place, letter in enumerate(text) if letter == "{"):
        try:
            told, _ = json.JSONDecoder().raw_decode(text[at:])
        except ValueError:
            continue
        if isinstance(told, dict) and ("error" in told or "code" in told):
            return told
    return None


def _innermost(told: Mapping[str, Any]) -> Iterator[str]:
    error = told.get("error", told)
    deeper = [reason for each in error.get("details") or () for reason in _innermost(each)]
    message = str(error.get("message", ""))
    inside = None if deeper else _json_in(message)
    if inside:
        deeper = list(_innermost(inside))
    yield from deeper or [f"{error.get('code', 'error')}: {message}"]


def _plain(words: str) -> list[str]:
    """What it said, but for what only warns; of a long story the end."""
    lines = [line.strip() for line in words.splitlines()]
    told = [line.removeprefix("ERROR: ") for line in lines if not line.startswith("WARNING")]
    return [line for line in told if line][-_MOST_LINES:] or ["it gave no reason"]


_WAYS_OUT = (
    *(
        (
            ("AuthorizationFailed", f"{lacking}/write"),
            "You may not make and give roles here: have an owner of the subscription give you User "
            "Access Administrator on it, then run this again.",
        )
        for lacking in ("roleAssignments", "roleDefinitions")
    ),
    (
        ("AuthorizationFailed",),
        "You may not do that: have an owner of the subscription give you Contributor on it, then "
        "run this again.",
    ),
    (
        ("Authorization_RequestDenied",),
        "You may not do that in Entra: have an administrator give you Application Administrator, "
        "or bring an Entra app of your own (clientId in the tenant's file).",
    ),
    (
        ("AADSTS65001",),
        "That Entra app does not know the Azure CLI: authorise it beforehand for the scope "
        "user_impersonation, as infra/README.md says.",
    ),
    (
        ("AADSTS50105",),
        "You have no role of the app: in Entra, under Enterprise applications, the app, Users and "
        "groups, give yourself one.",
    ),
    (
        ("AADSTS500011",),
        "That Entra app belongs to another Entra tenant than you are signed in to: `az login "
        "--tenant` with its own.",
    ),
    (
        ("az login",),
        "Sign in with `az login`, then run this again.",
    ),
    (
        ("MissingSubscriptionRegistration",),
        "The subscription does not know that part of Azure yet: `az provider register --wait "
        "--namespace` with the one that is named there, then run this again.",
    ),
    (
        ("RequestDisallowedByPolicy",),
        "A rule of your organisation stands against it: show this to whoever looks after Azure.",
    ),
    (
        ("ConflictError", "deleted state"),
        "The vault of an earlier deployment is still kept: `az keyvault recover --name` brings it "
        "back, then run this again.",
    ),
)


def way_out(words: str) -> Iterator[str]:
    """What a person can do about it, where that is known."""
    for signs, way in _WAYS_OUT:
        if all(sign in words for sign in signs):
            yield way
            return
