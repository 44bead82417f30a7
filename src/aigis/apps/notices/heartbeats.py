"""Heartbeats: a stopped worker or sealer is noticed within a minute, whether or not anything waits for it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from aigis.apps.notices.models import Heartbeat

SEALER = "sealer"
WORKERS = ("worker default", "worker deliveries")
EVERY = timedelta(seconds=10)
SILENT_AFTER = timedelta(seconds=45)


def beat(process: str, *, at: datetime) -> None:
    """Notes that a process works."""
    Heartbeat.objects.update_or_create(process=process, defaults={"beaten_at": at})


def ages(*, at: datetime) -> Mapping[str, timedelta | None]:
    """How long ago each process last showed that it works; None if it never did."""
    known = dict(Heartbeat.objects.values_list("process", "beaten_at"))
    return {process: at - known[process] if process in known else None for process in (SEALER, *WORKERS)}


def silent(*, at: datetime) -> list[str]:
    """The processes that have not shown for 45 seconds that they work."""
    return [process for process, age in ages(at=at).items() if age is None or age > SILENT_AFTER]
