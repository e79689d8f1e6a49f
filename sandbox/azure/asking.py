"""The words that the stand-in understands. Anything else is refused, as `az` would."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from . import answers
from .answers import Asked, Failed
from .world import World


@dataclass(frozen=True)
class Takes:
    """`flags` stand alone. Signing in is needed for all but what `az` tells of itself."""

    act: Callable[[Asked], Any]
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    signed_in: bool = True


_DEPLOYMENT = ("--name", "--location", "--template-file", "--parameters")
_SUBSCRIPTION = ("--subscription",)
UNDERSTOOD = {
    "version": Takes(answers.version, signed_in=False),
    "bicep version": Takes(answers.bicep, signed_in=False),
    "account show": Takes(answers.account, (), _SUBSCRIPTION),
    "account get-access-token": Takes(answers.token, (), ("--resource", *_SUBSCRIPTION)),
    "role assignment list": Takes(
        answers.roles,
        ("--assignee",),
        ("--scope", *_SUBSCRIPTION),
        ("--include-inherited", "--include-groups"),
    ),
    "ad signed-in-user show": Takes(answers.signed_in_user),
    "ad user show": Takes(answers.user, ("--id",)),
    "ad sp show": Takes(answers.entra_app, ("--id",)),
    "rest": Takes(answers.rest, ("--method", "--url"), ("--headers", "--body")),
    "deployment sub what-if": Takes(answers.what_if, _DEPLOYMENT, _SUBSCRIPTION),
    "deployment sub create": Takes(answers.create, _DEPLOYMENT, _SUBSCRIPTION),
}


class Misspelled(Exception):
    """`az` ends with 2 where it does not understand."""


def call(words: Sequence[str], world: World) -> int:
    try:
        what, takes = _understood(words)
        asked = Asked(world, _arguments(words[len(what.split()) :], takes))
        _refuse(what, takes, world)
        said = takes.act(asked)
    except Misspelled as slip:
        print(f"ERROR: {slip}", file=sys.stderr)
        return 2
    except Failed as failed:
        print(f"ERROR: {failed}", file=sys.stderr)
        return 1
    if said is not None:
        print(said if isinstance(said, str) else json.dumps(said, indent=2))
    return 0


def _understood(words: Sequence[str]) -> tuple[str, Takes]:
    named = []
    for word in words:
        if word.startswith("-"):
            break
        named.append(word)
    what = " ".join(named)
    if what not in UNDERSTOOD:
        raise Misspelled(f"'{what}' is misspelled or not recognized by the system.")
    return what, UNDERSTOOD[what]


def _arguments(words: Sequence[str], takes: Takes) -> dict[str, str]:
    found = dict(_pairs(words, takes))
    if missing := [name for name in takes.required if name not in found]:
        raise Misspelled(f"the following arguments are required: {', '.join(missing)}")
    if found.pop("--output", "json") != "json":
        raise Misspelled("argument --output: the stand-in answers in json only")
    return found


def _pairs(words: Sequence[str], takes: Takes) -> Iterator[tuple[str, str]]:
    left = iter(words)
    for name in left:
        if name in takes.flags:
            yield name, "true"
        elif name in (*takes.required, *takes.optional, "--output"):
            value = next(left, None)
            if value is None:
                raise Misspelled(f"argument {name}: expected one argument")
            yield name, value
        else:
            raise Misspelled(f"unrecognized arguments: {name}")


def _refuse(what: str, takes: Takes, world: World) -> None:
    if takes.signed_in and not world.know()["signed_in"]:
        raise Failed("Please run 'az login' to setup account.")
    if words := world.refusal(what):
        raise Failed(words)
