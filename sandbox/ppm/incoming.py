"""The open maps `attributes` and `updates`: which keys are taken, and which are refused."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from sandbox.ppm.fields import Field
from sandbox.ppm.refusals import Refused
from sandbox.ppm.switches import Refusal
from sandbox.ppm.values import Unacceptable, parse
from sandbox.ppm.world import World


@dataclass
class Accepted:
    """Values as the world keeps them, under the keys that were sent and taken."""

    values: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def sent(self) -> Set[str]:
        return set(self.values)


def accept(
    world: World,
    fields: Mapping[str, Field],
    sent: Mapping[str, Any],
    current: Mapping[str, Any],
    locked: Set[str] = frozenset(),
    complete: bool = False,
) -> Accepted:
    """Raises Refused with every bad key when there is one: nothing is taken by halves."""
    accepted = Accepted()
    for key, value in sent.items():
        _take(world, key, value, fields.get(key), current, locked, accepted)
    if complete:
        _miss(fields, accepted)
    if accepted.refused:
        raise Refused(400, "Some values are not valid", accepted.refused)
    return accepted


def _take(
    world: World,
    key: str,
    value: Any,
    known: Field | None,
    current: Mapping[str, Any],
    locked: Set[str],
    accepted: Accepted,
) -> None:
    if known is None:
        if world.switches.unknown_key is Refusal.REJECT:
            accepted.refused[key] = "there is no such field"
    elif known.readonly or key in locked:
        if world.switches.readonly_write is Refusal.REJECT:
            accepted.refused[key] = "is read-only"
    else:
        _parse(world, known, value, current, accepted)


def _parse(
    world: World, known: Field, value: Any, current: Mapping[str, Any], accepted: Accepted
) -> None:
    try:
        accepted.values[known.key] = parse(known, value, world, current.get(known.key))
    except Unacceptable as error:
        accepted.refused[known.key] = str(error)


def _miss(fields: Mapping[str, Field], accepted: Accepted) -> None:
    for key, known in fields.items():
        if known.required and key not in accepted.values:
            accepted.refused.setdefault(key, "a value is required")
