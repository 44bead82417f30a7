"""Completing the codes by which subjects are found: for those registered before there were codes of names."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.register.models import BanVersion, Subject, SubjectCode, SubjectVersion
from aigis.apps.register.storage import codes as storage_codes
from aigis.apps.register.storage import encryption
from aigis.core.audit.event_names import Event

_AT_ONCE = 1_000


def uncoded(*, after: UUID | None = None, every: bool = False) -> list[UUID]:
    """The next subjects, in the order of their ids, that have no code of a name; with `every`, all of them."""
    rows = Subject.objects.order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    if not every:
        rows = rows.exclude(Exists(SubjectCode.objects.filter(subject=OuterRef("pk"), kind="name")))
    return list(rows.values_list("pk", flat=True)[:_AT_ONCE])


@transaction.atomic(durable=True)
def recode(subjects: Sequence[UUID], *, at: datetime) -> int:
    """Adds the codes these subjects' identities and cases lack; returns how many, none the second time."""
    keys = encryption.keys_of(list(subjects))
    codes: dict[tuple[UUID, str, bytes], None] = {}
    for version in SubjectVersion.objects.filter(subject__in=subjects):
        person = encryption.open_person(keys[version.subject_id], version.person)
        codes |= {(version.subject_id, kind, code): None for kind, code in storage_codes.codes_of(person)}
    codes |= dict.fromkeys(_cases(subjects))
    before = SubjectCode.objects.filter(subject__in=subjects).count()
    rows = [SubjectCode(subject_id=subject, kind=kind, code=code) for subject, kind, code in codes]
    SubjectCode.objects.bulk_create(rows, ignore_conflicts=True)
    added = SubjectCode.objects.filter(subject__in=subjects).count() - before
    if added:
        append([EntryDraft(Event.SUBJECT_RECODED, SYSTEM, at, {"subjects": len(subjects), "codes": added})])
    return added


def _cases(subjects: Sequence[UUID]) -> list[tuple[UUID, str, bytes]]:
    """The codes of every case reference that a version of their bans names."""
    rows = list(BanVersion.objects.filter(subject__in=subjects).select_related("ban"))
    keys = encryption.keys_of([row.ban.closed_by for row in rows])
    left = [row for row in rows if keys[row.ban.closed_by] != encryption.GONE]
    grounds = ((row.subject_id, encryption.open_ground(keys[row.ban.closed_by], row.ground)) for row in left)
    return [(subject, "case", storage_codes.case_code(ground.case_reference)) for subject, ground in grounds]
