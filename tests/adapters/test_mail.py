"""Mail through a real SMTP server on loopback."""

import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from aigis.adapters.mail import SmtpMessenger, message_id
from aigis.core.errors import InvalidInput
from aigis.core.ports import DeliveryFailed

pytestmark = pytest.mark.calendar

AT = datetime(2026, 11, 22, 6, 12, tzinfo=UTC)
SENDER = "aigis@justice.example"


@dataclass
class Notice:
    id: str = "0193-notice"
    kind: str = "ban_ending"
    subject: str = "Havenverbod eindigt over 30 dagen – één"
    body: str = "Beste,\n\nΩ Şahin één.\n.\n.. dots\n"


class Mailbox:
    """What the server accepted; it refuses `nobody@…` and, once told to, every message."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.secure: list[bool] = []
        self.full = False

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.full:
            return "452 4.3.1 mailbox full"
        self.envelopes.append(envelope)
        self.secure.append(session.ssl is not None)
        return "250 2.0.0 kept as 7"

    def message(self, place: int = -1) -> EmailMessage:
        content = self.envelopes[place].content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message


Server = Callable[..., int]


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox, unused_port: int) -> Iterator[Server]:
    """Starts a server with the given options and returns its port."""
    started: list[Controller] = []

    def start(**options: Any) -> int:
        controller = Controller(mailbox, hostname="127.0.0.1", port=unused_port, **options)
        started.append(controller)
        controller.start()
        return unused_port

    yield start
    for controller in started:
        controller.stop()


def messenger(port: int, *, login: str = "", tls: ssl.SSLContext | None = None) -> SmtpMessenger:
    return SmtpMessenger(f"smtp://{login}127.0.0.1:{port}", SENDER, clock=lambda: AT, tls=tls)


def test_a_notice_arrives_as_written(server: Server, mailbox: Mailbox) -> None:
    assert messenger(server()).deliver("desk@police.example", Notice()) == "250 2.0.0 kept as 7"
    message = mailbox.message()
    assert (message["From"], message["To"]) == (SENDER, "desk@police.example")
    assert message["Subject"] == Notice.subject
    assert message["Date"].datetime == AT
    assert message.get_content().replace("\r\n", "\n") == Notice.body


def test_a_second_attempt_carries_the_same_message_id(server: Server, mailbox: Mailbox) -> None:
    port = server()
    for _ in range(2):
        messenger(port).deliver("desk@police.example", Notice())
    assert mailbox.message(0)["Message-ID"] == mailbox.message(1)["Message-ID"] == "<0193-notice@justice.example>"


def test_an_odd_notice_id_still_makes_a_lawful_message_id() -> None:
    odd = message_id("a\r\nBcc: x@example.org", SENDER)
    assert odd.endswith("@justice.example>") and "\n" not in odd
    assert odd != message_id("b", SENDER)


def test_a_subject_cannot_smuggle_a_header_in(server: Server, mailbox: Mailbox) -> None:
    notice = Notice(subject="End\r\nBcc: thief@example.org\n\nhello \ud800", kind="x\nReply-To: y@z.example")
    messenger(server()).deliver("desk@police.example", notice)
    message = mailbox.message()
    assert message["Bcc"] is None and message["Reply-To"] is None
    assert message["Subject"] == "End Bcc: thief@example.org hello"
    assert mailbox.envelopes[0].rcpt_tos == ["desk@police.example"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "desk",
        "desk@",
        "desk@police.example\r\nRCPT TO:<x@y.example>",
        "a@b.example,c@d.example",
        "Desk <desk@police.example>",
        "<desk@police.example>",
        '"a b"@c.example',
        "d@[127.0.0.1]",
        "a@b@c.example",
        "x" * 250 + "@a.example",
        "dësk@police.example",
        "desk@-police.example",
    ],
)
def test_what_is_not_one_plain_address_is_refused(server: Server, mailbox: Mailbox, address: str) -> None:
    with pytest.raises(DeliveryFailed, match="not a mail address"):
        messenger(server()).deliver(address, Notice())
    assert mailbox.envelopes == []


def test_the_servers_refusal_is_kept(server: Server, mailbox: Mailbox) -> None:
    port = server()
    with pytest.raises(DeliveryFailed, match="550 5.1.1 no such mailbox"):
        messenger(port).deliver("nobody@police.example", Notice())
    mailbox.full = True
    with pytest.raises(DeliveryFailed, match="452 4.3.1 mailbox full"):
        messenger(port).deliver("desk@police.example", Notice())


def test_a_server_that_is_away_is_a_failed_delivery(unused_port: int) -> None:
    with pytest.raises(DeliveryFailed, match="could not be used"):
        messenger(unused_port).deliver("desk@police.example", Notice())


def test_tls_is_used_where_it_is_offered(
    server: Server, mailbox: Mailbox, tls_server: ssl.SSLContext, certificate: Path
) -> None:
    port = server(tls_context=tls_server)
    trusting = ssl.create_default_context(cafile=str(certificate))
    messenger(port, tls=trusting).deliver("desk@police.example", Notice())
    assert mailbox.secure == [True]


def test_a_certificate_nobody_vouches_for_is_not_accepted(
    server: Server, mailbox: Mailbox, tls_server: ssl.SSLContext
) -> None:
    with pytest.raises(DeliveryFailed, match="certificate"):
        messenger(server(tls_context=tls_server)).deliver("desk@police.example", Notice())
    assert mailbox.envelopes == []


@pytest.mark.filterwarnings("ignore:Session.login_data is deprecated")  # the server's own affair
def test_user_and_password_of_the_address_are_given(
    server: Server, tls_server: ssl.SSLContext, certificate: Path
) -> None:
    seen: list[LoginPassword] = []

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        seen.append(data)
        return AuthResult(success=data.password == b"p@ss:word")

    port = server(
        authenticator=authenticate, auth_required=True, tls_context=tls_server, auth_exclude_mechanism=["LOGIN"]
    )
    trusting = ssl.create_default_context(cafile=str(certificate))
    messenger(port, login="aigis:p%40ss%3Aword@", tls=trusting).deliver("desk@police.example", Notice())
    assert seen == [LoginPassword(b"aigis", b"p@ss:word")]


@pytest.mark.parametrize(
    "url", ["", "localhost:25", "http://mail.example", "smtp://", "smtp://h:x", "smtp://h:0", "smtp://h/p"]
)
def test_a_server_address_of_another_form_is_refused_at_once(url: str) -> None:
    with pytest.raises(InvalidInput):
        SmtpMessenger(url, SENDER)


def test_the_sender_must_be_an_address() -> None:
    with pytest.raises(InvalidInput):
        SmtpMessenger("smtp://localhost", "Aigis\r\nBcc: x@y.example")
