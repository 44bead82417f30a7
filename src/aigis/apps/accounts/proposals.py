"""What two people do about identities: invite, give a key, place in another role, reset; and who the second may be."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from aigis.apps.accounts import letters, links
from aigis.apps.accounts.invitations import (
    InvitationDraft,
    gates_of_codes,
    works_from,
    write_invitation,
    write_invited_user,
)
from aigis.apps.accounts.models import OneTimeLink, ProviderRule, ProvisionedAccount
from aigis.apps.accounts.passwords import write_ended_sessions
from aigis.apps.approvals import actions as approvals
from aigis.apps.approvals.actions import ApprovalKind
from aigis.apps.approvals.models import Approval
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.facilities.changes import write_assigned_gates
from aigis.apps.people.account_position import person_code, placement
from aigis.apps.people.actions import NewClient, write_client, write_placement
from aigis.apps.people.key_networks import write_networks
from aigis.apps.people.models import ApiClient, Organisation, User
from aigis.apps.people.signing_keys import write_signing_key
from aigis.core.access.approval import Placement, require_other_person
from aigis.core.access.identities import MANAGED, may_confirm_at_once, require_identity_second
from aigis.core.access.permissions import Actor, Role
from aigis.core.audit.event_names import Event
from aigis.core.errors import Conflict, NotAllowed, NotFound

INVITE, CLIENT, PLACE = "identity.invite", "identity.client", "identity.place"
RESET, UNLOCK, FACTOR = "identity.reset", "identity.unlock", "identity.factor"
PUBLIC_KEY, NETWORKS = "identity.public_key", "identity.networks"
RULE, ADMIT = "identity.rule", "identity.admit"


def approve(proposal: UUID, *, at_once: bool, actor: Actor, at: datetime) -> str:
    """Carries a proposal out as its second person; returns the new key of a client, which is shown this once.

    `at_once` lets the identity work without the wait, which the head of the office may decide.
    """
    try:
        return _approve(proposal, at_once=at_once, actor=actor, at=at)
    except (NotAllowed, Conflict) as refused:
        approvals.record_refusal(proposal, refused, actor=actor, at=at)
        raise


def reject(proposal: UUID, *, note: str, actor: Actor, at: datetime) -> None:
    """Rejects a proposal with a note, or withdraws one's own."""
    try:
        _reject(proposal, note=note, actor=actor, at=at)
    except (NotAllowed, Conflict) as refused:
        approvals.record_refusal(proposal, refused, actor=actor, at=at)
        raise


def role_of(row: Approval) -> Role:
    """Returns the role of the identity that a proposal is about."""
    if "role" in row.payload:
        return Role(row.payload["role"])
    user = User.objects.filter(pk=row.payload.get("user") or 0).first()
    if user is None or not user.role:
        raise NotFound("The account of this proposal does not exist.")
    return Role(user.role)


@transaction.atomic(durable=True)
def _approve(proposal: UUID, *, at_once: bool, actor: Actor, at: datetime) -> str:
    row = approvals.locked(proposal)
    made = approvals.write_approval(row, _kind(row), actor=actor, at=at)
    account = made[0] if isinstance(made, tuple) else made
    if at_once and isinstance(account, User | ApiClient):
        _require_head(row, actor)
        account.works_from = None
        account.save(update_fields=["works_from"])
    letters.inform_office(row.organisation, role_of(row), name=name_of(row), at=at)
    return made[1] if row.kind == CLIENT and isinstance(made, tuple) else ""


@transaction.atomic(durable=True)
def _reject(proposal: UUID, *, note: str, actor: Actor, at: datetime) -> None:
    row = approvals.locked(proposal)
    approvals.write_rejection(row, _kind(row), note, actor=actor, at=at)


def _require_head(row: Approval, actor: Actor) -> None:
    decider = placement(actor)
    if decider is None or not may_confirm_at_once(decider, office=row.organisation_id):
        raise NotAllowed("Only the head of the office may let an identity work at once.")


def name_of(row: Approval) -> str:
    """Returns the user name or the client that a proposal is about."""
    named = row.payload.get("username") or row.payload.get("name")
    return str(named or User.objects.get(pk=row.payload["user"]).username)


def _require_second(row: Approval, proposer: Placement, decider: Placement) -> None:
    role = role_of(row)
    require_identity_second(
        proposer=proposer,
        approver=decider,
        office=row.organisation_id,
        role=role,
        office_has_manager=_is_managed(row.organisation_id, role),
    )


def _require_other_of_office(row: Approval, proposer: Placement, decider: Placement) -> None:
    """Releases of a password: never the person whose account it is, whoever asked for it."""
    _require_second(row, proposer, decider)
    user = User.objects.get(pk=row.payload["user"])
    owner = Placement(
        f"user:{user.pk}",
        bytes(user.person_code or b"").hex(),
        Role(user.role),
        row.organisation_id,
        user.unit,
        user.placed_at or user.date_joined,
    )
    require_other_person(owner, decider)


def _is_managed(office: int, role: Role) -> bool:
    managers = [manager.value for manager, managed in MANAGED.items() if role in managed and manager is not Role.ADMIN]
    return User.objects.filter(organisation=office, role__in=managers, is_active=True).exists()


def _invite(row: Approval, actor: Actor, at: datetime) -> User:
    values = {**row.payload, "role": Role(row.payload["role"]), "gates": tuple(row.payload["gates"])}
    draft = InvitationDraft(**values)
    user, _ = write_invited_user(draft, row.organisation, works_from=works_from(draft.role, at=at), actor=actor, at=at)
    return user


def _client(row: Approval, actor: Actor, at: datetime) -> tuple[ApiClient, str]:
    return make_client(row.payload, row.organisation_id, actor=actor, at=at)


def make_client(payload: Mapping[str, Any], organisation: int, *, actor: Actor, at: datetime) -> tuple[ApiClient, str]:
    """Makes a client of a written draft inside the caller's open transaction; returns it with its key."""
    role = Role(payload["role"])
    office = Organisation.objects.get(pk=organisation)
    replaces = ApiClient.objects.filter(pk=payload.get("replaces") or 0, organisation=office).first()
    expires_at = datetime.fromisoformat(payload["expires_at"])
    draft = NewClient(
        office,
        role,
        payload["name"],
        expires_at,
        payload.get("unit", ""),
        works_from=works_from(role, at=at),
        replaces=replaces,
        person_code=bytes.fromhex(payload.get("person_code", "")) or None,
        scopes=tuple(payload.get("scopes", ())),
        networks=tuple(payload.get("networks", ())),
    )
    client, key = write_client(draft, actor=actor, at=at)
    if replaces is not None:
        replaces.expires_at = min(replaces.expires_at, at + KEY_OVERLAP)
        replaces.save(update_fields=["expires_at"])
    if payload.get("gates"):
        write_assigned_gates(client, gates_of_codes(payload["gates"]), actor=actor, at=at)
    return client, key


def _place(row: Approval, actor: Actor, at: datetime) -> User:
    user, role = User.objects.select_related("organisation").get(pk=row.payload["user"]), Role(row.payload["role"])
    write_place(user, role, row.payload["unit"], actor=actor, at=at)
    return user


def write_place(user: User, role: Role, unit: str, *, actor: Actor, at: datetime) -> None:
    """Gives a user another role or unit inside the caller's open transaction; sessions of the old one end."""
    write_placement(user, role, unit, works_from=works_from(role, at=at), actor=actor, at=at)
    write_ended_sessions(user, why="placed", actor=actor, at=at)


def write_state(user: User, state: User.State, *, why: str, actor: Actor, at: datetime) -> None:
    """Locks, unlocks or closes an account inside the caller's open transaction; sessions end."""
    user.state, user.is_active = state, state == User.State.ACTIVE
    at_provider = SocialAccount.objects.filter(user=user).exists()
    if state == User.State.ACTIVE and not user.has_usable_password() and not at_provider:
        user.state, user.is_active = User.State.INVITED, False
    user.save(update_fields=["state", "is_active"])
    core = {"user": user.pk, "state": user.state, "why": why.strip()}
    append([EntryDraft(Event.PEOPLE_USER_STATE, actor, at, core)])
    write_ended_sessions(user, why=state.value, actor=actor, at=at)
    if user.organisation is not None:
        letters.inform_office(user.organisation, Role(user.role), name=user.username, at=at)


def has_factor(user: User) -> bool:
    """Tells whether a user has a second factor."""
    return bool(Authenticator.objects.filter(user=user).exists())


def write_removed_factors(user: User, *, actor: Actor, at: datetime) -> None:
    """Removes all second factors of a user inside the caller's open transaction; sessions end."""
    Authenticator.objects.filter(user=user).delete()
    append([EntryDraft(Event.ACCESS_FACTOR_CHANGED, actor, at, {"user": user.pk, "change": "all_removed"})])
    write_ended_sessions(user, why="factor", actor=actor, at=at)


def _unlock(row: Approval, actor: Actor, at: datetime) -> None:
    user = User.objects.select_related("organisation").get(pk=row.payload["user"])
    if user.state != User.State.LOCKED:
        raise Conflict("This account is not locked.")
    write_state(user, User.State.ACTIVE, why=row.payload["why"], actor=actor, at=at)


def _remove_factors(row: Approval, actor: Actor, at: datetime) -> None:
    write_removed_factors(User.objects.get(pk=row.payload["user"]), actor=actor, at=at)


def _admit(row: Approval, actor: Actor, at: datetime) -> User:
    user = User.objects.select_related("organisation").get(pk=row.payload["user"])
    if user.state != User.State.INVITED or user.role != row.payload["role"]:
        raise Conflict("This account does not wait to be admitted.")
    at_provider = SocialAccount.objects.filter(user=user).exists()
    if at_provider:
        user.state, user.is_active = User.State.ACTIVE, True
    user.works_from = works_from(Role(user.role), at=at)
    user.save(update_fields=["state", "is_active", "works_from"])
    ProvisionedAccount.objects.filter(user=user).update(admitted_at=at)
    append([EntryDraft(Event.PEOPLE_USER_STATE, actor, at, {"user": user.pk, "state": user.state, "why": "admitted"})])
    if not at_provider and user.email:
        write_invitation(user, actor=actor, at=at)
    return user


def _register_key(row: Approval, actor: Actor, at: datetime) -> ApiClient:
    client = ApiClient.objects.get(pk=row.payload["client"])
    write_signing_key(client, row.payload["public_key"], actor=actor, at=at)
    return client


def _change_networks(row: Approval, actor: Actor, at: datetime) -> ApiClient:
    client = ApiClient.objects.get(pk=row.payload["client"])
    return write_networks(client, row.payload["networks"], actor=actor, at=at)


def _make_rule(row: Approval, actor: Actor, at: datetime) -> ProviderRule:
    payload = row.payload
    fields = {name: payload[name] for name in ("claim", "value", "role", "unit")}
    if ProviderRule.objects.filter(claim=payload["claim"], value=payload["value"], ended_at=None).exists():
        raise Conflict("This claim has a rule already. End that one first.")
    rule = ProviderRule.objects.create(**fields, organisation=row.organisation, made_at=at, approved_by=actor.key)
    core = {"rule": rule.pk, "role": rule.role, "organisation": row.organisation.code}
    append([EntryDraft(Event.PROVIDER_RULE_ADDED, actor, at, core, {"claim": rule.claim, "value": rule.value})])
    return rule


def _reset(row: Approval, actor: Actor, at: datetime) -> None:
    user = User.objects.select_related("organisation").get(pk=row.payload["user"])
    if not user.is_active or not user.email:
        raise Conflict("This account is not active or has no mail address.")
    secret = links.write_link(user, OneTimeLink.LinkPurpose.RESET, actor=actor, at=at)
    letters.post_link(user, OneTimeLink.LinkPurpose.RESET, secret, at=at)


def written_invitation(draft: InvitationDraft) -> dict[str, Any]:
    """Returns an invitation as a proposal keeps it: of the national number only its code."""
    code = person_code(draft.national_number).hex() if draft.national_number else ""
    values = {**asdict(draft), "national_number": "", "person_code": code}
    return {**values, "role": draft.role.value, "gates": list(draft.gates)}


def written_client(name: str, role: Role, expires_at: datetime, **more: Any) -> dict[str, Any]:
    """Returns a client as a proposal keeps it."""
    return {"name": name, "role": role.value, "expires_at": expires_at.isoformat(), **more}


LONGEST_KEY = timedelta(days=2 * 366)
KEY_OVERLAP = timedelta(days=7)  # both keys work, so that a program can change over
_KINDS = {
    INVITE: ApprovalKind(_require_second, _invite),
    CLIENT: ApprovalKind(_require_second, _client),
    PLACE: ApprovalKind(_require_other_of_office, _place),
    UNLOCK: ApprovalKind(_require_other_of_office, _unlock),
    FACTOR: ApprovalKind(_require_other_of_office, _remove_factors),
    RESET: ApprovalKind(_require_other_of_office, _reset),
    PUBLIC_KEY: ApprovalKind(_require_second, _register_key),
    NETWORKS: ApprovalKind(_require_second, _change_networks),
    RULE: ApprovalKind(_require_second, _make_rule),
    ADMIT: ApprovalKind(_require_other_of_office, _admit),
}


def _kind(row: Approval) -> ApprovalKind:
    if row.kind not in _KINDS:
        raise Conflict("This kind of proposal is not known here.")
    return _KINDS[row.kind]
