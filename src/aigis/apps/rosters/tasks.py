"""Jobs of the rosters: screen one, follow the register and the clock, screen all daily, take up what died."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from aigis.apps.rosters import (
    announcement_days,
    arrivals,
    entry_codes,
    list_jobs,
    morning_report,
    register_follower,
    screening,
    screening_parts,
)


@app.task(name="rosters.screen")
def screen(job: str) -> None:
    """Runs one screening to its end: jobs that an earlier version put into the queue."""
    screening.run(UUID(job), clock=timezone.now)


@app.task(name="rosters.screen_part")
def screen_part(part: int) -> None:
    """Screens one stretch of a roster to its end."""
    screening_parts.run_part(part, clock=timezone.now)


@app.periodic(cron="* * * * * */20")
@app.task(name="rosters.take_up", queueing_lock="rosters.take_up")
def take_up(timestamp: int) -> None:
    """Puts the stretches of workers that died into the queue again."""
    screening.adopt(at=timezone.now())
    for part in screening_parts.stalled_parts(at=timezone.now()):
        screening.enqueue_part(part)


@app.task(name="rosters.screen_list")
def screen_list(job: str) -> None:
    """Screens a list that was sent, to its end or until somebody stops it."""
    list_jobs.run(UUID(job), clock=timezone.now)


@app.task(name="rosters.follow", lock="rosters.follow")
def follow(version: int) -> None:
    """Brings every roster and announcement up to the register; later jobs of the same burst find nothing to do."""
    register_follower.follow_all(at=timezone.now(), clock=timezone.now)
    announcement_days.follow(at=timezone.now(), clock=timezone.now)


@app.task(name="rosters.screen_all")
def screen_all(version: int) -> None:
    """Begins a screening of every roster: the thresholds changed, which may concern anybody on it."""
    screening.start_all(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="rosters.sweep", queueing_lock="rosters.sweep", lock="rosters.follow")
def sweep(timestamp: int) -> None:
    """Takes up what a dead worker left and what the clock brings: entries, screenings, rosters behind the register."""
    screening.start_daily(at=timezone.now())
    for job in list_jobs.stalled(at=timezone.now()):
        list_jobs.enqueue(job)
    entry_codes.complete_codes()
    register_follower.check_forgotten(at=timezone.now())
    announcement_days.follow(at=timezone.now(), clock=timezone.now)
    arrivals.find_arrivals(at=timezone.now())
    announcement_days.close_past(at=timezone.now())
    morning_report.send_reports(at=timezone.now())
    register_follower.follow_all(at=timezone.now(), clock=timezone.now)
