"""The register's jobs. What they are late with is done when they run again; no ban is in force by them."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from aigis.apps.register.bans import confirmation as ban_confirmation
from aigis.apps.register.imports import confirmation as import_confirmation
from aigis.apps.register.imports import jobs as import_jobs
from aigis.apps.register.imports import uploads
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.reminders import dispatch as reminder_dispatch
from aigis.apps.register.reminders import expiry
from aigis.apps.register.storage import code_backfill


@app.periodic(cron="*/5 * * * *")
@app.task(name="register.remind", queueing_lock="register.remind")
def remind(timestamp: int) -> None:
    """Sends the reminders that have become due."""
    reminder_dispatch.remind(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="register.watch", queueing_lock="register.watch")
def watch(timestamp: int) -> None:
    """Notes bans that have ended, and tells of versions that nobody confirmed."""
    while expiry.note_expired(at=timezone.now()):
        pass
    while ban_confirmation.tell_overdue(at=timezone.now()):
        pass
    import_confirmation.tell_overdue(at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="register.save", queueing_lock="register.save")
def save(timestamp: int) -> None:
    """Saves the register for processes that start later."""
    current_register.save(at=timezone.now())


@app.periodic(cron="30 2 * * *")
@app.task(name="register.recode", queueing_lock="register.recode")
def recode(timestamp: int) -> None:
    """Completes the codes of subjects that were registered before there were codes of names."""
    after = None
    while subjects := code_backfill.uncoded(after=after):
        code_backfill.recode(subjects, at=timezone.now())
        after = subjects[-1]


@app.task(name="register.read_list")
def read_list(upload: str) -> None:
    """Compares an uploaded list with the register."""
    import_jobs.read(UUID(upload), at=timezone.now())


@app.task(name="register.commit_list")
def commit_list(upload: str, actor: str) -> None:
    """Registers what an uploaded list brings."""
    import_jobs.commit(UUID(upload), actor_key=actor, at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="register.old_lists", queueing_lock="register.old_lists")
def old_lists(timestamp: int) -> None:
    """Throws away lists that are a day old."""
    uploads.remove_old(at=timezone.now())
