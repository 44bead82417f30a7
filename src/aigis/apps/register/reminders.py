"""Reminders that a ban is about to end: once for each ban, version and number of days."""

import json
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from aigis import wiring
from aigis.apps.audit.actions import SYSTEM, Draft, append
from aigis.apps.notices.actions import Receiver, Text, post
from aigis.apps.register.models import BanVersion, Reminder
from aigis.core.bans import Standing

DAYS_BEFORE = 30


@transaction.atomic(durable=True)
def remind(*, at: datetime) -> int:
    """Sends the reminders that are due and not yet sent; returns how many. Running it again changes nothing."""
    sent = Reminder.objects.filter(ban=OuterRef("ban"), version=OuterRef("number"), days=DAYS_BEFORE)
    due = (
        BanVersion.objects.filter(
            number=F("ban__version"),
            standing=Standing.STANDS.value,
            start__lte=at,
            end__gt=at,
            end__lte=at + timedelta(days=DAYS_BEFORE),
        )
        .exclude(Exists(sent))
        .exclude(ban__authority__mailbox="")  # stays due until somebody can be told; the registry's desk shows it
        .select_related("ban__authority")
    )
    return sum(_remind(version, at) for version in due)


def _remind(version: BanVersion, at: datetime) -> bool:
    # The unique row decides between two workers that see the same ban due.
    reminder, new = Reminder.objects.get_or_create(
        ban=version.ban, version=version.number, days=DAYS_BEFORE, defaults={"sent_at": at}
    )
    if new:
        page = f"{wiring.environment().url}/bans/{version.ban_id}"
        body = {"type": "ban.ending", "ban": str(version.ban_id), "ends": str(version.end), "page": page}
        text = Text("reminder", "Aigis: a ban is about to end", json.dumps(body, indent=1), version.ban_id)
        post([Receiver("mail", version.ban.authority.mailbox)], text, at=at)
        append([Draft("reminder.sent", SYSTEM, at, {"ban": str(version.ban_id), "days": reminder.days})])
    return new
