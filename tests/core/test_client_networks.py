"""From where a key may be used: what a manager writes, and the address that the trusted proxies tell."""

import pytest

from aigis.core.access.client_networks import client_address, is_within, networks_of, read_networks
from aigis.core.errors import InvalidInput


def test_addresses_and_networks_are_read_in_any_division_and_kept_once() -> None:
    text = "192.0.2.7\n198.51.100.0/24, 2001:DB8:7::/48 192.0.2.7"
    assert read_networks(text) == ["192.0.2.7", "198.51.100.0/24", "2001:db8:7::/48"]
    assert read_networks("") == []


@pytest.mark.parametrize("text", ["here", "192.0.2.300", "192.0.2.7/24", "10.0.0.0/33", "0.0.0.0/0", "::/0", "1.2.3"])
def test_what_is_no_network_or_would_allow_everybody_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        read_networks(text)
    assert wrong.value.field == "networks"


def test_a_list_that_is_too_long_is_refused() -> None:
    with pytest.raises(InvalidInput):
        read_networks(" ".join(f"10.0.0.{number}" for number in range(51)))


@pytest.mark.parametrize(
    ("address", "within"),
    [
        ("192.0.2.7", True),
        ("192.0.2.8", False),
        ("198.51.100.255", True),
        ("::ffff:198.51.100.1", True),
        ("::ffff:192.0.2.8", False),
        ("2001:db8:7:1::9%eth0", True),
        ("2001:db8:8::9", False),
        ("", False),
        ("unix:", False),
    ],
)
def test_an_address_is_compared_as_what_it_is(address: str, within: bool) -> None:
    assert is_within(address, networks_of(["192.0.2.7", "198.51.100.0/24", "2001:db8:7::/48"])) is within


def test_a_key_without_networks_is_good_from_everywhere() -> None:
    assert is_within("192.0.2.8", networks_of(None)) and is_within("", ())


def test_only_what_trusted_proxies_wrote_counts() -> None:
    assert client_address("10.0.0.1", "1.1.1.1, 2.2.2.2", proxies=0) == "10.0.0.1"
    assert client_address("10.0.0.1", "1.1.1.1, 2.2.2.2", proxies=1) == "2.2.2.2"
    assert client_address("10.0.0.1", "1.1.1.1, 2.2.2.2", proxies=2) == "1.1.1.1"
    assert client_address("10.0.0.1", "2.2.2.2", proxies=2) == "10.0.0.1"
    assert client_address("10.0.0.1", "", proxies=1) == "10.0.0.1"
