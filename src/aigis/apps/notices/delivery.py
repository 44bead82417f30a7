"""One delivery: claim, send outside any transaction, write down what came of it."""

import logging
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from aigis import wiring
from aigis.apps.audit import sealed_fields
from aigis.apps.audit.data_keys import month_key
from aigis.apps.notices import actions
from aigis.apps.notices.models import Notice
from aigis.core.ports import DeliveryFailed

logger = logging.getLogger("aigis.notices")

SECRET_PLACE = "{secret}"  # in the body of a mail: replaced by its secret while it is sent


@dataclass(frozen=True, slots=True)
class OutgoingNotice:
    """A notice as a messenger gets it."""

    id: str
    kind: str
    subject: str
    body: str
    secret: str


def deliver(notice: UUID) -> bool:
    """Makes one attempt if the notice is due; returns whether it was delivered by this attempt."""
    claimed = actions.claim(notice=notice, at=timezone.now())
    if claimed is None:
        return False
    delivered, answer = _send(claimed)
    return (
        actions.end(notice=notice, attempt=claimed.attempt, delivered=delivered, answer=answer, at=timezone.now())
        and delivered
    )


def overdue() -> list[UUID]:
    """Notices that should have gone out: due, waiting, held by nobody alive."""
    now = timezone.now()
    waiting = Notice.objects.filter(state=Notice.State.WAITING, due_at__lte=now).exclude(leased_until__gt=now)
    return list(waiting.order_by("due_at").values_list("pk", flat=True)[:1000])


def _send(notice: Notice) -> tuple[bool, str]:
    try:
        secret = _secret(notice)
        body = notice.body.replace(SECRET_PLACE, secret) if secret and notice.channel == "mail" else notice.body
        letter = OutgoingNotice(str(notice.pk), notice.kind, notice.subject, body, secret)
        return True, wiring.messenger(notice.channel).deliver(notice.address, letter)
    except DeliveryFailed as failed:
        return False, str(failed)
    except Exception as fault:  # a fault of ours is a failed attempt too: the notices behind it must not wait for it
        logger.exception("notice %s could not be sent", notice.pk)
        return False, f"fault: {type(fault).__name__}"


def _secret(notice: Notice) -> str:
    if notice.secret is None:
        return ""
    return sealed_fields.open_text(month_key(notice.posted_at), field="notice.secret", ciphertext=notice.secret)
