"""The vendor's own words of an item under a short name: who hears the same words, in the same view
of what they mean, has seen the same item and need not read on."""

import json
from dataclasses import replace
from hashlib import blake2b

from core.model.glances import mark
from core.model.items import Snapshot


def heard(words: object, *views: object) -> str:
    """A name for what was said, and for whatever else decides what it means."""
    told = _JSON.encode([words, views])
    return blake2b(told.encode(), digest_size=12).hexdigest()


def as_heard(item: Snapshot, words: str) -> Snapshot:
    """With the words that it was made of. Their name counts for this very item: whoever makes
    another one of it takes the name away."""
    return replace(item, heard=f"{words}:{mark(item)}")


_JSON = json.JSONEncoder(separators=(",", ":"))
