"""Webhooks: one signed POST to the address that was checked, and to no other."""

import json
import socket
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from ipaddress import ip_address
from ssl import SSLContext

import httpcore

from aigis.core.errors import InvalidInput
from aigis.core.ports import DeliveryFailed, Letter
from aigis.core.webhooks.signature import ID, SIGNATURE, TIMESTAMP, ReceiverGone, sign
from aigis.core.webhooks.target import Networks, Target, may_reach, parse_target

SECONDS = 5.0
_KEPT_BYTES = 500
_GONE = 410

Headers = dict[bytes | str, bytes | str]  # as httpcore takes them


def _now() -> datetime:
    return datetime.now(UTC)


class WebhookMessenger:
    """Posts notices as Standard Webhooks 1.0.0, to the public Internet only unless `allow_loopback` or `allowed`."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] = _now,
        allow_loopback: bool = False,
        allowed: Networks = (),
        tls: SSLContext | None = None,
    ) -> None:
        self._clock = clock
        self._allow_loopback = allow_loopback
        self._allowed = allowed
        self._tls = tls

    def deliver(self, address: str, notice: Letter) -> str:
        """Posts once, within five seconds, and returns the status and the start of the answer.

        The notice's body is JSON text and sent as it is; its `secret` is the receiver's `whsec_` secret. Only 2xx is
        success and a redirect is not followed. Raises ReceiverGone on 410 and DeliveryFailed on all else.
        """
        try:
            target = parse_target(address)
            headers, body = self._message(notice)
        except InvalidInput as refused:
            raise DeliveryFailed(refused.sentence) from None
        addresses = checked_addresses(target, allow_loopback=self._allow_loopback, allowed=self._allowed)
        try:
            status, text = self._post(target, addresses, headers, body)
        except (httpcore.TimeoutException, TimeoutError):
            raise DeliveryFailed("The receiver did not answer within five seconds.") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as broken:
            raise DeliveryFailed(f"The receiver could not be reached: {broken or type(broken).__name__}") from None
        return _judged(status, text)

    def _message(self, notice: Letter) -> tuple[Headers, bytes]:
        try:
            json.loads(notice.body)
            body = notice.body.encode()
        except ValueError:
            raise InvalidInput("The notice's body is not JSON: it was not sent.") from None
        seconds = int(self._clock().timestamp())
        secrets = getattr(notice, "secret", "").split(" ")  # two while one replaces the other: each signs
        signature = " ".join(sign(secret, message_id=notice.id, timestamp=seconds, body=body) for secret in secrets)
        return {ID: notice.id, TIMESTAMP: str(seconds), SIGNATURE: signature}, body

    def _post(self, target: Target, addresses: list[str], headers: Headers, body: bytes) -> tuple[int, str]:
        backend = _PinnedBackend(addresses, deadline=time.monotonic() + SECONDS)
        url = httpcore.URL(
            scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path.encode()
        )
        sent: Headers = {"Host": target.authority, "Content-Type": "application/json", **headers}
        with (
            httpcore.ConnectionPool(network_backend=backend, ssl_context=self._tls) as pool,
            pool.stream("POST", url, headers=sent, content=body) as response,
        ):
            return response.status, _start(response.iter_stream())


def checked_addresses(target: Target, *, allow_loopback: bool, allowed: Networks = ()) -> list[str]:
    """Resolves a host once and returns its addresses; raises DeliveryFailed if any of them is not public.

    The connection is made to these addresses and the name is not asked for again, so an answer that changes between
    check and use (DNS rebinding) changes nothing.
    """
    addresses = [target.host] if _is_address(target.host) else _resolved(target)
    if not all(may_reach(address, allow_loopback=allow_loopback, allowed=allowed) for address in addresses):
        raise DeliveryFailed(f"The host {target.host} is not on the public Internet: nothing was sent.")
    return addresses


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _resolved(target: Target) -> list[str]:
    try:
        addresses = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise DeliveryFailed(f"The host {target.host} has no address.") from None
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in addresses))


def _start(chunks: Iterable[bytes]) -> str:
    content = b""
    with suppress(httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):  # the status is known
        for chunk in chunks:
            content += chunk
            if len(content) >= _KEPT_BYTES:
                break
    return " ".join(content[:_KEPT_BYTES].decode(errors="replace").replace("\0", " ").split())


def _judged(status: int, text: str) -> str:
    answer_text = f"{status} {text}".strip()
    if 200 <= status < 300:
        return answer_text
    if status == _GONE:
        raise ReceiverGone(answer_text)
    raise DeliveryFailed(f"The receiver refused: {answer_text}")


class _PinnedBackend(httpcore.NetworkBackend):
    """Connects to addresses already checked, whatever name is asked for, and gives all of it one deadline."""

    def __init__(self, addresses: list[str], *, deadline: float) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._real = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Tries the addresses in turn."""
        failure: Exception = httpcore.ConnectError("no address")
        for address in self._addresses:
            try:
                stream = self._real.connect_tcp(address, port, timeout=_left(self._deadline))
                return _DeadlineStream(stream, self._deadline)
            except httpcore.ConnectError as broken:
                failure = broken
        raise failure


class _DeadlineStream(httpcore.NetworkStream):
    """A stream whose every step ends at one deadline: a receiver that answers a byte a second holds nobody for long."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Reads what there is."""
        return self._stream.read(max_bytes, timeout=_left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Writes all of it."""
        self._stream.write(buffer, timeout=_left(self._deadline))

    def close(self) -> None:
        """Closes the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Goes over to TLS; the certificate is checked against the name, not the address."""
        stream = self._stream.start_tls(ssl_context, server_hostname, timeout=_left(self._deadline))
        return _DeadlineStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        """Passes on what the stream knows of itself."""
        return self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the deadline has passed")
    return left
