"""Adding organisations, users and API clients, and ending a key."""

import os
from datetime import datetime

from django.db import transaction

from aigis.apps.audit.actions import Draft, append
from aigis.apps.people.models import ApiClient, Organisation, User
from aigis.core.api_keys import ApiKey
from aigis.core.permissions import Actor, Role, require_fitting


@transaction.atomic(durable=True)
def add_organisation(*, actor: Actor, at: datetime, code: str, name: str, kind: str) -> Organisation:
    """Adds an organisation under a code that is free."""
    organisation = Organisation(code=code, name=name, kind=kind)
    organisation.full_clean()
    organisation.save(force_insert=True)
    append([Draft("people.organisation_added", actor, at, {"organisation": code, "kind": kind})])
    return organisation


@transaction.atomic(durable=True)
def add_user(*, actor: Actor, at: datetime, organisation: Organisation, role: Role, login: dict[str, str]) -> User:
    """Adds a user; `login` holds username, password, first_name, last_name, unit."""
    require_fitting(role, organisation_kind=organisation.kind)
    fields = {name: login[name] for name in ("username", "first_name", "last_name", "unit") if name in login}
    user = User(organisation=organisation, role=role.value, date_joined=at, **fields)
    user.set_password(login["password"])
    user.full_clean()
    user.save(force_insert=True)
    core = {"user": user.pk, "role": role.value, "organisation": organisation.code}
    append([Draft("people.user_added", actor, at, core)])
    return user


@transaction.atomic(durable=True)
def add_client(
    *, actor: Actor, at: datetime, organisation: Organisation, role: Role, name: str, expires_at: datetime
) -> tuple[ApiClient, str]:
    """Adds an API client; returns it with its key, which is shown this once and kept nowhere."""
    return write_client(actor=actor, at=at, organisation=organisation, role=role, name=name, expires_at=expires_at)


def write_client(
    *, actor: Actor, at: datetime, organisation: Organisation, role: Role, name: str, expires_at: datetime
) -> tuple[ApiClient, str]:
    """Does the work of `add_client` inside the caller's open transaction."""
    require_fitting(role, organisation_kind=organisation.kind)
    key = ApiKey.make(os.urandom(38))
    client = ApiClient(organisation=organisation, name=name, role=role.value, prefix=key.prefix)
    client.secret_hash, client.created_at, client.expires_at = key.hash, at, expires_at
    client.full_clean(exclude=["revoked_at"])
    client.save(force_insert=True)
    core = {"client": client.pk, "role": role.value, "organisation": organisation.code}
    append([Draft("people.client_added", actor, at, core | {"expires_at": expires_at.isoformat()})])
    return client, str(key)


@transaction.atomic(durable=True)
def revoke_client(*, actor: Actor, at: datetime, client: ApiClient, why: str) -> None:
    """Ends a key; every process stops accepting it within seconds."""
    ApiClient.objects.filter(pk=client.pk, revoked_at=None).update(revoked_at=at)
    append([Draft("people.client_revoked", actor, at, {"client": client.pk, "why": why})])
