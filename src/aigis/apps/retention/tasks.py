"""The nightly run of retention; what it is late with is done when it runs again."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from aigis import wiring
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.retention import run as retention_run

logger = logging.getLogger("aigis.retention")


@app.periodic(cron="15 3 * * *")
@app.task(name="retention.run", queueing_lock="retention.run", lock="retention.run")
def run(timestamp: int) -> None:
    """Erases what is due, where the installation has not switched this off."""
    if not wiring.environment().erases_daily:
        return
    for done in retention_run.run(actor=SYSTEM, at=timezone.now()):
        logger.info("decision %s is carried out: %s", done.erasure.pk, done.gone)
