"""A check that is held gets a key of its own: its month may go without it, and it may stay without its month."""

from uuid import UUID

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.data_keys import key, made
from aigis.apps.audit.decryption import open_core_and_actor, open_subject, subject_field
from aigis.apps.audit.erasure_records import require_not_erased
from aigis.apps.audit.models import Entry
from aigis.apps.checks.models import Check
from aigis.core.audit.entry import EntryPart
from aigis.core.audit.events import CATALOGUE
from aigis.core.crypto import field_encryption
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.errors import NotFound

WORD = "check"
_ABOUT_A_CHECK = ("check.answered", "check.matched")


def scope(check: UUID) -> str:
    """The scope of the key that closes one check that is or was held."""
    return f"{WORD}:{check}"


def require_check(check: UUID) -> Check:
    """The row of a check whose person is still there; raises NotFound or Erased otherwise."""
    row = Check.objects.filter(pk=check).first()
    if row is None:
        raise NotFound("There is no check with this reference.")
    present = Entry.objects.values_list("subject_scope", flat=True).get(pk=row.entry)
    require_not_erased(present)
    key(present)
    return row


def close_apart(check: UUID) -> None:
    """Closes a check's person, and why it was not clear, under a key of its own, in the caller's open transaction.

    Bytes and salts stay what they are, so the commitments in the log do: only the key is another.
    """
    row = require_check(check)
    before = Entry.objects.get(pk=row.entry).subject_scope
    if before == scope(check):
        return
    old, new = key(before), made([scope(check)])[scope(check)]
    for entry in _entries(row, before):
        part = open_subject(entry)
        Entry.objects.filter(pk=entry.pk).update(
            subject=_closed(new, subject_field(entry.about), part), subject_scope=scope(check)
        )
    row.person = _again(old, new, "check.person", row.person)
    row.matches = None if row.matches is None else _again(old, new, "check.matches", row.matches)
    row.save(update_fields=["person", "matches"])


def _entries(row: Check, subject_scope: str) -> list[Entry]:
    """The entries about one check: written at its instant under the same key, and naming it."""
    first, last = (ordered_id(row.checked_at, fill * 10) for fill in (b"\x00", b"\xff"))
    kinds = [CATALOGUE[code].number for code in _ABOUT_A_CHECK]
    entries = Entry.objects.filter(pk__gte=first, pk__lte=last, kind__in=kinds, subject_scope=subject_scope)
    return [entry for entry in entries if open_core_and_actor(entry)[0].value["check"] == str(row.pk)]


def _closed(new: bytes, field: str, part: EntryPart) -> bytes:
    return sealed_fields.seal_bytes(new, field=field, plain=part.salt + part.data)


def _again(old: bytes, new: bytes, field: str, closed: field_encryption.Stored) -> bytes:
    plain = sealed_fields.open_bytes(old, field=field, ciphertext=closed)
    return sealed_fields.seal_bytes(new, field=field, plain=plain)
