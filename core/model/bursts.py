"""How often we have written onto one link of late: a start and a count, kept on its row."""

from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Burst:
    """Our writes since a first one, ISO 8601 in UTC. An hour later the next one begins anew."""

    since: str = ""
    writes: int = 0


def one_more(burst: Burst, at: datetime) -> Burst:
    so_far = within_the_hour(burst, at)
    return Burst(burst.since if so_far else at.isoformat(), so_far + 1)


def within_the_hour(burst: Burst, at: datetime) -> int:
    """How many writes count now."""
    if not burst.since or at - datetime.fromisoformat(burst.since) >= HOUR:
        return 0
    return burst.writes
