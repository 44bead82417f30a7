"""Jobs of the rosters: screen one, follow the register, screen all daily, take up what died."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from aigis.apps.rosters import screening
from aigis.apps.rosters.models import Roster


@app.task(name="rosters.screen", lock="rosters")
def screen(job: str) -> None:
    """Runs one screening to its end."""
    screening.run(UUID(job))


@app.task(name="rosters.follow", lock="rosters.follow")
def follow(version: int) -> None:
    """Brings every roster up to the register; later jobs of the same burst find nothing left to do."""
    for roster in screening.behind():
        screening.follow(roster, at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="rosters.sweep", queueing_lock="rosters.sweep", lock="rosters.follow")
def sweep(timestamp: int) -> None:
    """Follows the register even if a job was lost, and goes on with screenings whose worker died."""
    for roster in screening.behind():
        screening.follow(roster, at=timezone.now())
    for job in screening.stalled(at=timezone.now()):
        screening.run(job)


@app.periodic(cron="0 3 * * *")
@app.task(name="rosters.daily", queueing_lock="rosters.daily")
def daily(timestamp: int) -> None:
    """Begins the daily screening of every roster."""
    for roster in Roster.objects.all():
        screening.start(roster, actor=screening.system_actor(roster), at=timezone.now())
