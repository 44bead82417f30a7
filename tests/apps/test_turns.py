"""Turns of delivery: a budget and a breaker for each recipient, turns by organisation, bundles above sixty a minute."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from aigis.adapters import webhook
from aigis.apps.notices import delivery
from aigis.apps.notices.actions import NoticeRecipient, Posting, claim_next, end, post_all, resend
from aigis.apps.notices.models import Notice, RecipientState
from aigis.apps.notices.recipients import BUDGET
from aigis.core.access.permissions import Role
from aigis.core.errors import Conflict, NotFound
from aigis.core.messages.catalogue import read_message
from aigis.core.webhooks.signature import format_secret
from tests.apps.test_notices import Hook, Mailbox, alert_message, hook, mailbox
from tests.world import World, entries

__all__ = ["hook", "mailbox"]

SECRET = format_secret(b"a secret of the receiver of 36 bytes")


@pytest.fixture
def at() -> datetime:
    """Delivery reads the clock, so these tests stand in the present."""
    return datetime.now(UTC)


def posted(recipient: NoticeRecipient, count: int, *, at: datetime, source: int = 0) -> list[UUID]:
    postings = [Posting([recipient], alert_message(at, number=number), source) for number in range(1, count + 1)]
    with transaction.atomic():
        return post_all(postings, at=at)


def mail(name: str) -> NoticeRecipient:
    return NoticeRecipient("mail", f"{name}@desk.example", language="en")


def to(hook: Hook) -> NoticeRecipient:
    return NoticeRecipient("webhook", f"http://127.0.0.1:{hook.server_port}/desk", SECRET)


def deliver_all() -> int:
    return sum(iter(delivery.take_turn, 0))


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[NoticeRecipient]:
    """A receiver that takes connections and never answers; half a second is the patience with it here."""
    monkeypatch.setattr(webhook, "SECONDS", 0.5)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(64)
        yield NoticeRecipient("webhook", f"http://127.0.0.1:{server.getsockname()[1]}/desk", SECRET)


def test_organisations_take_turns_at_a_recipient(world: World, at: datetime, mailbox: Mailbox) -> None:
    posted(mail("police"), 20, at=at, source=1)
    (real,) = posted(mail("police"), 1, at=at, source=2)
    sent = [claim_next(recipient="mail:police@desk.example", at=at) for _ in range(2)]
    assert sent[1] is not None and sent[1].pk == real, "one of the other organisation was before it, not twenty"


def test_a_recipient_has_a_budget(world: World, at: datetime) -> None:
    posted(mail("police"), 5, at=at)
    claimed = [claim_next(recipient="mail:police@desk.example", at=at) for _ in range(5)]
    assert [row is not None for row in claimed] == [True] * BUDGET + [False] * (5 - BUDGET)


def test_three_failures_leave_a_recipient_alone_and_a_success_brings_its_notices_forward(
    world: World, at: datetime
) -> None:
    posted(mail("police"), 4, at=at)
    for _ in range(3):
        row = claim_next(recipient="mail:police@desk.example", at=at)
        assert row is not None
        end(notice=row.pk, attempt=row.attempt, delivered=False, answer="refused", at=at)
    state = RecipientState.objects.get()
    assert state.failures == 3 and state.open_until is not None and state.open_until > at
    assert claim_next(recipient="mail:police@desk.example", at=at) is None
    later = state.open_until
    probe = claim_next(recipient="mail:police@desk.example", at=later)
    assert probe is not None and claim_next(recipient="mail:police@desk.example", at=later) is None, "one at a time"
    end(notice=probe.pk, attempt=probe.attempt, delivered=True, answer="250", at=later)
    assert not Notice.objects.filter(state="waiting", due_at__gt=later).exists()
    assert RecipientState.objects.get().failures == 0


def test_a_hanging_receiver_delays_no_other(
    transactional_db: None, committed: World, at: datetime, hook: Hook, hanging: NoticeRecipient
) -> None:
    posted(hanging, 30, at=at)
    posted(to(hook), 10, at=at)
    began = time.monotonic()

    def work() -> None:
        while len(hook.kept) < 10 and time.monotonic() - began < 20:
            delivery.take_turn()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(hook.kept) == 10
    attempts = Notice.objects.filter(recipient=hanging.budget_key, attempt__gt=0).count()
    assert 1 <= attempts <= 4, "the breaker opened after three failures; without it all thirty are tried"


def test_above_sixty_a_minute_the_rest_goes_out_as_one_message(
    world: World, at: datetime, hook: Hook, mailbox: Mailbox
) -> None:
    posted(to(hook), 200, at=at, source=1)
    posted(mail("police"), 70, at=at, source=1)
    deliver_all()
    assert len(hook.kept) == 61
    (bundle,) = [json.loads(body) for _, body in hook.kept if b'"alert.bundle"' in body]
    alone = [json.loads(body)["data"]["number"] for _, body in hook.kept if b'"alert.bundle"' not in body]
    bundled = [item["data"]["number"] for item in bundle["data"]["items"]]
    assert (len(alone), len(bundled)) == (60, 140) and sorted(alone + bundled) == list(range(1, 201))
    assert len(mailbox.kept) == 61 and any(b"10 alerts at once" in message for message in mailbox.kept)
    assert Notice.objects.filter(state=Notice.State.BUNDLED).count() == 150


def test_a_flood_of_one_organisation_does_not_bundle_the_alert_of_another(
    world: World, at: datetime, hook: Hook
) -> None:
    posted(to(hook), 80, at=at, source=1)
    (real,) = posted(to(hook), 1, at=at, source=2)
    deliver_all()
    row = Notice.objects.get(pk=real)
    assert (row.state, row.bundle) == (Notice.State.DELIVERED, None)


def test_a_given_up_notice_is_sent_again_by_the_administrator(world: World, at: datetime, mailbox: Mailbox) -> None:
    (notice,) = posted(mail("police"), 1, at=at)
    admin = world.actor(Role.ADMIN)
    with pytest.raises(Conflict):
        resend(notice, actor=admin, at=at)
    with pytest.raises(NotFound):
        resend(UUID(int=9), actor=admin, at=at)
    Notice.objects.update(state=Notice.State.GIVEN_UP, posted_at=at - timedelta(days=4), attempt=40)
    resend(notice, actor=admin, at=at)
    assert deliver_all() == 1
    assert Notice.objects.get().state == Notice.State.DELIVERED and len(mailbox.kept) == 1
    assert entries("notice.resent")[0]["core"]["kind"] == "alert"


def test_a_mail_is_in_the_desks_language_with_text_and_html_and_names_no_person(
    world: World, at: datetime, mailbox: Mailbox
) -> None:
    posted(NoticeRecipient("mail", "desk@police.example", language="fr"), 1, at=at)
    deliver_all()
    (content,) = mailbox.kept
    assert b"text/plain" in content and b"text/html" in content and b"multipart/alternative" in content
    assert b"https://aigis.example/alerts/1" in content and b"+32 3 000 00 00" in content


def test_a_stored_message_is_built_again_as_it_was(at: datetime) -> None:
    message = alert_message(at)
    assert read_message(message.to_json()) == message
    assert read_message('{"type": "alert.raised"}') is None and read_message("[]") is None
