"""Keys of API clients as managers make, rotate and revoke them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.accounts import proposals
from aigis.apps.accounts.scope import managed_client, manages
from aigis.apps.approvals.actions import write_proposal
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.facilities.models import GateAssignment
from aigis.apps.people.access import key_cache
from aigis.apps.people.account_position import person_code
from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.people.key_networks import write_networks
from aigis.apps.people.models import ApiClient, Organisation
from aigis.apps.people.signing_keys import write_signing_key
from aigis.core.access.identities import needs_second
from aigis.core.access.permissions import Actor, Role, require_fitting
from aigis.core.access.request_signatures import read_public_key
from aigis.core.audit.event_names import Event
from aigis.core.errors import Conflict, InvalidInput, NotAllowed


@dataclass(frozen=True, slots=True)
class KeyDraft:
    """A key to be made; the organisation by its number."""

    organisation: int
    role: Role
    name: str
    expires_at: datetime
    gates: tuple[str, ...] = ()
    unit: str = ""
    national_number: str = ""
    scopes: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new key, shown this once, or the proposal that a second person must decide first."""

    client: ApiClient | None = None
    key: str = ""
    proposal: UUID | None = None


@transaction.atomic(durable=True)
def make_key(draft: KeyDraft, *, actor: Actor, at: datetime, request: IdempotentRequest | None) -> MadeKey:
    """Makes a key, or proposes it where the role needs a second person; a form sent again makes no second one.

    Raises:
        NotAllowed: the actor does not manage this role there.
        Conflict: the form was sent before; its key was shown then.
    """
    if recall(request, actor=actor) is not None:
        raise Conflict("This form was already sent, and its key was shown then. If the key is lost, revoke it.")
    if not manages(draft.role, draft.organisation, actor=actor):
        raise NotAllowed("You do not manage accounts of this role in this organisation.")
    made = _make(draft, None, actor=actor, at=at)
    remember(request, str(made.proposal or (made.client.pk if made.client else "")), actor=actor, at=at)
    return made


@transaction.atomic(durable=True)
def rotate_key(client: int, *, actor: Actor, at: datetime) -> MadeKey:
    """Makes a successor of a key with its role, gates and validity; the old key works for seven more days."""
    old = managed_client(client, actor=actor)
    if old.revoked_at is not None or old.expires_at <= at:
        raise Conflict("This key is no longer valid. Make a new one.")
    if ApiClient.objects.filter(replaces=old, revoked_at=None).exists():
        raise Conflict("This key already has a successor.")
    rows = GateAssignment.objects.select_related("gate__facility").filter(client=old)
    gates = tuple(row.gate.code for row in rows)
    valid = min(old.expires_at - old.created_at, proposals.LONGEST_KEY)
    draft = KeyDraft(
        old.organisation_id,
        Role(old.role),
        old.name,
        at + valid,
        gates,
        old.unit,
        scopes=tuple(old.scopes or ()),
        networks=tuple(old.networks or ()),
    )
    return _make(draft, old, actor=actor, at=at)


@transaction.atomic(durable=True)
def register_public_key(client: int, public_key: str, *, actor: Actor, at: datetime) -> UUID | None:
    """Registers the key with which a client signs, or proposes it where the role needs a second person.

    From then on the client's secret opens nothing. Raises InvalidInput for what is no Ed25519 public key.
    """
    row = managed_client(client, actor=actor)
    if row.revoked_at is not None or row.expires_at <= at:
        raise Conflict("This key is no longer valid. Make a new one.")
    read_public_key(public_key)
    if needs_second(Role(row.role)):
        payload = {"client": row.pk, "name": row.name, "role": row.role, "public_key": public_key.strip()}
        return write_proposal(proposals.PUBLIC_KEY, row.organisation, payload, actor=actor, at=at).pk
    write_signing_key(row, public_key, actor=actor, at=at)
    return None


@transaction.atomic(durable=True)
def change_networks(client: int, networks: Sequence[str], *, actor: Actor, at: datetime) -> UUID | None:
    """Changes from where a key may be used, or proposes it where the role needs a second person."""
    row = managed_client(client, actor=actor)
    if row.revoked_at is not None or row.expires_at <= at:
        raise Conflict("This key is no longer valid. Make a new one.")
    if list(networks) == (row.networks or []):
        raise Conflict("This list is the same as before. Nothing was changed.")
    if needs_second(Role(row.role)):
        payload = {"client": row.pk, "name": row.name, "role": row.role, "networks": list(networks)}
        return write_proposal(proposals.NETWORKS, row.organisation, payload, actor=actor, at=at).pk
    write_networks(row, networks, actor=actor, at=at)
    return None


@transaction.atomic(durable=True)
def revoke_key(client: int, *, why: str, actor: Actor, at: datetime) -> ApiClient:
    """Ends a key for a stated reason; every process stops accepting it within seconds. A key ends once."""
    row = ApiClient.objects.select_for_update().get(pk=managed_client(client, actor=actor).pk)
    if not why.strip():
        raise InvalidInput("Explain why you revoke the key.", field="why")
    if row.revoked_at is not None:
        raise Conflict("This key is already revoked. Nothing was changed.")
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    append([EntryDraft(Event.PEOPLE_CLIENT_REVOKED, actor, at, {"client": row.pk, "why": why.strip()})])
    key_cache.clear()
    return row


def _code(draft: KeyDraft, replaces: ApiClient | None) -> str:
    """Returns the code of the person who answers for the key, in hex."""
    if replaces is not None:
        return bytes(replaces.person_code or b"").hex()
    return person_code(draft.national_number).hex() if draft.national_number else ""


def _make(draft: KeyDraft, replaces: ApiClient | None, *, actor: Actor, at: datetime) -> MadeKey:
    office = Organisation.objects.get(pk=draft.organisation)
    require_fitting(draft.role, organisation_kind=office.kind)
    if not at < draft.expires_at <= at + proposals.LONGEST_KEY:
        raise InvalidInput("A key is valid for a day at least and two years at most.", field="expires_on")
    payload = proposals.written_client(
        draft.name,
        draft.role,
        draft.expires_at,
        unit=draft.unit,
        gates=list(draft.gates),
        replaces=replaces.pk if replaces else None,
        person_code=_code(draft, replaces),
        scopes=list(draft.scopes),
        networks=list(draft.networks),
    )
    if needs_second(draft.role):
        return MadeKey(proposal=write_proposal(proposals.CLIENT, office, payload, actor=actor, at=at).pk)
    client, key = proposals.make_client(payload, office.pk, actor=actor, at=at)
    return MadeKey(client, key)
