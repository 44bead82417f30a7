"""Keeps every test on this machine: a connection or a name look-up that leaves it is an error in the test."""

import ipaddress
import sys
from typing import Any

_WATCHED = {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}


class LeftTheMachine(BaseException):
    """A test tried to reach another machine; not an Exception, so that no retry or fallback hides it."""


def forbid_all_but_loopback() -> None:
    """Watches every Python socket of this process from now on."""
    sys.addaudithook(_watch)


def stays_here(host: object) -> bool:
    """Tells whether a host as given to a socket is this machine; a Unix socket's path and no host at all are."""
    if host is None or host in ("", "localhost", b"localhost"):
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    if text.startswith(("/", "\0")):
        return True
    try:
        return ipaddress.ip_address(text).is_loopback or ipaddress.ip_address(text).is_unspecified
    except ValueError:
        return False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _WATCHED:
        return
    address = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[0]
    host = address[0] if isinstance(address, tuple) else address
    if not stays_here(host):
        raise LeftTheMachine(f"A test tried to reach {host!r} ({event}).")
