"""Jobs of the checks: looking back from a later ban, and what chance makes of a day when it is over."""

from django.utils import timezone
from procrastinate.contrib.django import app

from aigis.apps.checks import look_back
from aigis.apps.checks.thresholds import chance_estimate


@app.task(name="checks.look_back", lock="checks.look_back")
def look_back_now(version: int) -> None:
    """Looks back as soon as the register has a new version."""
    look_back.look_back(at=timezone.now(), clock=timezone.now, late=False)


@app.periodic(cron="* * * * *")
@app.task(name="checks.look_back_sweep", queueing_lock="checks.look_back_sweep", lock="checks.look_back")
def look_back_again(timestamp: int) -> None:
    """Looks back each minute for what the clock brings, for checks that were committed late and for dead workers."""
    look_back.look_back(at=timezone.now(), clock=timezone.now)


@app.periodic(cron="*/30 * * * *")
@app.task(name="checks.coincidences", queueing_lock="checks.coincidences", lock="checks.coincidences")
def estimate(timestamp: int) -> None:
    """Estimates the day before, once, whenever a worker is there to do it."""
    for day in chance_estimate.due_days(at=timezone.now()):
        chance_estimate.estimate(day, at=timezone.now())
