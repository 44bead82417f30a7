"""The register's jobs. What they are late with is done when they run again; no ban is in force by them."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from aigis.apps.register import coding, confirming, expiring, list_confirming, reminders, upload_jobs, uploads


@app.periodic(cron="*/5 * * * *")
@app.task(name="register.remind", queueing_lock="register.remind")
def remind(timestamp: int) -> None:
    """Sends the reminders that have become due."""
    reminders.remind(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="register.watch", queueing_lock="register.watch")
def watch(timestamp: int) -> None:
    """Notes bans that have ended, and tells of versions that nobody confirmed."""
    while expiring.note_expired(at=timezone.now()):
        pass
    while confirming.tell_overdue(at=timezone.now()):
        pass
    list_confirming.tell_overdue(at=timezone.now())


@app.periodic(cron="30 2 * * *")
@app.task(name="register.recode", queueing_lock="register.recode")
def recode(timestamp: int) -> None:
    """Completes the codes of subjects that were registered before there were codes of names."""
    after = None
    while subjects := coding.uncoded(after=after):
        coding.recode(subjects, at=timezone.now())
        after = subjects[-1]


@app.task(name="register.read_list")
def read_list(upload: str) -> None:
    """Compares an uploaded list with the register."""
    upload_jobs.read(UUID(upload), at=timezone.now())


@app.task(name="register.commit_list")
def commit_list(upload: str, actor: str) -> None:
    """Registers what an uploaded list brings."""
    upload_jobs.commit(UUID(upload), actor_key=actor, at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="register.old_lists", queueing_lock="register.old_lists")
def old_lists(timestamp: int) -> None:
    """Throws away lists that are a day old."""
    uploads.remove_old(at=timezone.now())
