"""Mails about accounts, in the reader's language; a one-time secret travels encrypted until it is sent."""

from datetime import datetime

from django.utils.translation import gettext, override

from aigis import wiring
from aigis.apps.accounts.models import OneTimeLink
from aigis.apps.notices.actions import NoticeRecipient, NoticeText, post
from aigis.apps.notices.delivery import SECRET_PLACE
from aigis.apps.people.models import Organisation, User
from aigis.core.access.identities import needs_second
from aigis.core.access.permissions import Role
from aigis.core.translations import LANGUAGES


def post_link(user: User, purpose: OneTimeLink.LinkPurpose, secret: str, *, at: datetime) -> None:
    """Posts a one-time link to the user's own mail address."""
    address = f"{wiring.environment().url}/welcome/{SECRET_PLACE}/"
    with override(user.language):
        if purpose is OneTimeLink.LinkPurpose.INVITATION:
            subject = gettext("Your account in Aigis")
            body = gettext(
                "%(organisation)s has opened an account for you in Aigis, the register of port bans.\n\n"
                "Your user name: %(username)s\n\n"
                "Open this link and choose your password. The link works once and for seven days:\n%(link)s\n\n"
                "If you do not expect this mail, inform your organisation. Never forward this mail.\n"
            )
        else:
            subject = gettext("A new password for Aigis")
            body = gettext(
                "A new password was requested for your account %(username)s at %(organisation)s.\n\n"
                "Open this link and choose it. The link works once and for one hour:\n%(link)s\n\n"
                "If you did not request this, inform your organisation. Never forward this mail.\n"
            )
        values = {"organisation": user.organisation, "username": user.username, "link": address}
        text = NoticeText(f"account.{purpose.value}", f"Aigis: {subject}", body % values)
    post([NoticeRecipient("mail", user.email, secret)], text, at=at)


def inform_office(organisation: Organisation, role: Role, *, name: str, at: datetime) -> None:
    """Informs an office at once, in all four languages, that an identity of power was made or changed."""
    if not organisation.mailbox or not needs_second(role):
        return
    paragraphs = []
    for language in LANGUAGES:
        with override(language):
            sentence = gettext(
                "An account or key of %(organisation)s was made or changed: %(name)s. If your office does not know of "
                "this, call the administrator now."
            )
            paragraphs.append(sentence % {"organisation": organisation.name, "name": name})
    text = NoticeText("account.office", f"Aigis: {organisation.name}: {name}", "\n\n".join(paragraphs), priority=5)
    post([NoticeRecipient("mail", organisation.mailbox)], text, at=at)
