"""New passwords: a company's user gets the link by mail; at an office a second person releases it."""

from datetime import datetime

from django.db import transaction

from aigis.apps.accounts import letters, links
from aigis.apps.accounts.models import OneTimeLink
from aigis.apps.accounts.proposals import RESET
from aigis.apps.approvals.actions import write_proposal
from aigis.apps.people import access
from aigis.apps.people.models import User
from aigis.core.access.identities import needs_second
from aigis.core.access.permissions import Actor, Role
from aigis.core.errors import Conflict, NotAllowed


@transaction.atomic(durable=True)
def request_reset(username: str, *, actor: Actor, at: datetime) -> None:
    """Asks for a new password of an active user; an unknown name, or one without a mail address, changes nothing.

    The caller gives the same answer to every name, so that nobody learns which exist.
    """
    user = User.objects.select_related("organisation").filter(username__iexact=username, is_active=True).first()
    if user is None or user.organisation is None or not user.email:
        return
    if not needs_second(Role(user.role)):
        secret = links.write_link(user, OneTimeLink.LinkPurpose.RESET, actor=actor, at=at)
        letters.post_link(user, OneTimeLink.LinkPurpose.RESET, secret, at=at)
        return
    try:
        write_proposal(RESET, user.organisation, {"user": user.pk}, actor=access.account_of_user(user), at=at)
    except (Conflict, NotAllowed):  # asked before, or an account without a person: the administrator's page shows it
        return
    letters.inform_office(user.organisation, Role(user.role), name=user.username, at=at)
