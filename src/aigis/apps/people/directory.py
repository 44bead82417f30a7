"""Who is here: organisations, users and API clients, as the administrator and the history of a ban name them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction

from aigis.apps.audit.actions import Draft, append
from aigis.apps.people.models import ApiClient, Organisation, User
from aigis.core.errors import NotFound
from aigis.core.permissions import Actor

KeyState = Literal["live", "expired", "revoked"]


@dataclass(frozen=True, slots=True)
class ListedClient:
    """An API client and how its key stands."""

    client: ApiClient
    state: KeyState


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody, by name; clients whose keys still work come first."""

    organisations: tuple[Organisation, ...]
    users: tuple[User, ...]
    clients: tuple[ListedClient, ...]


@transaction.atomic(durable=True)
def directory(*, actor: Actor, at: datetime) -> Directory:
    """Lists everybody; the look is an entry, for users are persons."""
    organisations = tuple(Organisation.objects.order_by("name"))
    users = tuple(User.objects.select_related("organisation").order_by("organisation__name", "username"))
    clients = ApiClient.objects.select_related("organisation").order_by("organisation__name", "name", "-pk")
    listed = sorted((ListedClient(one, key_state(one, at=at)) for one in clients), key=lambda one: one.state != "live")
    counts = {"organisations": len(organisations), "users": len(users), "clients": len(listed)}
    append([Draft("people.read", actor, at, counts)])
    return Directory(organisations, users, tuple(listed))


def key_state(client: ApiClient, *, at: datetime) -> KeyState:
    """How a client's key stands at an instant."""
    if client.revoked_at is not None:
        return "revoked"
    return "expired" if client.expires_at <= at else "live"


def organisations() -> list[Organisation]:
    """All organisations, by name."""
    return list(Organisation.objects.order_by("name"))


def client(number: int) -> ApiClient:
    """One API client; raises NotFound where there is none."""
    found = ApiClient.objects.select_related("organisation").filter(pk=number).first()
    if found is None:
        raise NotFound("There is no such API client.")
    return found


def actor_names(keys: Iterable[str]) -> dict[str, str]:
    """The names of actors by the keys under which rows and entries name them (`user:5`); others keep their key."""
    wanted = set(keys)
    users = User.objects.filter(pk__in=_numbers(wanted, "user")).select_related("organisation")
    clients = ApiClient.objects.filter(pk__in=_numbers(wanted, "client")).select_related("organisation")
    known = {f"user:{one.pk}": _named(one.get_full_name() or one.username, one.organisation) for one in users}
    known |= {f"client:{one.pk}": _named(one.name, one.organisation) for one in clients}
    return {key: known.get(key, key) for key in wanted}


def _numbers(keys: set[str], kind: str) -> list[int]:
    parts = (key.partition(":") for key in keys)
    return [int(number) for found, _, number in parts if found == kind and number.isdecimal()]


def _named(name: str, organisation: Organisation | None) -> str:
    return f"{name} ({organisation.name})" if organisation else name
