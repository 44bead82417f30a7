"""A gate workstation's session that locks and opens again by a PIN; the PIN lives as long as the session, a shift."""

import hmac
from datetime import datetime
from enum import Enum, auto

from django.db import transaction

from aigis import wiring
from aigis.apps.accounts.models import SignInSession
from aigis.apps.audit.actions import EntryDraft, append
from aigis.core.access.kiosk_pins import MOST_TRIES, require_good_pin
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import Conflict, NotFound


class Unlocking(Enum):
    """How a try to unlock ended; after too many wrong ones the session has ended."""

    OPENED = auto()
    WRONG = auto()
    ENDED = auto()


@transaction.atomic(durable=True)
def set_pin(session: str, pin: str, *, actor: Actor, at: datetime) -> None:
    """Sets the PIN of a session, named by its hash; it is good at this browser and in this session alone.

    Raises InvalidInput for a PIN that is too simple, and Conflict for a locked session.
    """
    require_good_pin(pin)
    row = _locked_row(session)
    if row.locked_at is not None:
        raise Conflict("This workstation is locked. Unlock it first.")
    row.pin_hash, row.pin_tries = _pin_hash(session, pin), 0
    row.save(update_fields=["pin_hash", "pin_tries"])
    append([EntryDraft(Event.KIOSK_PIN_SET, actor, at, {"user": row.user_id})])


@transaction.atomic(durable=True)
def lock(session: str, *, why: str, actor: Actor, at: datetime) -> None:
    """Locks a session that has a PIN; one that is locked stays so. `why` is idle or asked."""
    row = _locked_row(session)
    if row.pin_hash is None:
        raise Conflict("Choose a PIN for this workstation first.")
    if row.locked_at is None:
        row.locked_at = at
        row.save(update_fields=["locked_at"])
        append([EntryDraft(Event.KIOSK_LOCKED, actor, at, {"user": row.user_id, "why": why})])


@transaction.atomic(durable=True)
def unlock(session: str, pin: str, *, actor: Actor, at: datetime) -> Unlocking:
    """Opens a locked session by its PIN; the session ends where it would have ended without the lock."""
    row = _locked_row(session)
    if row.locked_at is None or row.pin_hash is None:
        return Unlocking.OPENED
    if hmac.compare_digest(bytes(row.pin_hash), _pin_hash(session, pin)):
        row.locked_at, row.pin_tries, row.seen_at = None, 0, at
        row.save(update_fields=["locked_at", "pin_tries", "seen_at"])
        append([EntryDraft(Event.KIOSK_UNLOCKED, actor, at, {"user": row.user_id})])
        return Unlocking.OPENED
    row.pin_tries += 1
    append([EntryDraft(Event.KIOSK_UNLOCK_FAILED, actor, at, {"user": row.user_id, "tries": row.pin_tries})])
    if row.pin_tries < MOST_TRIES:
        row.save(update_fields=["pin_tries"])
        return Unlocking.WRONG
    core = {"user": row.user_id, "sessions": 1, "why": "pin"}
    append([EntryDraft(Event.ACCESS_SESSIONS_ENDED, actor, at, core)])
    row.delete()
    return Unlocking.ENDED


def _locked_row(session: str) -> SignInSession:
    row = SignInSession.objects.select_for_update().filter(session_key=session, user__isnull=False).first()
    if row is None:
        raise NotFound("This session has already ended.")
    return row


def _pin_hash(session: str, pin: str) -> bytes:
    """Returns the keyed hash of a PIN: without the key of this installation a copy of the table tells nothing."""
    return wiring.keyring().mac("kiosk.pin", f"{session}|{pin}".encode())
