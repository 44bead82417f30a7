"""Reading checks, within sight, and their receipts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.decryption import subject_key
from aigis.apps.audit.queries import erased_parts
from aigis.apps.audit.queries import receipt as receipt_of_entry
from aigis.apps.checks.models import Check
from aigis.apps.register.storage.encryption import erased_person
from aigis.core.access.permissions import Actor, Role
from aigis.core.audit.event_names import Event
from aigis.core.errors import Erased, NotFound
from aigis.core.person.person import Person

# A receipt opens the answer to everybody who may have it, and the question to whoever typed or scanned it themselves:
# neither to an auditor, nor where the person came out of an issuer's roster by a badge number. What the register held
# is in an entry of its own, never opened here.
_OPENED = ("core", "actor", "sequence")
_OPENED_TO_ASKER = ("core", "actor", "subject", "sequence")
BY_BADGE = "badge"


def of_actor(check: UUID, *, actor: Actor) -> Check:
    """A check within the actor's sight (the own organisation's; all for an auditor); raises NotFound otherwise."""
    rows = Check.objects.select_related("gate__facility")
    if actor.role is not Role.AUDITOR:
        rows = rows.filter(organisation=actor.organisation)
    row = rows.filter(pk=check).first()
    if row is None:
        raise NotFound("Your organisation has no such check.")
    return row


@transaction.atomic(durable=True)
def one(check: UUID, *, actor: Actor, at: datetime) -> Check:
    """A check within the actor's sight, for reading; the reading is an entry."""
    row = of_actor(check, actor=actor)
    append([EntryDraft(Event.CHECK_READ, actor, at, {"check": str(check)})])
    return row


def latest(*, actor: Actor, since: datetime, gate: str | None = None, limit: int = 50) -> list[Check]:
    """The organisation's latest checks from an instant on, newest first."""
    rows = Check.objects.select_related("gate__facility").filter(organisation=actor.organisation, checked_at__gte=since)
    if gate:
        facility, _, name = gate.partition("/")
        rows = rows.filter(gate__facility__code=facility, gate__name=name)
    return list(rows.prefetch_related("outcomes").order_by("-checked_at")[:limit])


@dataclass(frozen=True, slots=True)
class OpenedQuestion:
    """The question of a check, opened."""

    person: Person
    note: str


def asked(check: Check) -> OpenedQuestion:
    """Opens what was asked; raises Erased where that is gone."""
    key = subject_key(check.entry)
    person, note = sealed_fields.open_json(key, field="check.person", ciphertext=check.person)
    return OpenedQuestion(Person.from_dict(person), note)


def asked_or_erased(check: Check) -> OpenedQuestion:
    """What was asked; where that was erased, a person called so, for pages that show more than the person."""
    try:
        return asked(check)
    except Erased:
        return OpenedQuestion(erased_person(), "")


def erased_by(check: UUID, *, actor: Actor) -> dict[str, str]:
    """Which parts of a check's entry were erased, each with the decision; nothing for one that is whole."""
    return erased_parts(of_actor(check, actor=actor).entry)


@transaction.atomic(durable=True)
def receipt(check: UUID, *, actor: Actor, at: datetime, minimal: bool = False) -> bytes | None:
    """The receipt of a check for who asked it, or the auditor; None until it is sealed. Giving it out is an entry.

    A minimal one leaves the person closed whoever asks: for handing on.
    """
    row = of_actor(check, actor=actor)
    asker = row.organisation == actor.organisation and row.source != BY_BADGE
    parts = _OPENED_TO_ASKER if asker and not minimal else _OPENED
    proof = receipt_of_entry(row.entry, parts=parts)
    if proof is not None:
        append([EntryDraft(Event.RECEIPT_READ, actor, at, {"check": str(check), "opened": list(parts)})])
    return proof
