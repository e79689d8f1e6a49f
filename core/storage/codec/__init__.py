"""Model values as JSON and back, in two functions side by side: `noun_json` and `noun`.

What is empty is left out, and what a row does not tell is empty: so a row keeps its meaning when a
value gains a part. The names are the model's own.
"""

from collections.abc import Mapping


def full(found: Mapping[str, object]) -> dict[str, object]:
    """Without what is empty."""
    return {name: value for name, value in found.items() if value not in _EMPTY}


_EMPTY: tuple[object, ...] = ("", None, False, [], {})
