"""Ids that are the same in every run: what is random in the product is repeatable here."""

from __future__ import annotations

from uuid import UUID, uuid5

_OURS = UUID("6a0c5d5e-6c1f-4b6e-9a50-2f6d0f6e7a11")


def stable_id(*parts: object) -> str:
    return str(uuid5(_OURS, "/".join(str(part) for part in parts)))
