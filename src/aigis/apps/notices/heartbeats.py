"""Heartbeats: a process that stands still is noticed, whether or not anything waits for it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from aigis.apps.notices.models import Heartbeat

SEALER = "sealer"
EVERY = timedelta(seconds=10)
# How long each process may be silent. The reconciler writes its row itself, after each pass of a minute or more.
SILENT_AFTER = {
    SEALER: timedelta(seconds=45),
    "worker default": timedelta(seconds=45),
    "worker deliveries": timedelta(seconds=45),
    "reconciler": timedelta(seconds=180),
}


def beat(process: str, *, at: datetime) -> None:
    """Notes that a process works."""
    Heartbeat.objects.update_or_create(process=process, defaults={"beaten_at": at})


def ages(*, at: datetime) -> Mapping[str, timedelta | None]:
    """How long ago each process last showed that it works; None if it never did."""
    known = dict(Heartbeat.objects.values_list("process", "beaten_at"))
    return {process: at - known[process] if process in known else None for process in SILENT_AFTER}


def silent(*, at: datetime) -> list[str]:
    """The processes that have been silent for longer than they may."""
    return [process for process, age in ages(at=at).items() if age is None or age > SILENT_AFTER[process]]
