"""The job of the watch on probing."""

from django.utils import timezone
from procrastinate.contrib.django import app

from aigis.apps.probing import watch as probing_watch


@app.periodic(cron="* * * * * */20")
@app.task(name="probing.watch", queueing_lock="probing.watch", lock="probing.watch")
def watch(timestamp: int) -> None:
    """Looks at the checks since the last turn."""
    probing_watch.run(at=timezone.now())
