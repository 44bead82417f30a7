"""The steps for people and API clients of a file."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q

from aigis.apps.accounts.invitations import InvitationDraft, gates_of_codes, works_from, write_invited_user
from aigis.apps.accounts.letters import inform_office
from aigis.apps.administration.steps import ShownOnce, Step, differences
from aigis.apps.facilities.changes import write_assigned_gates
from aigis.apps.facilities.models import GateAssignment
from aigis.apps.people.account_position import person_code
from aigis.apps.people.actions import NewClient, write_client, write_placement
from aigis.apps.people.changes import write_user_change
from aigis.apps.people.key_networks import write_networks
from aigis.apps.people.models import ApiClient, Organisation, User
from aigis.core.access.permissions import Actor, Role
from aigis.core.administration.records import ClientRecord, PersonRecord
from aigis.core.dates.brussels import midnight
from aigis.core.errors import InvalidInput

_A_YEAR = timedelta(days=365)
_PLACEMENT = ("role", "unit")
_DETAILS = ("email", "first_name", "last_name", "language")


def plan_person(record: PersonRecord) -> list[Step]:
    """Returns the steps for a person: an invitation, or the changes of the account there is."""
    user = User.objects.select_related("organisation").filter(username=record.username).first()
    if user is None:
        return [Step("add", "person", record.username, lambda by, at, out: _invite(record, by, at, out))]
    home = user.organisation.code if user.organisation else ""
    if home != record.organisation:
        sentence = "'%(name)s' belongs to '%(home)s', which stays. Close that account and add another."
        raise InvalidInput(sentence, field="organisation", values={"name": record.username, "home": home})
    columns = (*_PLACEMENT, *_DETAILS)
    present: dict[str, object] = {column: getattr(user, column) for column in columns}
    wanted: dict[str, object] = {column: str(getattr(record, column)) or present[column] for column in columns}
    changes = dict(differences(present, wanted))
    if record.national_number and person_code(record.national_number) != bytes(user.person_code or b""):
        changes["national_number"] = ("(number)", "(another number)")
    gates = _gates_of(user)
    if record.gates and set(record.gates) != gates:
        changes["gates"] = (", ".join(sorted(gates)), ", ".join(sorted(record.gates)))
    if not changes:
        return []
    change = lambda by, at, _: _change_person(user, record, changes, by, at)  # noqa: E731
    return [Step("change", "person", record.username, change, changes)]


def plan_client(record: ClientRecord) -> list[Step]:
    """Returns the steps for an API client: a new key, or other gates for the one there is."""
    live = Q(organisation__code=record.organisation, name=record.name, revoked_at=None)
    client = ApiClient.objects.filter(live).order_by("-pk").first()
    name = f"{record.organisation}/{record.name}"
    if client is None:
        return [Step("add", "client", name, lambda by, at, out: _add_client(record, by, at, out))]
    if client.role != record.role.value:
        sentence = "Client '%(name)s' has the role %(role)s, which stays. Revoke it, or choose another name."
        raise InvalidInput(sentence, field="role", values={"name": name, "role": client.role})
    changes: dict[str, tuple[object, object]] = {}
    gates, networks = _gates_of(client), client.networks or []
    if record.gates and set(record.gates) != gates:
        changes["gates"] = (", ".join(sorted(gates)), ", ".join(sorted(record.gates)))
    if record.networks and set(record.networks) != set(networks):
        changes["networks"] = (", ".join(networks), ", ".join(record.networks))
    if not changes:
        return []
    change = lambda by, at, _: _change_client(client, record, changes, by, at)  # noqa: E731
    return [Step("change", "client", name, change, changes)]


def _gates_of(account: User | ApiClient) -> set[str]:
    rows = GateAssignment.objects.select_related("gate__facility")
    mine = rows.filter(user=account) if isinstance(account, User) else rows.filter(client=account)
    return {row.gate.code for row in mine}


def _assign(account: User | ApiClient, gates: tuple[str, ...], by: Actor, at: datetime) -> None:
    write_assigned_gates(account, gates_of_codes(gates), actor=by, at=at)


def _invite(record: PersonRecord, by: Actor, at: datetime, out: ShownOnce) -> None:
    draft = InvitationDraft(
        username=record.username,
        role=record.role,
        email=record.email,
        first_name=record.first_name,
        last_name=record.last_name,
        unit=record.unit,
        national_number=record.national_number,
        language=record.language,
        gates=record.gates,
    )
    office = Organisation.objects.get(code=record.organisation)
    waits_until = works_from(record.role, at=at)
    _, secret = write_invited_user(draft, office, works_from=waits_until, actor=by, at=at)
    inform_office(office, record.role, name=record.username, at=at)
    out.links[record.username] = secret


def _change_person(
    user: User, record: PersonRecord, changes: Mapping[str, tuple[object, object]], by: Actor, at: datetime
) -> None:
    details = {key: change for key, change in changes.items() if key in _DETAILS}
    if "national_number" in changes:
        details["person_code"] = (user.person_code, person_code(record.national_number))
    if details:
        write_user_change(user, details, actor=by, at=at)
    if changes.keys() & set(_PLACEMENT):
        role = Role(record.role)
        write_placement(user, role, record.unit or user.unit, works_from=works_from(role, at=at), actor=by, at=at)
    if "gates" in changes:
        _assign(user, record.gates, by, at)
    if user.organisation is not None:
        inform_office(user.organisation, Role(user.role), name=user.username, at=at)


def _change_client(
    client: ApiClient, record: ClientRecord, changes: Mapping[str, tuple[object, object]], by: Actor, at: datetime
) -> None:
    if "gates" in changes:
        _assign(client, record.gates, by, at)
    if "networks" in changes:
        write_networks(client, record.networks, actor=by, at=at)
        inform_office(client.organisation, Role(client.role), name=client.name, at=at)


def _add_client(record: ClientRecord, by: Actor, at: datetime, out: ShownOnce) -> None:
    office = Organisation.objects.get(code=record.organisation)
    end = midnight(record.expires_on + timedelta(days=1)) if record.expires_on else at + _A_YEAR
    if end <= at:
        raise InvalidInput("This day is in the past. Give a later one.", field="expires_on")
    waits_until = works_from(record.role, at=at)
    new = NewClient(
        office,
        record.role,
        record.name,
        end,
        record.unit,
        record.national_number,
        waits_until,
        networks=record.networks,
    )
    client, key = write_client(new, actor=by, at=at)
    if record.gates:
        _assign(client, record.gates, by, at)
    inform_office(office, record.role, name=record.name, at=at)
    out.keys[f"{record.organisation}/{record.name}"] = key
