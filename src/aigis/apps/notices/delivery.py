"""Delivery: claim, send outside any transaction, write down how it ended."""

import logging
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from aigis import wiring
from aigis.apps.audit import sealed_fields
from aigis.apps.audit.data_keys import month_key
from aigis.apps.notices import actions, letters, recipients
from aigis.apps.notices.models import AttemptResult, Notice
from aigis.core.ports import DeliveryFailed
from aigis.telemetry import traces
from aigis.telemetry.instruments import ALERT_DELIVERY_SECONDS, DELIVERY_ATTEMPTS

logger = logging.getLogger("aigis.notices")
SECRET_PLACE = "{secret}"  # in the body of a mail: replaced by its secret while it is sent
IN_A_TURN = 5  # notices to one recipient before the others have their turn


@dataclass(frozen=True, slots=True)
class OutgoingNotice:
    """A notice as a messenger gets it; `html` is the second part of a mail."""

    id: str
    kind: str
    subject: str
    body: str
    secret: str
    html: str = ""


def deliver(notice: UUID) -> bool:
    """Makes one attempt at a notice if it is due; returns whether it was delivered by this attempt."""
    claimed = actions.claim(notice=notice, at=timezone.now())
    return claimed is not None and _attempt(claimed)


def take_turn() -> int:
    """Delivers up to five notices to the recipient whose turn it is; returns how many attempts were made."""
    for recipient in recipients.in_turn(at=timezone.now()):
        attempts = 0
        while attempts < IN_A_TURN:
            claimed = actions.claim_next(recipient=recipient, at=timezone.now())
            if claimed is None:
                break
            attempts += 1
            if not _attempt(claimed):
                break
        if attempts:
            return attempts
    return 0


def overdue() -> list[UUID]:
    """Notices that should have gone out: due, waiting, held by nobody alive."""
    return list(recipients.due(timezone.now()).order_by("due_at").values_list("pk", flat=True)[:1000])


def given_up_count() -> int:
    """How many notices were given up; they can be sent again."""
    return Notice.objects.filter(state=Notice.State.GIVEN_UP).exclude(body="").count()


def given_up() -> list[tuple[Notice, str]]:
    """The notices that were given up, newest first, each with the last answer; at most a hundred."""
    rows = Notice.objects.filter(state=Notice.State.GIVEN_UP).exclude(body="").order_by("-posted_at")[:100]
    results = AttemptResult.objects.filter(attempt__notice__in=[row.pk for row in rows]).order_by("attempt__number")
    answers = dict(results.values_list("attempt__notice", "answer"))
    return [(row, answers.get(row.pk, "")) for row in rows]


def _attempt(claimed: Notice) -> bool:
    attributes: dict[str, str | int] = {"aigis.channel": claimed.channel, "aigis.attempt": claimed.attempt}
    with traces.span("notices.attempt", **attributes):
        delivered, answer = _send(claimed)
    ended = actions.end(
        notice=claimed.pk, attempt=claimed.attempt, delivered=delivered, answer=answer, at=timezone.now()
    )
    DELIVERY_ATTEMPTS.labels(claimed.channel, "delivered" if delivered else "failed").inc()
    if ended and delivered and claimed.kind == "alert":
        took = (timezone.now() - claimed.posted_at).total_seconds()
        ALERT_DELIVERY_SECONDS.labels(claimed.channel).observe(max(0.0, took))
    return ended and delivered


def _send(notice: Notice) -> tuple[bool, str]:
    try:
        return True, wiring.messenger(notice.channel).deliver(notice.address, _outgoing(notice))
    except DeliveryFailed as failed:
        return False, str(failed)
    except Exception as fault:  # a fault of ours is a failed attempt too: the notices behind it must not wait for it
        logger.exception("notice %s could not be sent", notice.pk)
        return False, f"fault: {type(fault).__name__}"


def _outgoing(notice: Notice) -> OutgoingNotice:
    secret = _secret(notice)
    if notice.channel == "mail":
        subject, text, html = letters.letter_of(notice)
        text = text.replace(SECRET_PLACE, secret) if secret else text
        return OutgoingNotice(str(notice.pk), notice.kind, subject, text, secret, html)
    return OutgoingNotice(str(notice.pk), notice.kind, notice.subject, notice.body, secret)


def _secret(notice: Notice) -> str:
    if notice.secret is None:
        return ""
    return sealed_fields.open_text(month_key(notice.posted_at), field="notice.secret", ciphertext=notice.secret)
