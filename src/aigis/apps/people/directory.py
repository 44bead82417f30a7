"""Who is here: organisations, users and API clients, as the administrator and the history of a ban name them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.people.models import ApiClient, Organisation, User
from aigis.core.access.permissions import Actor, Role
from aigis.core.audit.event_names import Event
from aigis.core.errors import NotFound

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
    listed = sorted(
        (ListedClient(client, key_state(client, at=at)) for client in clients),
        key=lambda listed_client: listed_client.state != "live",
    )
    counts = {"organisations": len(organisations), "users": len(users), "clients": len(listed)}
    append([EntryDraft(Event.PEOPLE_READ, actor, at, counts)])
    return Directory(organisations, users, tuple(listed))


@transaction.atomic(durable=True)
def record_listing(*, actor: Actor, at: datetime, organisations: int = 0, users: int = 0, clients: int = 0) -> None:
    """Writes that lists of organisations, users or API clients were shown, for users are persons."""
    write_listing(actor=actor, at=at, organisations=organisations, users=users, clients=clients)


def write_listing(*, actor: Actor, at: datetime, organisations: int = 0, users: int = 0, clients: int = 0) -> None:
    """Does the work of `record_listing` inside the caller's open transaction."""
    counts = {"organisations": organisations, "users": users, "clients": clients}
    append([EntryDraft(Event.PEOPLE_READ, actor, at, counts)])


@transaction.atomic(durable=True)
def record_export(listed: str, *, rows: int, form: str, filters: Iterable[str], actor: Actor, at: datetime) -> None:
    """Writes that a list was exported: which, how many rows, in which form, and by which filters."""
    core = {"list": listed, "rows": rows, "format": form, "filters": sorted(filters)}
    append([EntryDraft(Event.PEOPLE_EXPORTED, actor, at, core)])


def key_state(client: ApiClient, *, at: datetime) -> KeyState:
    """How a client's key stands at an instant."""
    if client.revoked_at is not None:
        return "revoked"
    return "expired" if client.expires_at <= at else "live"


def organisations() -> list[Organisation]:
    """All organisations, by name."""
    return list(Organisation.objects.order_by("name"))


def by_code(codes: Iterable[str]) -> dict[str, Organisation]:
    """Organisations by their codes; raises NotFound where there is none of a code."""
    wanted = set(codes)
    organisations = {row.code: row for row in Organisation.objects.filter(code__in=wanted)}
    if missing := sorted(wanted - organisations.keys()):
        raise NotFound(f"There is no organisation '{missing[0]}'.")
    return organisations


def mailboxes(*, kind: str) -> list[str]:
    """The mailboxes of all organisations of a kind that have one."""
    rows = Organisation.objects.filter(kind=kind).exclude(mailbox="")
    return sorted(rows.values_list("mailbox", flat=True))


def mailboxes_with(role: Role) -> list[str]:
    """The mailboxes of the organisations in which somebody has a role: a user who may sign in, or a key that works."""
    rows = Organisation.objects.filter(pk__in=with_role(role)).exclude(mailbox="")
    return sorted(rows.values_list("mailbox", flat=True))


def with_role(role: Role) -> set[int]:
    """The organisations in which somebody has a role: a user who may sign in, or a key that was not revoked."""
    users = User.objects.filter(role=role.value, is_active=True, organisation__isnull=False)
    clients = ApiClient.objects.filter(role=role.value, revoked_at=None)
    return {pk for rows in (users, clients) for pk in rows.values_list("organisation", flat=True) if pk is not None}


def names(organisations: Iterable[int]) -> dict[int, str]:
    """The names of organisations."""
    return dict(Organisation.objects.filter(pk__in=set(organisations)).values_list("pk", "name"))


def kind_of(organisation: int) -> str:
    """The kind of an organisation; raises NotFound where there is none."""
    kind = Organisation.objects.filter(pk=organisation).values_list("kind", flat=True).first()
    if kind is None:
        raise NotFound("This organisation does not exist.")
    return str(kind)


def client(number: int) -> ApiClient:
    """One API client; raises NotFound where there is none."""
    row = ApiClient.objects.select_related("organisation").filter(pk=number).first()
    if row is None:
        raise NotFound("This API client does not exist.")
    return row


def actor_names(keys: Iterable[str]) -> dict[str, str]:
    """The names of actors by the keys under which rows and entries name them (`user:5`); others keep their key."""
    wanted = set(keys)
    users = User.objects.filter(pk__in=_numbers(wanted, "user")).select_related("organisation")
    clients = ApiClient.objects.filter(pk__in=_numbers(wanted, "client")).select_related("organisation")
    known = {f"user:{user.pk}": _named(user.get_full_name() or user.username, user.organisation) for user in users}
    known |= {f"client:{client.pk}": _named(client.name, client.organisation) for client in clients}
    return {key: known.get(key, key) for key in wanted}


def keys_of(organisation: int) -> list[str]:
    """The keys under which the accounts of an organisation are named in rows and entries, closed ones among them."""
    users = User.objects.filter(organisation=organisation).values_list("pk", flat=True)
    clients = ApiClient.objects.filter(organisation=organisation).values_list("pk", flat=True)
    return [f"user:{pk}" for pk in users] + [f"client:{pk}" for pk in clients]


def _numbers(keys: set[str], kind: str) -> list[int]:
    parts = (key.partition(":") for key in keys)
    return [int(number) for actor_kind, _, number in parts if actor_kind == kind and number.isdecimal()]


def _named(name: str, organisation: Organisation | None) -> str:
    return f"{name} ({organisation.name})" if organisation else name
