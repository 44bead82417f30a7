"""Jobs of the alerts: escalate what nobody acknowledged, tell of further hits. They run in the queue of deliveries."""

from django.utils import timezone
from procrastinate.contrib.django import app

from aigis.apps.alerts import digests, escalations
from aigis.apps.notices.tasks import QUEUE


@app.periodic(cron="* * * * * */10")
@app.task(name="alerts.escalate", queueing_lock="alerts.escalate", queue=QUEUE)
def escalate(timestamp: int) -> None:
    """Escalates the alerts that were not acknowledged in time."""
    escalations.escalate_due(at=timezone.now())


@app.periodic(cron="* * * * * */30")
@app.task(name="alerts.digest", queueing_lock="alerts.digest", queue=QUEUE)
def digest(timestamp: int) -> None:
    """Sends the digests of further hits that are due."""
    digests.send_due_digests(at=timezone.now())
