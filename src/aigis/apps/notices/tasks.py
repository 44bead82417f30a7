"""Jobs of the outbox: deliver one, and sweep up what a dead worker left."""

from uuid import UUID

from procrastinate.contrib.django import app

from aigis.apps.notices import delivery


@app.task(name="notices.deliver")
def deliver(notice: str) -> None:
    """Makes one attempt at a notice; a failed one has already put its successor in the queue."""
    delivery.deliver(UUID(notice))


@app.periodic(cron="* * * * * */15")
@app.task(name="notices.sweep", queueing_lock="notices.sweep")
def sweep(timestamp: int) -> None:
    """Delivers what is overdue: the job died with its worker, or was never taken."""
    for notice in delivery.overdue():
        delivery.deliver(notice)
