"""Adding organisations, users and API clients, and ending a key."""

import os
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.people.account_position import person_code
from aigis.apps.people.models import ApiClient, Organisation, User
from aigis.core.access.permissions import Actor, Role, require_fitting
from aigis.core.audit.event_names import Event
from aigis.core.crypto.api_keys import ApiKey
from aigis.core.errors import InvalidInput


@transaction.atomic(durable=True)
def add_organisation(*, actor: Actor, at: datetime, code: str, name: str, kind: str, mailbox: str = "") -> Organisation:
    """Adds an organisation under a code that is free."""
    return write_organisation(Organisation(code=code, name=name, kind=kind, mailbox=mailbox), actor=actor, at=at)


def write_organisation(organisation: Organisation, *, actor: Actor, at: datetime) -> Organisation:
    """Does the work of `add_organisation` inside the caller's open transaction."""
    organisation.full_clean()
    organisation.save(force_insert=True)
    core = {"organisation": organisation.code, "kind": organisation.kind}
    append([EntryDraft(Event.PEOPLE_ORGANISATION_ADDED, actor, at, core)])
    return organisation


@transaction.atomic(durable=True)
def add_user(*, actor: Actor, at: datetime, organisation: Organisation, role: Role, login: dict[str, str]) -> User:
    """Adds a user; `login` holds username, password, first_name, last_name, unit, national_number."""
    fields = {name: login[name] for name in ("username", "first_name", "last_name", "unit") if name in login}
    user = User(organisation=organisation, role=role.value, **fields)
    user.set_password(login["password"])
    return write_user(user, national_number=login.get("national_number", ""), actor=actor, at=at)


def write_user(user: User, *, national_number: str, actor: Actor, at: datetime) -> User:
    """Adds a user of an organisation inside the caller's open transaction."""
    organisation = user.organisation
    if organisation is None:
        raise InvalidInput("This user has no organisation. Add a new user to an organisation.", field="organisation")
    role = Role(user.role)
    require_fitting(role, organisation_kind=organisation.kind)
    user.date_joined, user.placed_at = at, at
    if national_number:
        user.person_code = person_code(national_number)
    user.full_clean()
    user.save(force_insert=True)
    core = {"user": user.pk, "role": role.value, "organisation": organisation.code}
    append([EntryDraft(Event.PEOPLE_USER_ADDED, actor, at, core)])
    return user


@transaction.atomic(durable=True)
def place_user(*, actor: Actor, at: datetime, user: User, role: Role, unit: str) -> None:
    """Gives a user another role or unit; from then on a proposal made before is none of theirs to approve."""
    write_placement(user, role, unit, works_from=user.works_from, actor=actor, at=at)


def write_placement(
    user: User, role: Role, unit: str, *, works_from: datetime | None, actor: Actor, at: datetime
) -> None:
    """Does the work of `place_user` inside the caller's open transaction."""
    if user.organisation is None:
        raise InvalidInput("This user has no organisation. Add a new user to an organisation.", field="user")
    require_fitting(role, organisation_kind=user.organisation.kind)
    user.role, user.unit, user.placed_at, user.works_from = role.value, unit, at, works_from
    user.full_clean()
    user.save(update_fields=["role", "unit", "placed_at", "works_from"])
    append([EntryDraft(Event.PEOPLE_USER_PLACED, actor, at, {"user": user.pk, "role": role.value, "unit": unit})])


@dataclass(frozen=True, slots=True)
class NewClient:
    """An API client to be added; `unit` and the national number of who answers for it matter where it approves."""

    organisation: Organisation
    role: Role
    name: str
    expires_at: datetime
    unit: str = ""
    national_number: str = ""
    works_from: datetime | None = None
    replaces: ApiClient | None = None
    person_code: bytes | None = None  # in place of the number
    scopes: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()


@transaction.atomic(durable=True)
def add_client(draft: NewClient, *, actor: Actor, at: datetime) -> tuple[ApiClient, str]:
    """Adds an API client; returns it with its key, which is shown this once and kept nowhere."""
    return write_client(draft, actor=actor, at=at)


def write_client(draft: NewClient, *, actor: Actor, at: datetime) -> tuple[ApiClient, str]:
    """Does the work of `add_client` inside the caller's open transaction."""
    require_fitting(draft.role, organisation_kind=draft.organisation.kind)
    key = ApiKey.make(os.urandom(38))
    client = ApiClient(organisation=draft.organisation, name=draft.name, role=draft.role.value, unit=draft.unit)
    client.prefix, client.secret_hash, client.created_at, client.expires_at = key.prefix, key.hash, at, draft.expires_at
    client.person_code, client.scopes = draft.person_code, list(draft.scopes) or None
    client.networks = list(draft.networks) or None
    client.works_from, client.created_by, client.replaces = draft.works_from, actor.key, draft.replaces
    if draft.national_number:
        client.person_code = person_code(draft.national_number)
    client.full_clean(exclude=["revoked_at", "person_code", "works_from", "replaces", "last_used_at"])
    client.save(force_insert=True)
    core = {"client": client.pk, "role": draft.role.value, "organisation": draft.organisation.code}
    append([EntryDraft(Event.PEOPLE_CLIENT_ADDED, actor, at, core | {"expires_at": draft.expires_at.isoformat()})])
    return client, str(key)


@transaction.atomic(durable=True)
def revoke_client(*, actor: Actor, at: datetime, client: ApiClient, why: str) -> None:
    """Ends a key; every process stops accepting it within seconds."""
    ApiClient.objects.filter(pk=client.pk, revoked_at=None).update(revoked_at=at)
    append([EntryDraft(Event.PEOPLE_CLIENT_REVOKED, actor, at, {"client": client.pk, "why": why})])
