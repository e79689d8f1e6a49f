"""When what is approved is applied: at once, or at a time of the project's own day."""

from datetime import UTC, datetime, time, timedelta

from core.model.tallies import zone_of


def next_time(apply_at: str, zone: str, now: datetime) -> str:
    """The next such moment after `now`, ISO 8601 in UTC; empty where `apply_at` is, for at once.

    `apply_at` is the time on the wall, as HH:MM. Once a day: of an hour that comes twice the first
    one counts; a time that the clock leaves out comes as much later as the clock is put forward.
    """
    if not apply_at:
        return ""
    here, wall = zone_of(zone), time.fromisoformat(apply_at)
    today = now.astimezone(here).date()
    days = (today + timedelta(days=number) for number in range(3))
    moments = (datetime.combine(day, wall, here).astimezone(UTC) for day in days)
    return next(moment for moment in moments if moment > now).isoformat()
