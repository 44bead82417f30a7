"""The first administrator of an empty installation, by a one-time link that its start prints."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aigis.apps.accounts import links
from aigis.apps.accounts.models import OneTimeLink
from aigis.apps.accounts.passwords import require_good_password
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.people.actions import write_organisation, write_user
from aigis.apps.people.models import Organisation, User
from aigis.core.access.permissions import Actor, Role
from aigis.core.audit.event_names import Event
from aigis.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """The organisation that runs the installation and its first administrator."""

    organisation_code: str
    organisation_name: str
    mailbox: str
    username: str
    first_name: str
    last_name: str
    national_number: str
    language: str = "nl"


@transaction.atomic(durable=True)
def issue_first_link(*, actor: Actor, at: datetime) -> str | None:
    """Issues the link of an installation that has no user; None where it has one. An earlier link ends."""
    if User.objects.exists():
        return None
    return links.write_link(None, OneTimeLink.LinkPurpose.FIRST_START, actor=actor, at=at)


def require_first_link(secret: str, *, at: datetime) -> None:
    """Raises NotFound unless the secret is that of a good link and the installation still has no user."""
    link = links.find_link(secret, at=at)
    if link.purpose != OneTimeLink.LinkPurpose.FIRST_START or User.objects.exists():
        raise NotFound("This installation has an administrator already. Sign in.")


@transaction.atomic(durable=True)
def make_first_administrator(
    secret: str, draft: FirstAdministrator, password: str, *, actor: Actor, at: datetime
) -> User:
    """Makes the organisation and its administrator; the link ends, and no further one works.

    Raises:
        NotFound: the link is not good any more, or there is a user.
        InvalidInput: the password breaks a rule; the link stays good.
    """
    require_first_link(secret, at=at)
    organisation = Organisation(
        code=draft.organisation_code, name=draft.organisation_name, kind="service", mailbox=draft.mailbox
    )
    user = User(organisation=organisation, role=Role.ADMIN.value, username=draft.username, email=draft.mailbox)
    user.first_name, user.last_name, user.language = draft.first_name, draft.last_name, draft.language
    require_good_password(password, user)
    links.lock_link(secret, at=at)
    user.organisation = write_organisation(organisation, actor=actor, at=at)
    user.unit = draft.organisation_code
    user.set_password(password)
    write_user(user, national_number=draft.national_number, actor=actor, at=at)
    append([EntryDraft(Event.ACCESS_PASSWORD_CHANGED, actor, at, {"user": user.pk, "how": "first_start"})])
    return user


def first_address(secret: str) -> str:
    """Returns the address at which the first administrator is made."""
    return links.address_of(secret).replace("/welcome/", "/start/")
