"""Jobs of the rosters: screen one, follow the register, screen all daily, take up what died."""

import logging
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from aigis.apps.rosters import screening
from aigis.apps.rosters.models import Roster

logger = logging.getLogger("aigis.rosters")


@app.task(name="rosters.screen", lock="rosters")
def screen(job: str) -> None:
    """Runs one screening to its end."""
    screening.run(UUID(job))


@app.task(name="rosters.follow", lock="rosters.follow")
def follow(version: int) -> None:
    """Brings every roster up to the register; later jobs of the same burst find nothing left to do."""
    _follow_all()


@app.periodic(cron="* * * * *")
@app.task(name="rosters.sweep", queueing_lock="rosters.sweep", lock="rosters.follow")
def sweep(timestamp: int) -> None:
    """Takes up what a dead worker left: entries unchecked, screenings half done, rosters behind the register."""
    for job in screening.stalled(at=timezone.now()):
        screening.enqueue(job)
    screening.check_forgotten(at=timezone.now())
    _follow_all()


def _follow_all() -> None:
    """Lets no roster that cannot be followed keep the others from it; the first failure is raised at the end."""
    failures: list[Exception] = []
    for roster in screening.behind():
        try:
            screening.follow(roster, at=timezone.now())
        except Exception as failure:
            logger.exception("roster %s could not follow the register", roster.pk)
            failures.append(failure)
    if failures:
        raise failures[0]


@app.periodic(cron="0 3 * * *")
@app.task(name="rosters.daily", queueing_lock="rosters.daily")
def daily(timestamp: int) -> None:
    """Begins the daily screening of every roster."""
    for roster in Roster.objects.all():
        screening.start(roster, actor=screening.system_actor(roster), at=timezone.now())
