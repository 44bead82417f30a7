"""Invited users: an account without a password and a one-time link by which its person sets one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aigis import wiring
from aigis.apps.accounts import letters, links
from aigis.apps.accounts.models import OneTimeLink
from aigis.apps.audit.models import Entry
from aigis.apps.facilities.changes import write_assigned_gates
from aigis.apps.facilities.models import Gate
from aigis.apps.people.actions import write_user
from aigis.apps.people.models import Organisation, User
from aigis.core.access.identities import first_use
from aigis.core.access.permissions import Actor, Role
from aigis.core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class InvitationDraft:
    """A person to be invited; the mail with the link goes to `email`."""

    username: str
    role: Role
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    unit: str = ""
    national_number: str = ""
    language: str = "nl"
    gates: tuple[str, ...] = ()
    person_code: str = ""  # hex; in place of the number where the draft waits for a second person


def write_invited_user(
    draft: InvitationDraft, organisation: Organisation, *, works_from: datetime | None, actor: Actor, at: datetime
) -> tuple[User, str]:
    """Adds the account inside the caller's open transaction, posts the invitation; returns user and link secret."""
    if User.objects.filter(username__iexact=draft.username).exists():
        raise InvalidInput("This user name is taken. Choose another.", field="username")
    user = User(organisation=organisation, role=draft.role.value, username=draft.username, email=draft.email)
    user.first_name, user.last_name, user.unit = draft.first_name, draft.last_name, draft.unit
    user.language, user.state, user.is_active, user.works_from = draft.language, "invited", False, works_from
    user.set_unusable_password()
    if draft.person_code:
        user.person_code = bytes.fromhex(draft.person_code)
    write_user(user, national_number=draft.national_number, actor=actor, at=at)
    if draft.gates:
        write_assigned_gates(user, gates_of_codes(draft.gates), actor=actor, at=at)
    return user, write_invitation(user, actor=actor, at=at)


def write_invitation(user: User, *, actor: Actor, at: datetime) -> str:
    """Issues a link for an invited user and mails it; an earlier link ends. Returns the secret."""
    secret = links.write_link(user, OneTimeLink.LinkPurpose.INVITATION, actor=actor, at=at)
    if user.email:
        letters.post_link(user, OneTimeLink.LinkPurpose.INVITATION, secret, at=at)
    return secret


def gates_of_codes(codes: Sequence[str]) -> list[Gate]:
    """Returns gates by their codes; raises InvalidInput for one that does not exist."""
    facilities = {code.partition("/")[0] for code in codes}
    known = {gate.code: gate for gate in Gate.objects.select_related("facility").filter(facility__code__in=facilities)}
    if missing := [code for code in codes if code not in known]:
        raise InvalidInput("There is no gate %(gate)s.", field="gates", values={"gate": missing[0]})
    return [known[code] for code in codes]


def works_from(role: Role, *, at: datetime) -> datetime | None:
    """Returns from when a new identity of a role works; while the installation itself is new, at once.

    Until a day after the log was opened there is nothing to protect, and its offices cannot wait for one another.
    """
    wait = wiring.environment().identity_wait
    opened = Entry.objects.order_by("pk").values_list("at", flat=True).first()
    if opened is None or at - opened < timedelta(days=1):
        return None
    return first_use(role, at=at, wait=wait)
