"""Mail: one message to one address over SMTP, recognisable as the same one when it is sent again."""

import hashlib
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

from aigis.core.errors import InvalidInput
from aigis.core.ports import DeliveryFailed, Letter

SECONDS = 10.0
_ADDRESS = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*"
    r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?",
    re.ASCII | re.IGNORECASE,
)
_PLAIN_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_URL = "The mail server is written like smtp://user:password@host:port, or smtps:// for TLS from the start."


def _now() -> datetime:
    return datetime.now(UTC)


class SmtpMessenger:
    """Sends notices through one mail server: TLS wherever the server offers it, a password never without."""

    def __init__(
        self, url: str, sender: str, *, clock: Callable[[], datetime] = _now, tls: ssl.SSLContext | None = None
    ) -> None:
        self._server = _server(url)
        if not is_mail_address(sender):
            raise InvalidInput("The sender of mail is an address like aigis@justice.example.", field="sender")
        self._sender = sender
        self._clock = clock
        self._tls = tls or ssl.create_default_context()

    def deliver(self, address: str, notice: Letter) -> str:
        """Sends once and returns the server's last word; raises DeliveryFailed for whatever keeps it from accepting."""
        if not is_mail_address(address):
            raise DeliveryFailed("The address is not a mail address: nothing was sent.")
        message = compose(notice, sender=self._sender, to=address, at=self._clock())
        try:
            with self._connected() as server:
                return _hand_over(server, self._sender, address, message.as_bytes())
        except smtplib.SMTPResponseException as refused:
            raise DeliveryFailed(_said(refused.smtp_code, refused.smtp_error)) from None
        except TimeoutError:
            raise DeliveryFailed("The mail server did not answer within ten seconds.") from None
        except (smtplib.SMTPException, OSError) as broken:
            raise DeliveryFailed(f"The mail server could not be used: {broken or type(broken).__name__}") from None

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        host, port = self._server.hostname or "", self._server.port
        me = self._sender.rpartition("@")[2]  # or smtplib would ask the DNS for our own name
        if self._server.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, me, timeout=SECONDS, context=self._tls)
        else:
            server = smtplib.SMTP(host, port or 25, me, timeout=SECONDS)
        try:
            self._introduce(server)
            yield server
        finally:
            with suppress(smtplib.SMTPException, OSError):  # accepted is accepted, however the server says goodbye
                server.docmd("QUIT")
            server.close()

    def _introduce(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        secure = self._server.scheme == "smtps"
        if not secure and server.has_extn("starttls"):
            server.starttls(context=self._tls)
            server.ehlo()
            secure = True
        if self._server.username:
            if not secure and not _is_loopback(self._server.hostname or ""):
                raise DeliveryFailed("The mail server offers no TLS: the password was not sent, nor the notice.")
            server.login(unquote(self._server.username), unquote(self._server.password or ""))


def is_mail_address(text: str) -> bool:
    """Tells whether a text is one plain ASCII mail address, without name, comment, quotes or a second address."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None


def compose(notice: Letter, *, sender: str, to: str, at: datetime) -> EmailMessage:
    """Writes a notice as a message in UTF-8 whose Message-ID is the same whenever the same notice is sent.

    Line breaks and control characters of the subject become blanks, so that no header can be smuggled in.
    """
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = sender, to
    message["Subject"] = _one_line(notice.subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id(notice.id, sender)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notes in return
    message["X-Aigis-Kind"] = _one_line(notice.kind)
    body = notice.body.encode("utf-8", errors="replace").decode("utf-8").replace("\0", " ")
    message.set_content(body, charset="utf-8", cte="quoted-printable")
    html = getattr(notice, "html", "")
    if html:
        message.add_alternative(html, subtype="html", charset="utf-8", cte="quoted-printable")
    return message


def message_id(notice_id: str, sender: str) -> str:
    """Returns `<notice-id@sender's domain>`, with a digest in place of an id that has other than letters and digits."""
    left = notice_id if _PLAIN_ID.fullmatch(notice_id) else hashlib.sha256(notice_id.encode()).hexdigest()
    return f"<{left}@{sender.rpartition('@')[2]}>"


def _one_line(text: str) -> str:
    return _BREAKS.sub(" ", text).strip()


def _hand_over(server: smtplib.SMTP, sender: str, address: str, content: bytes) -> str:
    for code, response in (server.mail(sender), server.rcpt(address)):
        if code not in (250, 251):
            raise smtplib.SMTPResponseException(code, response)
    code, response = server.data(content)
    if code != 250:
        raise smtplib.SMTPResponseException(code, response)
    return _said(code, response)


def _said(code: int, text: bytes | str) -> str:
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    return _one_line(f"{code} {words}")[:500]


def _server(url: str) -> SplitResult:
    parts = urlsplit(url)
    try:
        known = parts.scheme in {"smtp", "smtps"} and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is no number
        known = False
    if not known or parts.path.strip("/") or parts.query:
        raise InvalidInput(_URL, field="mail_url")
    return parts


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
