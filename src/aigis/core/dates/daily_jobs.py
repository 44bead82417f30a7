"""What is done once a Brussels day: since when it is due, so that a night without a worker leaves none out."""

from datetime import date, datetime, time, timedelta

from aigis.core.dates.brussels import BRUSSELS, day_of

# No clock change touches this time, in spring or in autumn.
HOUR = time(3)


def due_day(at: datetime) -> tuple[date, datetime]:
    """The day whose work is due at an instant, today's from three o'clock on, and the instant since when it is."""
    today = day_of(at)
    since = datetime.combine(today, HOUR, tzinfo=BRUSSELS)
    if at >= since:
        return today, since
    yesterday = today - timedelta(days=1)
    return yesterday, datetime.combine(yesterday, HOUR, tzinfo=BRUSSELS)
