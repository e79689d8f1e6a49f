"""A small world in memory: the ports' contracts kept without a network, good enough to build on.

Every call runs `between` first: what a test puts there happens between a worker's steps.
"""

from collections.abc import Callable

Between = Callable[[str], None]


def nothing(step: str) -> None:
    """Nothing happens between two steps."""
