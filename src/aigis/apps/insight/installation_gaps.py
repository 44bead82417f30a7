"""What this installation lacks: its settings, its backups, its clock."""

import os
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection

from aigis.apps.notices.models import Heartbeat
from aigis.telemetry.setup_gaps import (
    SetupGap,
    gaps_of_settings,
    is_clock_wrong,
    is_production,
    lacks_backup,
    read_clocks,
)

BACKUP = "backup"  # the row that `aigis backup` writes


def installation_gaps(*, at: datetime, environ: Mapping[str, str] = os.environ) -> list[SetupGap]:
    """Lists what is missing; nothing outside production."""
    if not is_production(environ):
        return []
    gaps = list(gaps_of_settings(environ))
    if lacks_backup(last_backup(), at=at):
        gaps.append(SetupGap.BACKUP)
    if is_clock_wrong(*_clocks()):
        gaps.append(SetupGap.CLOCK)
    return gaps


def last_backup() -> datetime | None:
    """When the last backup ended that this database knows of."""
    return Heartbeat.objects.filter(process=BACKUP).values_list("beaten_at", flat=True).first()


def clock_offset() -> timedelta:
    """How far the database's clock is ahead of ours."""
    database, ours = _clocks()
    return database - ours


def _clocks() -> tuple[datetime, datetime]:
    return read_clocks(_of_database)


def _of_database() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        instant: datetime = cursor.fetchone()[0]
    return instant
