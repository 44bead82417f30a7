"""From where a key may be used: its networks, the address of a request, and whether they fit."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aigis.core.errors import InvalidInput

Network = IPv4Network | IPv6Network
MOST_NETWORKS = 50
_FORM = "Write an address or a network, like 192.0.2.7, 192.0.2.0/24 or 2001:db8:7::/48. Not: %(network)s"


def read_network(text: str) -> str:
    """Returns an address or network in its usual form; raises InvalidInput for any other text."""
    try:
        network = ip_network(text.strip())
    except ValueError:
        raise InvalidInput(_FORM, field="networks", values={"network": text[:60]}) from None
    if network.prefixlen == 0:
        raise InvalidInput("To allow every address, leave the list empty.", field="networks")
    return str(network.network_address) if network.prefixlen == network.max_prefixlen else str(network)


def read_networks(text: str) -> list[str]:
    """Returns the networks of a text, divided by lines, blanks or commas, each once and in the order of the text."""
    networks = list(dict.fromkeys(read_network(part) for part in text.replace(",", " ").split()))
    if len(networks) > MOST_NETWORKS:
        raise InvalidInput(
            "A key has at most %(most)s networks. Join some.", field="networks", values={"most": MOST_NETWORKS}
        )
    return networks


def networks_of(texts: Iterable[str] | None) -> tuple[Network, ...]:
    """Returns stored networks, ready to be compared."""
    return tuple(ip_network(text) for text in texts or ())


def is_within(address: str, networks: tuple[Network, ...]) -> bool:
    """Tells whether an address is in one of the networks; without networks every address is.

    An IPv4 address written as IPv6 (`::ffff:192.0.2.7`, RFC 4291) is that IPv4 address.
    """
    if not networks:
        return True
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return any(parsed in network for network in networks)


def client_address(remote: str, forwarded: str, *, proxies: int) -> str:
    """Returns the address of the client: that of the connection, or what the trusted proxies say.

    Args:
        remote: the address of the connection.
        forwarded: `X-Forwarded-For`; read from the right, one address for each trusted proxy.
        proxies: how many proxies in front are trusted.
    """
    if proxies == 0:
        return remote
    addresses = [part.strip() for part in forwarded.split(",")]
    return addresses[-proxies] if len(addresses) >= proxies and addresses[-proxies] else remote
