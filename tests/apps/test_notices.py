"""The outbox: leased, fenced, swept up, tried again, delivered once, to a real mail server and a real receiver."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.conf import settings as django_settings
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from aigis import wiring
from aigis.apps.notices import delivery, tasks
from aigis.apps.notices.actions import LEASE, NoticeRecipient, claim, end, post
from aigis.apps.notices.models import Attempt, AttemptResult, Notice
from aigis.core.alerts.chain import GENESIS
from aigis.core.messages.alert_messages import AlertRaised
from aigis.core.webhooks.signature import format_secret, verify
from tests.world import World, entries

pytestmark = pytest.mark.calendar

SECRET = format_secret(b"a secret of the receiver of 36 bytes")
DESK = NoticeRecipient("mail", "desk@police.example", language="en")
ALERT: dict[str, Any] = {
    "alert": str(UUID(int=7)),
    "desk": "police",
    "number": 1,
    "gate": "BEANR-0001/main",
    "facility": "Quay 1, Antwerpen",
    "raised_at": "2026-11-22T22:50:00+00:00",
    "drill": False,
    "previous": GENESIS,
    "hash": "a" * 64,
    "certainty": "number",
    "found_on": "gate",
    "telephone": "+32 3 000 00 00",
    "page": "https://aigis.example/alerts/1",
}


def alert_message(at: datetime, **changed: Any) -> AlertRaised:
    return AlertRaised(at=at, **ALERT | changed)


def posted(at: datetime, *receivers: NoticeRecipient) -> list[UUID]:
    with transaction.atomic():
        return post(
            receivers or [NoticeRecipient("mail", "desk@police.example", language="en")], alert_message(at), at=at
        )


def test_a_notice_waits_with_the_job_that_delivers_it(world: World, at: datetime) -> None:
    (notice,) = posted(at)
    row = Notice.objects.get(pk=notice)
    assert (row.state, row.due_at, row.attempt, row.about) == (Notice.State.WAITING, at, 0, UUID(int=7))
    job = ProcrastinateJob.objects.get(task_name="notices.deliver")
    assert job.args == {"notice": str(notice)} and job.status == "todo"


def test_a_webhooks_secret_is_stored_closed(world: World, at: datetime) -> None:
    (notice,) = posted(at, NoticeRecipient("webhook", "https://desk.example/", SECRET))
    assert SECRET.encode() not in bytes(Notice.objects.get(pk=notice).secret or b"")


# Lease and fence.


def test_a_claimed_notice_is_nobody_elses_until_its_lease_ends(world: World, at: datetime) -> None:
    (notice,) = posted(at)
    assert claim(notice=notice, at=at) is not None
    assert claim(notice=notice, at=at + LEASE - timedelta(microseconds=1)) is None
    again = claim(notice=notice, at=at + LEASE)
    assert again is not None and again.attempt == 2


def test_a_notice_that_is_not_due_is_not_claimed(world: World, at: datetime) -> None:
    (notice,) = posted(at)
    assert claim(notice=notice, at=at - timedelta(microseconds=1)) is None


def test_an_attempt_is_on_record_before_anything_leaves(world: World, at: datetime) -> None:
    (notice,) = posted(at)
    claim(notice=notice, at=at)
    attempt = Attempt.objects.get(notice=notice)
    assert attempt.started_at == at and not AttemptResult.objects.exists()
    assert entries("notice.attempt_started")[0]["core"]["attempt"] == 1


def test_only_the_latest_attempt_ends_the_notice(world: World, at: datetime) -> None:
    (notice,) = posted(at)
    claim(notice=notice, at=at)
    later = at + LEASE
    claim(notice=notice, at=later)
    assert not end(notice=notice, attempt=1, delivered=False, answer="lost", at=later)
    assert Notice.objects.get(pk=notice).state == Notice.State.WAITING
    assert end(notice=notice, attempt=2, delivered=True, answer="250", at=later)
    assert not end(notice=notice, attempt=1, delivered=False, answer="lost", at=later)
    row = Notice.objects.get(pk=notice)
    assert (row.state, row.delivered_at) == (Notice.State.DELIVERED, later)


def test_a_failed_attempt_puts_its_successor_in_the_queue(world: World, at: datetime) -> None:
    (notice,) = posted(at)
    waits = []
    for _ in range(8):
        row = claim(notice=notice, at=at)
        assert row is not None
        end(notice=notice, attempt=row.attempt, delivered=False, answer="refused", at=at)
        due = Notice.objects.get(pk=notice).due_at
        waits.append((due - at).total_seconds())
        at = due
    for wait, usual in zip(waits, [2, 5, 15, 60, 300, 900, 1800, 3600], strict=True):
        assert 0.8 * usual <= wait <= 1.2 * usual
    assert len({wait / usual for wait, usual in zip(waits, [2, 5, 15, 60, 300, 900, 1800, 3600], strict=True)}) > 1
    assert ProcrastinateJob.objects.filter(task_name="notices.deliver", scheduled_at__isnull=False).count() == 8


def test_after_three_days_a_notice_is_given_up_and_not_claimed_again(world: World, at: datetime) -> None:
    (notice,) = posted(at)
    late = at + timedelta(hours=72, seconds=1)
    claim(notice=notice, at=late)
    end(notice=notice, attempt=1, delivered=False, answer="refused", at=late)
    assert Notice.objects.get(pk=notice).state == Notice.State.GIVEN_UP
    assert claim(notice=notice, at=late + timedelta(days=1)) is None


# Delivery, through real servers.


class Mailbox:
    """What the mail server accepted."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.kept.append(envelope.content)
        return "250 kept"


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """A mail server on loopback that the installation is set to."""
    mailbox = Mailbox()
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)  # finds a free port
    port = server.server_port
    server.server_close()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    settings.ENVIRONMENT = replace(django_settings.ENVIRONMENT, smtp_url=f"smtp://127.0.0.1:{port}")
    wiring.messenger.cache_clear()
    yield mailbox
    controller.stop()
    wiring.messenger.cache_clear()


class Hook(ThreadingHTTPServer):
    """A webhook receiver that keeps what it got and answers as it is told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Keeper)
        self.status = 204
        self.kept: list[tuple[dict[str, str], bytes]] = []


class _Keeper(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.kept.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _address(hook: Hook) -> NoticeRecipient:
    return NoticeRecipient("webhook", f"http://127.0.0.1:{hook.server_port}/desk", SECRET)


@pytest.fixture
def at() -> datetime:
    """Delivery reads the clock, so these tests stand in the present."""
    return datetime.now(UTC)


def test_a_mail_is_delivered_once(world: World, at: datetime, mailbox: Mailbox) -> None:
    (notice,) = posted(at)
    tasks.deliver(notice=str(notice))
    tasks.deliver(notice=str(notice))
    assert len(mailbox.kept) == 1 and b"Alert 1: person with a port ban" in mailbox.kept[0]
    assert Notice.objects.get(pk=notice).state == Notice.State.DELIVERED
    assert [entry["core"]["outcome"] for entry in entries("notice.attempt_ended")] == ["delivered"]


def test_a_webhook_is_signed_and_delivered_once(world: World, at: datetime, hook: Hook) -> None:
    (notice,) = posted(at, _address(hook))
    assert delivery.deliver(notice) and not delivery.deliver(notice)
    ((headers, body),) = hook.kept
    assert verify(SECRET, headers, body, at=datetime.now(UTC)) and headers["webhook-id"] == str(notice)
    assert json.loads(body) == {"type": "alert.raised", "timestamp": at.isoformat(), "data": ALERT}


def test_a_refusing_receiver_gets_it_later(world: World, at: datetime, hook: Hook) -> None:
    (notice,) = posted(at, _address(hook))
    hook.status = 500
    assert not delivery.deliver(notice)
    assert not delivery.deliver(notice), "it is not due yet"
    hook.status = 204
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=3)):
        assert delivery.deliver(notice)
    outcomes = [attempt.result.delivered for attempt in Attempt.objects.filter(notice=notice).order_by("number")]
    assert outcomes == [False, True] and len(hook.kept) == 2


def test_the_sweep_takes_up_what_a_dead_worker_left(world: World, at: datetime, mailbox: Mailbox) -> None:
    (notice,) = posted(at)
    claim(notice=notice, at=at)  # and the worker dies
    tasks.sweep(timestamp=0)
    assert mailbox.kept == []
    with time_machine.travel(at + LEASE):
        tasks.sweep(timestamp=0)
    assert len(mailbox.kept) == 1 and Notice.objects.get(pk=notice).attempt == 2


def test_a_notice_that_cannot_be_sent_does_not_hold_up_the_others(world: World, at: datetime, mailbox: Mailbox) -> None:
    broken, good = posted(
        at, NoticeRecipient("webhook", "https://desk.example/", SECRET), NoticeRecipient("mail", "a@b.example")
    )
    Notice.objects.filter(pk=broken).update(secret=b"\x01 altered", due_at=at - timedelta(hours=1))
    tasks.sweep(timestamp=0)
    assert Notice.objects.get(pk=good).state == Notice.State.DELIVERED
    row = Notice.objects.get(pk=broken)
    assert (row.state, row.attempt) == (Notice.State.WAITING, 1) and row.due_at > at
    assert Attempt.objects.get(notice=broken).result.delivered is False
