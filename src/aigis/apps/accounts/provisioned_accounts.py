"""Accounts that an organisation's directory makes, changes and closes (SCIM); they follow the rules of the sign-in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q, QuerySet

from aigis.apps.accounts import proposals, provider_rules
from aigis.apps.accounts.invitations import write_invitation
from aigis.apps.accounts.models import ProvisionedAccount
from aigis.apps.accounts.passwords import write_ended_sessions
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.people.account_position import person_code
from aigis.apps.people.actions import write_user
from aigis.apps.people.changes import write_user_change
from aigis.apps.people.directory import write_listing
from aigis.apps.people.models import User
from aigis.core.access.claim_rules import ClaimRule, choose_rule
from aigis.core.access.identities import needs_second
from aigis.core.access.permissions import Actor, Role
from aigis.core.access.scim.directory_person import PLACING, DirectoryPerson
from aigis.core.access.scim.paths import AttributeFilter
from aigis.core.audit.event_names import Event
from aigis.core.errors import NameTaken, NotAllowed, NotFound

_WHY = "directory"
_TWO_PEOPLE = "Two people of the office decide this. A manager of accounts of your organisation changes it in Aigis."


@dataclass(frozen=True, slots=True)
class DirectoryAccount:
    """An account as its organisation's directory sees it; `row` is missing for one that it never touched."""

    user: User
    row: ProvisionedAccount | None

    @property
    def active(self) -> bool:
        """Tells whether the person may come; a lock of ours is no leave."""
        return self.user.state != User.State.CLOSED


@transaction.atomic(durable=True)
def read_page(
    search: AttributeFilter | None, start: int, count: int, *, actor: Actor, at: datetime
) -> tuple[list[DirectoryAccount], int]:
    """Returns accounts of the directory's organisation from `start` (counted from 0) and how many there are in all."""
    rows = _accounts(actor).order_by("pk")
    if search is not None:
        rows = rows.filter(_condition(search))
    total = rows.count()
    page = [DirectoryAccount(user, _row(user)) for user in rows[start : start + count]]
    write_listing(users=len(page), actor=actor, at=at)
    return page, total


@transaction.atomic(durable=True)
def read_account(user: int, *, actor: Actor, at: datetime) -> DirectoryAccount:
    """Returns one account of the directory's organisation; raises NotFound for any other."""
    account = _account(user, actor)
    write_listing(users=1, actor=actor, at=at)
    return account


@transaction.atomic(durable=True)
def add(person: DirectoryPerson, *, actor: Actor, at: datetime) -> DirectoryAccount:
    """Makes the account of a joiner, without power: invited, and one of an office until two people admit it.

    Raises:
        NotAllowed: no rule places the person in this organisation.
        NameTaken: the user name has an account.
    """
    rule = _rule(person, actor)
    before = User.objects.filter(username__iexact=person.user_name).first()
    if before is not None:
        return _add_again(before, person, actor=actor, at=at)
    user = User(organisation_id=rule.organisation, role=rule.role.value, unit=rule.unit, username=person.user_name)
    user.first_name, user.last_name, user.email = person.given_name, person.family_name, person.email
    user.language = person.language or user.language
    user.state, user.is_active = User.State.INVITED, False
    user.set_unusable_password()
    write_user(user, national_number=person.national_number, actor=actor, at=at)
    row = ProvisionedAccount(user=user, client_id=int(actor.id), created_at=at, changed_at=at)
    row.external_id, row.attributes = person.external_id, dict(person.attributes)
    row.save(force_insert=True)
    if not person.active:
        _close(user, row, actor=actor, at=at)
    elif user.email and not needs_second(rule.role):
        write_invitation(user, actor=actor, at=at)
    return DirectoryAccount(user, row)


@transaction.atomic(durable=True)
def change(
    user: int, described: Callable[[DirectoryAccount], DirectoryPerson], *, actor: Actor, at: datetime
) -> DirectoryAccount:
    """Makes an account what its directory describes, given the account as it is.

    Raises NotAllowed for what takes two people of an office, and NameTaken for a user name of another account.
    """
    account = _account(user, actor, lock=True)
    return _write(account, described(account), actor=actor, at=at)


@transaction.atomic(durable=True)
def remove(user: int, *, actor: Actor, at: datetime) -> None:
    """Closes the account of a leaver at once and shows it to the directory no more; what it did keeps its name."""
    account = _account(user, actor, lock=True)
    row = account.row or _new_row(account.user, actor, at)
    if account.active:
        _close(account.user, row, actor=actor, at=at)
    row.removed_at = row.changed_at = at
    row.save(update_fields=["removed_at", "changed_at"])


def link_provider(subject: str, rule: ClaimRule, code: bytes | None, *, actor: Actor, at: datetime) -> User | None:
    """Returns the account that a directory made for a subject of the sign-in service, inside the open transaction.

    The directory named it by the subject's own identifier (`externalId`); names can be taken over, identifiers not.
    """
    rows = ProvisionedAccount.objects.select_related("user").filter(external_id=subject, removed_at=None)
    row = rows.filter(user__organisation=rule.organisation, user__socialaccount=None).first() if subject else None
    if row is None:
        return None
    user = row.user
    if code is not None and user.person_code is None:
        write_user_change(user, {"person_code": (None, code)}, actor=actor, at=at)
    if user.state == User.State.INVITED and not needs_second(Role(user.role)):
        user.state, user.is_active = User.State.ACTIVE, True
        user.save(update_fields=["state", "is_active"])
        core = {"user": user.pk, "state": user.state, "why": _WHY}
        append([EntryDraft(Event.PEOPLE_USER_STATE, actor, at, core)])
    return user


def _rule(person: DirectoryPerson, actor: Actor) -> ClaimRule:
    own = [rule for rule in provider_rules.standing() if rule.organisation == actor.organisation]
    return choose_rule(person.claims(), own)


def _accounts(actor: Actor) -> QuerySet[User]:
    rows = User.objects.select_related("organisation", "provisionedaccount").filter(organisation=actor.organisation)
    return rows.exclude(provisionedaccount__removed_at__isnull=False)


def _account(user: int, actor: Actor, *, lock: bool = False) -> DirectoryAccount:
    rows = _accounts(actor).filter(pk=user)
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise NotFound("There is no such user in your organisation.")
    return DirectoryAccount(row, _row(row))


def _row(user: User) -> ProvisionedAccount | None:
    return getattr(user, "provisionedaccount", None)


def _condition(search: AttributeFilter) -> Q:
    if search.attribute == "id":
        return Q(pk=int(search.value)) if search.value.isdecimal() and len(search.value) < 16 else Q(pk=None)
    if search.attribute == "userName":
        return Q(username__iexact=search.value)
    if search.attribute == "externalId":
        return Q(provisionedaccount__external_id=search.value)
    return Q(email__iexact=search.value)


def _new_row(user: User, actor: Actor, at: datetime) -> ProvisionedAccount:
    """Notes that the directory changes an account that was made here, and so was admitted here."""
    return ProvisionedAccount.objects.create(
        user=user, client_id=int(actor.id), created_at=at, changed_at=at, admitted_at=at
    )


def _add_again(user: User, person: DirectoryPerson, *, actor: Actor, at: datetime) -> DirectoryAccount:
    """Opens the account of somebody who left and joins again; any other name is taken."""
    row = ProvisionedAccount.objects.select_for_update().filter(user=user, removed_at__isnull=False).first()
    if row is None or user.organisation_id != actor.organisation:
        raise NameTaken
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    user.provisionedaccount = row
    return _write(DirectoryAccount(user, row), person, actor=actor, at=at)


def _write(account: DirectoryAccount, person: DirectoryPerson, *, actor: Actor, at: datetime) -> DirectoryAccount:
    user, row = account.user, account.row or _new_row(account.user, actor, at)
    _write_details(user, row, person, actor=actor, at=at)
    _write_standing(user, row, person, actor=actor, at=at)
    row.changed_at = at
    row.save(update_fields=["external_id", "attributes", "changed_at", "closed_at", "admitted_at"])
    return DirectoryAccount(user, row)


def _write_details(user: User, row: ProvisionedAccount, person: DirectoryPerson, *, actor: Actor, at: datetime) -> None:
    """Changes names, mail address and language; what an office's identity rests on is not the directory's to change."""
    wanted: dict[str, object] = {
        "username": person.user_name,
        "first_name": person.given_name,
        "last_name": person.family_name,
        "email": person.email,
        "language": person.language or user.language,
    }
    changes = {name: (getattr(user, name), value) for name, value in wanted.items() if getattr(user, name) != value}
    code = person_code(person.national_number) if person.national_number else None
    if code is not None and code != bytes(user.person_code or b""):
        changes["person_code"] = (user.person_code, code)
    is_settled = row.admitted_at is not None or user.state != User.State.INVITED
    if needs_second(Role(user.role)) and is_settled and changes.keys() & {"email", "person_code"}:
        raise NotAllowed(_TWO_PEOPLE)
    others = User.objects.filter(username__iexact=person.user_name).exclude(pk=user.pk)
    if "username" in changes and others.exists():
        raise NameTaken
    if changes:
        write_user_change(user, changes, actor=actor, at=at)
    noted: dict[str, tuple[object, object]] = {"externalId": (row.external_id, person.external_id)}
    noted |= {name: (row.attributes.get(name), person.attributes.get(name)) for name in _placing(row, person)}
    fields = sorted(name for name, (before, after) in noted.items() if before != after)
    if fields:
        append([EntryDraft(Event.PEOPLE_USER_CHANGED, actor, at, {"user": user.pk, "fields": fields})])


def _placing(row: ProvisionedAccount, person: DirectoryPerson) -> set[str]:
    return {*row.attributes, *person.attributes}


def _write_standing(
    user: User, row: ProvisionedAccount, person: DirectoryPerson, *, actor: Actor, at: datetime
) -> None:
    """Moves a person whom another rule places now, and opens or closes the account."""
    before, after = ({name: rows.get(name) for name in PLACING} for rows in (row.attributes, person.attributes))
    row.external_id, row.attributes = person.external_id, dict(person.attributes)
    if not person.active:
        if user.state != User.State.CLOSED:
            _close(user, row, actor=actor, at=at)
        return
    if before != after and any(after.values()):
        _move(user, _rule(person, actor), actor=actor, at=at)
    if user.state == User.State.CLOSED:
        _reopen(user, row, actor=actor, at=at)


def _move(user: User, rule: ClaimRule, *, actor: Actor, at: datetime) -> None:
    if (user.role, user.unit) == (rule.role.value, rule.unit):
        return
    if needs_second(rule.role) or needs_second(Role(user.role)):
        raise NotAllowed(_TWO_PEOPLE)
    proposals.write_place(user, rule.role, rule.unit, actor=actor, at=at)


def _close(user: User, row: ProvisionedAccount, *, actor: Actor, at: datetime) -> None:
    proposals.write_state(user, User.State.CLOSED, why=_WHY, actor=actor, at=at)
    row.closed_at = at
    row.save(update_fields=["closed_at"])


def _reopen(user: User, row: ProvisionedAccount, *, actor: Actor, at: datetime) -> None:
    """Lets somebody back whom the directory itself had closed out: as a joiner, without a password and without power.

    Raises NotAllowed for an account that a manager closed.
    """
    if row.closed_at is None:
        raise NotAllowed("A manager of accounts closed this account. Ask one to invite the person again.")
    row.closed_at, row.admitted_at = None, None
    power = needs_second(Role(user.role))
    at_once = not power and SocialAccount.objects.filter(user=user).exists()
    user.set_unusable_password()
    user.state, user.is_active = (User.State.ACTIVE, True) if at_once else (User.State.INVITED, False)
    user.save(update_fields=["password", "state", "is_active"])
    append([EntryDraft(Event.PEOPLE_USER_STATE, actor, at, {"user": user.pk, "state": user.state, "why": _WHY})])
    write_ended_sessions(user, why=_WHY, actor=actor, at=at)
    if not power and not at_once and user.email:
        write_invitation(user, actor=actor, at=at)


def waits_for_two(user: User) -> bool:
    """Tells whether an account of an office must still be admitted by two people before it gets a way in."""
    if not user.role or not needs_second(Role(user.role)) or user.state != User.State.INVITED:
        return False
    row = ProvisionedAccount.objects.filter(user=user).first()
    if row is not None:
        return row.admitted_at is None
    return bool(SocialAccount.objects.filter(user=user).exists())


def described(account: DirectoryAccount) -> dict[str, Any]:
    """Returns what the directory knows of an account beside the columns of the user."""
    return {} if account.row is None else {"externalId": account.row.external_id, **account.row.attributes}
