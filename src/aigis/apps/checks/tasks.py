"""Jobs of the checks: what chance makes of a day, estimated when the day is over."""

from django.utils import timezone
from procrastinate.contrib.django import app

from aigis.apps.checks.thresholds import chance_estimate


@app.periodic(cron="*/30 * * * *")
@app.task(name="checks.coincidences", queueing_lock="checks.coincidences", lock="checks.coincidences")
def estimate(timestamp: int) -> None:
    """Estimates the day before, once, whenever a worker is there to do it."""
    for day in chance_estimate.due_days(at=timezone.now()):
        chance_estimate.estimate(day, at=timezone.now())
