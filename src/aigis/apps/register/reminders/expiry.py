"""Expiry happens by the clock wherever a ban is asked about; here it is noted, at the instant it happened."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from aigis.apps.audit.actions import SYSTEM, append
from aigis.apps.register.bans import changes as ban_changes
from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.bans.versions import VersionRecord
from aigis.apps.register.models import Ban, BanVersion
from aigis.apps.register.notifications import tell_subscribers
from aigis.apps.register.register_version import announce, lock, next_version
from aigis.apps.register.reminders import unanswered
from aigis.apps.register.storage.encryption import Ground
from aigis.core.bans.lifecycle import Change, follow
from aigis.core.bans.versions import BanEvent, Standing

_MOST_AT_ONCE = 500


@transaction.atomic(durable=True)
def note_expired(*, at: datetime) -> int:
    """Writes the version that says a ban has ended, for those that have; returns how many. Again changes nothing.

    Where nobody answered the reminders, office and prosecutor are told in the same transaction: never twice, and never
    not at all.
    """
    lock()
    rows = list(_ended(at=at))
    if not rows:
        return 0
    register_version = next_version()
    entries, endings = [], unanswered.endings_of(rows)
    for ban in rows:
        before, last = ban_versions.load_history(ban)
        unanswered.tell(ban, before, endings.get(ban.pk), at=at)
        after = follow(before, Change(BanEvent.EXPIRE), at=at)
        last_ground = ban_versions.ground_of(ban, last)
        ground = Ground(last_ground.legal_basis, last_ground.case_reference)
        recorded = VersionRecord(last.authority, last.decision_date, ground, SYSTEM.key)
        version = ban_versions.write_version(ban, after, recorded, register_version=register_version, at=at)
        entries.append(ban_changes.entry(version, recorded, actor=SYSTEM, at=at))
    append(entries)
    announce(register_version)
    tell_subscribers(register_version, at=at)
    return len(rows)


def _ended(*, at: datetime) -> list[Ban]:
    """Bans whose end has passed and of which no version says so yet, the first that ended first."""
    noted = BanVersion.objects.filter(event=BanEvent.EXPIRE.value, number=F("ban__version")).values("ban")
    standing = (Standing.STANDS.value, Standing.SUSPENDED.value)
    rows = Ban.objects.filter(ends_at__lte=at, standing__in=standing).exclude(pk__in=noted)
    about = ("authority__office", "authority__prosecutor", "subject")
    return list(rows.select_related(*about).order_by("ends_at", "pk")[:_MOST_AT_ONCE])
