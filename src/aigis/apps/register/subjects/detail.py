"""One subject with everything about it: its bans, how its identity was recorded, the records merged into it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.register.bans import queries
from aigis.apps.register.bans import stays as ban_stays
from aigis.apps.register.bans.queries import BanView
from aigis.apps.register.models import Ban, Detention, Subject, SubjectVersion
from aigis.apps.register.register_version import version as register_version
from aigis.apps.register.storage import encryption
from aigis.apps.register.subjects.changes import subject_row
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.person.person import Person


@dataclass(frozen=True, slots=True)
class IdentityVersion:
    """One recorded state of a subject's identity."""

    row: SubjectVersion
    person: Person


@dataclass(frozen=True, slots=True)
class SubjectView:
    """A subject, opened; bans and identities newest first. `into`: where it was merged, and its bans now are."""

    subject: Subject
    person: Person
    into: Subject | None
    merged: tuple[tuple[Subject, Person], ...]
    bans: tuple[BanView, ...]
    identities: tuple[IdentityVersion, ...]
    stays: tuple[Detention, ...]


@transaction.atomic(durable=True)
def subject(subject_id: UUID, *, actor: Actor, at: datetime) -> SubjectView:
    """One subject with its bans; the look is an entry. Raises NotFound where there is none."""
    row = subject_row(subject_id)
    merged = list(Subject.objects.filter(merged_into=row).order_by("added_at"))
    keys = encryption.keys_of([row.pk, *(subject_row.pk for subject_row in merged)])
    bans = Ban.objects.filter(subject=row).select_related("authority", "subject").order_by("-pk")
    view = SubjectView(
        subject=row,
        person=encryption.open_person(keys[row.pk], row.person),
        into=row.merged_into,
        merged=tuple(
            (subject_row, encryption.open_person(keys[subject_row.pk], subject_row.person)) for subject_row in merged
        ),
        bans=tuple(queries.opened(ban, at=at) for ban in bans),
        identities=_identities(row, keys[row.pk]),
        stays=tuple(ban_stays.stay_rows(row)),
    )
    bans_read = [str(ban.ban.pk) for ban in view.bans]
    core = {"version": row.version, "register_version": register_version(), "bans": bans_read}
    append([EntryDraft(Event.SUBJECT_READ, actor, at, core, {"subject": str(row.pk)}, about=row.pk)])
    return view


def _identities(row: Subject, key: bytes) -> tuple[IdentityVersion, ...]:
    versions = row.versions.order_by("-number")
    return tuple(IdentityVersion(version, encryption.open_person(key, version.person)) for version in versions)
