"""Jobs of the checks: what chance makes of a day, estimated when the day is over."""

from django.utils import timezone
from procrastinate.contrib.django import app

from aigis.apps.checks import coincidences


@app.periodic(cron="*/30 * * * *")
@app.task(name="checks.coincidences", queueing_lock="checks.coincidences", lock="checks.coincidences")
def estimate(timestamp: int) -> None:
    """Estimates the day before, once, whenever a worker is there to do it."""
    for day in coincidences.due_days(at=timezone.now()):
        coincidences.estimate(day, at=timezone.now())
