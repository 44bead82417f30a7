"""The auditor's jobs: reading the log for a trail, and comparing everything stored with it."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from aigis.apps.insight import trail_job, trails, verifications
from aigis.apps.insight.models import Trail
from aigis.apps.register.in_memory import current as current_register


@app.task(name="insight.follow_trail")
def follow_trail(trail: str) -> None:
    """Reads the log for a trail to its end."""
    now = timezone.now()
    trail_job.run(UUID(trail), view=current_register.current(at=now), at=now)


@app.periodic(cron="*/5 * * * *")
@app.task(name="insight.sweep", queueing_lock="insight.sweep")
def sweep(timestamp: int) -> None:
    """Takes up the trails that a dead worker left."""
    for trail in Trail.objects.filter(state=Trail.State.RUNNING).values_list("pk", flat=True):
        trails.enqueue(trail)


@app.task(name="insight.verify", lock="insight.verify")
def verify(verification: int) -> None:
    """Carries out a verification that somebody asked for."""
    verifications.run(verification, clock=timezone.now)


@app.periodic(cron="15 3 * * *")
@app.task(name="insight.verify_nightly", lock="insight.verify", queueing_lock="insight.verify_nightly")
def verify_nightly(timestamp: int) -> None:
    """Verifies everything once a night."""
    verifications.run(verifications.begin_nightly(at=timezone.now()), clock=timezone.now)
