"""Where a webhook may go: the form of its URL and the addresses it may reach, so that nobody is reached from inside."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aigis.core.errors import InvalidInput

Address = IPv4Address | IPv6Address

_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<target>[/?][!-~]*)?",
    re.ASCII | re.IGNORECASE,
)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_FORBIDDEN = frozenset('\\#<>"^`{|}')
_FIELD = "url"
_FORM = "Write a webhook address as https://receiver.example/path, without user name, '#' or spaces."
_HOST = "The webhook address needs a host name or an IP address (192.0.2.1 or [2001:db8::1])."
_PORT = "The port of a webhook address must be between 1 and 65535."
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_SPECIAL: tuple[IPv4Network | IPv6Network, ...] = (
    IPv4Network("192.0.0.0/24"),
    *map(IPv6Network, ("2001::/23", "3fff::/20")),  # protocol assignments, Teredo among them; documentation
    IPv6Network("2002::/16"),  # 6to4: carries an IPv4 address, which a gateway would unwrap
)


@dataclass(frozen=True, slots=True)
class Target:
    """A webhook's URL taken apart; `host` is lower-case, without brackets and without a dot at its end."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What the `Host` header says: the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _own_port(self.scheme) else f"{host}:{self.port}"


def parse_target(url: str) -> Target:
    """Takes a URL apart and refuses every form that two readers could understand differently.

    Refused with InvalidInput (`url`): other schemes than http and https, user names, fragments, backslashes, blanks,
    anything but ASCII, and numbers for a host that are not a plain IPv4 or bracketed IPv6 address.
    """
    match = _URL.fullmatch(url) if len(url) <= 2_000 else None
    if not match or not _FORBIDDEN.isdisjoint(url):
        raise InvalidInput(_FORM, field=_FIELD)
    scheme = match["scheme"].lower()
    port = int(match["port"]) if match["port"] else _own_port(scheme)
    if not 1 <= port <= 65_535:
        raise InvalidInput(_PORT, field=_FIELD)
    path = match["target"] or "/"
    return Target(scheme, _host(match["host"].lower()), port, path if path.startswith("/") else "/" + path)


Networks = tuple[IPv4Network | IPv6Network, ...]


def read_networks(text: str) -> Networks:
    """Reads an operator's list of private networks, `10.1.0.0/16, fd00:1::/48`; raises ValueError otherwise."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def may_reach_literal(host: str, *, allow_loopback: bool = False, allowed: Networks = ()) -> bool:
    """Tells whether a host may be a webhook's as far as it says itself: a name says nothing before it is resolved."""
    try:
        ip_address(host)
    except ValueError:
        return True
    return may_reach(host, allow_loopback=allow_loopback, allowed=allowed)


def may_reach(address: str, *, allow_loopback: bool = False, allowed: Networks = ()) -> bool:
    """Tells whether an IP address is on the public Internet, by IANA's special-purpose registries.

    An IPv6 address that carries an IPv4 address is judged by what it carries or refused; with `allow_loopback` (tests
    and the demo) the machine itself is reachable too, and so are the private networks that the operator `allowed`.
    Whatever Python's own table misses is named here.
    """
    try:
        parsed_address: Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed_address, IPv6Address) and parsed_address.ipv4_mapped:
        parsed_address = parsed_address.ipv4_mapped
    if parsed_address.is_loopback:
        return allow_loopback
    if any(parsed_address in network for network in allowed):
        return not (parsed_address.is_link_local or parsed_address.is_multicast or parsed_address.is_unspecified)
    if isinstance(parsed_address, IPv6Address) and (parsed_address.scope_id or parsed_address not in _GLOBAL_UNICAST):
        return False
    special = any(parsed_address in network for network in _SPECIAL)
    return parsed_address.is_global and not (special or parsed_address.is_multicast or parsed_address.is_reserved)


def _own_port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _host(host: str) -> str:
    if host.startswith("["):
        return _literal(host[1:-1])
    labels = host.removesuffix(".").split(".")
    if _NUMBER.fullmatch(labels[-1]):  # a name never ends in a number: 127.1, 0x7f000001 and 2130706433 are addresses
        return _literal(host)
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise InvalidInput(_HOST, field=_FIELD)
    return ".".join(labels)


def _literal(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise InvalidInput(_HOST, field=_FIELD) from None
