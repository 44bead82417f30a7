"""Jobs of the outbox: deliver one, sweep up what a dead worker left; and the care of the job table itself.

They have a queue of their own, so that no screening of a hundred thousand people stands before an alert.
"""

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from aigis.apps.notices import delivery, heartbeats

QUEUE = "deliveries"
_DEAD_AFTER_SECONDS = 30
_KEPT_HOURS = 72
_TURNS_OF_A_SWEEP = 200


@app.task(name="notices.deliver", queue=QUEUE)
def deliver(notice: str) -> None:
    """Takes one turn of delivery: for each notice there is a job, and whose turn it is, is decided now."""
    delivery.take_turn()


@app.periodic(cron="* * * * * */30")
@app.task(name="notices.sweep", queueing_lock="notices.sweep", queue=QUEUE)
def sweep(timestamp: int) -> None:
    """Delivers what is overdue: the job died with its worker, or its recipient was left alone."""
    for _ in range(_TURNS_OF_A_SWEEP):
        if not delivery.take_turn():
            return


@app.periodic(cron="* * * * * */20")
@app.task(name="work.beat_deliveries", queueing_lock="work.beat_deliveries", queue=QUEUE)
def beat_deliveries(timestamp: int) -> None:
    """Shows that the worker of deliveries takes jobs."""
    heartbeats.beat("worker deliveries", at=timezone.now())


@app.periodic(cron="* * * * * */20")
@app.task(name="work.beat", queueing_lock="work.beat", queue="default")
def beat(timestamp: int) -> None:
    """Shows that the worker of everything else takes jobs."""
    heartbeats.beat("worker default", at=timezone.now())


@app.periodic(cron="* * * * * */30")
@app.task(name="jobs.rescue", queueing_lock="jobs.rescue", queue=QUEUE, pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:
    """Puts jobs of dead workers back into their queue; until then their locks would hold up all that come after."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_DEAD_AFTER_SECONDS):
        if job.queueing_lock:  # a periodic one: its successor waits, and there may be only one in the queue
            await manager.finish_job(job, Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job)


@app.periodic(cron="17 * * * *")
@app.task(name="jobs.prune", queueing_lock="jobs.prune", queue=QUEUE, pass_context=True)
async def prune(context: JobContext, timestamp: int) -> None:
    """Removes finished jobs; what they did stands in notices and attempts."""
    await context.app.job_manager.delete_old_jobs(nb_hours=_KEPT_HOURS, include_failed=False)
