"""API clients as the administrator's page adds and ends them: by code, once per form sent."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.people.actions import NewClient, write_client
from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.people.models import ApiClient, Organisation
from aigis.core.access.permissions import Actor, Role
from aigis.core.audit.event_names import Event
from aigis.core.errors import Conflict, InvalidInput, NotFound


@dataclass(frozen=True, slots=True)
class ClientDraft:
    """An API client as asked for; the organisation by its code."""

    organisation: str
    role: Role
    name: str
    expires_at: datetime
    unit: str = ""
    national_number: str = ""


@transaction.atomic(durable=True)
def add(draft: ClientDraft, *, actor: Actor, at: datetime, request: IdempotentRequest | None) -> tuple[ApiClient, str]:
    """Adds an API client and returns it with its key, shown this once; a form sent again makes no second key."""
    if recall(request, actor=actor) is not None:
        raise Conflict("This form was already sent, and its key was shown then. If the key is lost, revoke it.")
    organisation = Organisation.objects.filter(code=draft.organisation).first()
    if organisation is None:
        raise InvalidInput("Choose an organisation from the list.", field="organisation")
    if draft.expires_at <= at:
        raise InvalidInput("The key must be valid for at least a day. Enter a later day.", field="expires_on")
    new = NewClient(organisation, draft.role, draft.name, draft.expires_at, draft.unit, draft.national_number)
    client, key = write_client(new, actor=actor, at=at)
    remember(request, str(client.pk), actor=actor, at=at)
    return client, key


@transaction.atomic(durable=True)
def revoke(number: int, *, actor: Actor, at: datetime, why: str) -> ApiClient:
    """Ends a key for a stated reason; every process stops accepting it within seconds. A key ends once."""
    client = ApiClient.objects.select_for_update().filter(pk=number).first()
    if client is None:
        raise NotFound("This API client does not exist.")
    if not why.strip():
        raise InvalidInput("Explain why you revoke the key.", field="why")
    if client.revoked_at is not None:
        raise Conflict("This key is already revoked. Nothing was changed.")
    client.revoked_at = at
    client.save(update_fields=["revoked_at"])
    append([EntryDraft(Event.PEOPLE_CLIENT_REVOKED, actor, at, {"client": client.pk, "why": why.strip()})])
    return client
