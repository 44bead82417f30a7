"""Who is told of what happens to a ban: the prosecutor, the responsible office, and justice systems that subscribed.

Every message is thin: what happened and where to look, never about whom.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from aigis import wiring
from aigis.apps.audit import sealed_fields
from aigis.apps.audit.data_keys import month_key
from aigis.apps.notices.actions import NoticeRecipient, post
from aigis.apps.people import directory
from aigis.apps.register.models import Authority, Subscription
from aigis.core.errors import Conflict
from aigis.core.messages.register_messages import RegisterChanged, RegisterMessage

FIELD = "register.subscription"


def tell_prosecutors(
    authorities: Iterable[Authority], message: type[RegisterMessage], *, about: UUID, page: str, at: datetime
) -> None:
    """Tells the prosecutors of bans at once; raises Conflict where there is none who could be told.

    What frees somebody must not happen unseen, so it does not happen while nobody can be told.
    """
    mailboxes = prosecutors_of(authorities)
    if not mailboxes:
        raise Conflict("No prosecutor's office can be notified. Ask the administrator to add its mailbox.")
    post_mail(mailboxes, message, about=about, page=page, at=at)


def prosecutors_of(authorities: Iterable[Authority]) -> list[str]:
    """The mailboxes of the prosecutors of several authorities; of all prosecutors where one is not set."""
    mailboxes: set[str] = set()
    for authority in authorities:
        own = authority.prosecutor.mailbox if authority.prosecutor else ""
        mailboxes |= {own} if own else set(directory.mailboxes(kind="prosecutor"))
    return sorted(mailboxes)


def post_mail(
    mailboxes: Sequence[str], message: type[RegisterMessage], *, about: UUID, page: str, at: datetime
) -> None:
    """Posts a mail about something in the register, with the page where it can be read."""
    text = message(at=at, id=str(about), page=f"{wiring.environment().url}{page}")
    post([NoticeRecipient("mail", mailbox) for mailbox in mailboxes], text, at=at)


def tell_subscribers(register_version: int, *, at: datetime) -> None:
    """Tells justice systems that the register changed; what changed stands in the feed."""
    rows = Subscription.objects.filter(ended_at=None)
    receivers = [NoticeRecipient("webhook", row.webhook, _secret(row)) for row in rows]
    post(receivers, RegisterChanged(at=at, register_version=register_version), at=at)


def _secret(row: Subscription) -> str:
    return sealed_fields.open_text(month_key(row.added_at), field=FIELD, ciphertext=row.secret)
