"""The register's periodic job."""

from django.utils import timezone
from procrastinate.contrib.django import app

from aigis.apps.register import reminders


@app.periodic(cron="*/5 * * * *")
@app.task(name="register.remind", queueing_lock="register.remind")
def remind(timestamp: int) -> None:
    """Sends the reminders that have become due."""
    reminders.remind(at=timezone.now())
