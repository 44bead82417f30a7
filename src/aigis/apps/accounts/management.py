"""Inviting, locking and closing accounts: at once for a company, by a second person for an office."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from aigis.apps.accounts import letters, links, proposals
from aigis.apps.accounts.invitations import InvitationDraft, gates_of_codes, write_invitation, write_invited_user
from aigis.apps.accounts.models import OneTimeLink
from aigis.apps.accounts.passwords import write_ended_sessions
from aigis.apps.accounts.proposals import write_state
from aigis.apps.accounts.provisioned_accounts import waits_for_two
from aigis.apps.accounts.scope import managed_user, manages
from aigis.apps.approvals.actions import write_proposal
from aigis.apps.facilities.changes import write_assigned_gates
from aigis.apps.people.changes import write_user_change
from aigis.apps.people.models import Organisation, User
from aigis.core.access.identities import needs_second, require_of_person
from aigis.core.access.permissions import Actor, Role, require_fitting
from aigis.core.errors import Conflict, InvalidInput, NotAllowed

Waiting = UUID | None  # the proposal that a second person must decide; None where the step was carried out


@transaction.atomic(durable=True)
def invite(draft: InvitationDraft, organisation: int, *, actor: Actor, at: datetime) -> Waiting:
    """Invites a person, or proposes it where the role needs a second person.

    Raises:
        NotAllowed: the actor does not manage this role there.
        InvalidInput: the organisation cannot have the role, or the name is taken.
    """
    office = Organisation.objects.get(pk=organisation)
    _require_managed_role(draft.role, organisation, actor)
    require_of_person(draft.role)
    require_fitting(draft.role, organisation_kind=office.kind)
    if User.objects.filter(username__iexact=draft.username).exists():
        raise InvalidInput("This user name is taken. Choose another.", field="username")
    if needs_second(draft.role):
        if not draft.national_number or not draft.unit:
            sentence = "An account of an office needs the person's national number and unit."
            raise InvalidInput(sentence, field="unit" if draft.national_number else "national_number")
        return _propose(proposals.INVITE, office, proposals.written_invitation(draft), actor, at)
    write_invited_user(draft, office, works_from=None, actor=actor, at=at)
    return None


@transaction.atomic(durable=True)
def invite_again(user: int, *, actor: Actor, at: datetime) -> None:
    """Sends an invited person a new link; the earlier one ends."""
    row = managed_user(user, actor=actor)
    if row.state != User.State.INVITED:
        raise Conflict("This person has already set a password.")
    if waits_for_two(row):
        raise Conflict("Two people of the office must admit this account first.")
    if not row.email:
        raise Conflict("This account has no mail address. Enter one first.")
    write_invitation(row, actor=actor, at=at)


@transaction.atomic(durable=True)
def lock(user: int, *, why: str, actor: Actor, at: datetime) -> None:
    """Locks an account at once; its sessions end."""
    row = _other(user, actor, why)
    if row.state not in (User.State.ACTIVE, User.State.INVITED):
        raise Conflict("This account is already locked or closed.")
    write_state(row, User.State.LOCKED, why=why, actor=actor, at=at)


@transaction.atomic(durable=True)
def close(user: int, *, why: str, actor: Actor, at: datetime) -> None:
    """Closes an account for good; its sessions end, and what it did keeps its name."""
    row = _other(user, actor, why)
    if row.state == User.State.CLOSED:
        raise Conflict("This account is already closed.")
    write_state(row, User.State.CLOSED, why=why, actor=actor, at=at)


@transaction.atomic(durable=True)
def unlock(user: int, *, why: str, actor: Actor, at: datetime) -> Waiting:
    """Unlocks a locked account, or proposes it where the role needs a second person."""
    row = _other(user, actor, why)
    if row.state != User.State.LOCKED or row.organisation is None:
        raise Conflict("This account is not locked.")
    if needs_second(Role(row.role)):
        return _propose(proposals.UNLOCK, row.organisation, {"user": row.pk, "why": why}, actor, at)
    write_state(row, User.State.ACTIVE, why=why, actor=actor, at=at)
    return None


@transaction.atomic(durable=True)
def reset_password(user: int, *, actor: Actor, at: datetime) -> Waiting:
    """Mails a link for a new password, or proposes it where the role needs a second person."""
    row = managed_user(user, actor=actor)
    if not row.is_active or not row.email or row.organisation is None:
        raise Conflict("This account is not active or has no mail address.")
    if needs_second(Role(row.role)):
        return _propose(proposals.RESET, row.organisation, {"user": row.pk}, actor, at)
    secret = links.write_link(row, OneTimeLink.LinkPurpose.RESET, actor=actor, at=at)
    letters.post_link(row, OneTimeLink.LinkPurpose.RESET, secret, at=at)
    return None


@transaction.atomic(durable=True)
def remove_factors(user: int, *, why: str, actor: Actor, at: datetime) -> Waiting:
    """Removes lost second factors, or proposes it where the role needs a second person; sessions end."""
    row = _other(user, actor, why)
    if row.organisation is None or not proposals.has_factor(row):
        raise Conflict("This account has no second factor.")
    if needs_second(Role(row.role)):
        return _propose(proposals.FACTOR, row.organisation, {"user": row.pk, "why": why}, actor, at)
    proposals.write_removed_factors(row, actor=actor, at=at)
    return None


@transaction.atomic(durable=True)
def end_sessions(user: int, *, actor: Actor, at: datetime) -> int:
    """Ends all sessions of a user; returns how many there were."""
    return write_ended_sessions(managed_user(user, actor=actor), why="manager", actor=actor, at=at)


@transaction.atomic(durable=True)
def place(user: int, role: Role, unit: str, *, actor: Actor, at: datetime) -> Waiting:
    """Gives a user another role or unit, or proposes it where the old or new role needs a second person."""
    row = managed_user(user, actor=actor)
    office = row.organisation
    if office is None or row.pk == _number(actor):
        raise NotAllowed("Nobody changes the own role. Ask another manager.")
    _require_managed_role(role, office.pk, actor)
    require_of_person(role)
    require_fitting(role, organisation_kind=office.kind)
    if (row.role, row.unit) == (role.value, unit):
        return None
    if needs_second(role) or needs_second(Role(row.role)):
        payload = {"user": row.pk, "role": role.value, "unit": unit}
        return _propose(proposals.PLACE, office, payload, actor, at)
    proposals.write_place(row, role, unit, actor=actor, at=at)
    return None


@transaction.atomic(durable=True)
def change_details(user: int, details: Mapping[str, str], *, actor: Actor, at: datetime) -> None:
    """Changes names, mail address and language; the mail address of an office's account takes a second person.

    Raises NotAllowed for that, because a new password goes to the address.
    """
    row = managed_user(user, actor=actor)
    changes: dict[str, tuple[object, object]] = {
        column: (getattr(row, column), value) for column, value in details.items() if getattr(row, column) != value
    }
    if "email" in changes and needs_second(Role(row.role)) and row.state != User.State.INVITED:
        raise NotAllowed("The mail address of an office's account cannot be changed here. Close it and invite again.")
    if changes:
        write_user_change(row, changes, actor=actor, at=at)


@transaction.atomic(durable=True)
def assign_gates(user: int, gates: tuple[str, ...], *, actor: Actor, at: datetime) -> None:
    """Replaces the gates of a guard or PFSO; none means all of the organisation."""
    row = managed_user(user, actor=actor)
    if row.role not in (Role.GUARD.value, Role.PFSO.value):
        raise InvalidInput("Only a guard and a PFSO have gates.", field="gates")
    write_assigned_gates(row, gates_of_codes(gates), actor=actor, at=at)


def _propose(kind: str, office: Organisation, payload: Mapping[str, Any], actor: Actor, at: datetime) -> UUID:
    return write_proposal(kind, office, payload, actor=actor, at=at).pk


def _require_managed_role(role: Role, organisation: int, actor: Actor) -> None:
    if not manages(role, organisation, actor=actor):
        raise NotAllowed("You do not manage accounts of this role in this organisation.")


def _other(user: int, actor: Actor, why: str) -> User:
    """Returns a managed user other than the actor; the reason must be given."""
    row = managed_user(user, actor=actor)
    if row.pk == _number(actor):
        raise NotAllowed("Nobody does this to the own account. Ask another manager.")
    if not why.strip():
        raise InvalidInput("Give the reason.", field="why")
    return row


def _number(actor: Actor) -> int:
    return int(actor.id) if actor.kind == "user" else -1
