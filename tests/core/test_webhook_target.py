"""Which URLs a webhook may have and which addresses it may reach."""

import pytest

from aigis.core.errors import InvalidInput
from aigis.core.webhooks.target import may_reach, parse_target, read_networks


@pytest.mark.parametrize(
    ("url", "host", "port", "path", "authority"),
    [
        ("https://Receiver.Example", "receiver.example", 443, "/", "receiver.example"),
        ("http://receiver.example./a?b=c", "receiver.example", 80, "/a?b=c", "receiver.example"),
        ("https://receiver.example:8443?x=%20", "receiver.example", 8443, "/?x=%20", "receiver.example:8443"),
        ("http://93.184.216.34:443/", "93.184.216.34", 443, "/", "93.184.216.34:443"),
        ("https://[2606:2800:220:1:248:1893:25C8:1946]/h", "2606:2800:220:1:248:1893:25c8:1946", 443, "/h", None),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example", 443, "/", "xn--bcher-kva.example"),
        ("https://receiver.example/a@b:c/../d", "receiver.example", 443, "/a@b:c/../d", "receiver.example"),
    ],
)
def test_a_plain_url_is_taken_apart(url: str, host: str, port: int, path: str, authority: str | None) -> None:
    target = parse_target(url)
    assert (target.host, target.port, target.path) == (host, port, path)
    assert target.authority == (authority or f"[{host}]")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "receiver.example",
        "//receiver.example/",
        "ftp://receiver.example/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_x",
        "javascript:alert(1)",
        "https:receiver.example",
        "https:///receiver.example",
        "https://",
        "https://user@receiver.example/",
        "https://user:pw@receiver.example/",
        "https://receiver.example@127.0.0.1/",
        "https://receiver.example:80@127.0.0.1/",
        "https://127.0.0.1#@receiver.example/",
        "https://receiver.example#x",
        "https://receiver.example\\@127.0.0.1/",
        "https:\\\\127.0.0.1\\",
        "https://127.0.0.1\\.receiver.example/",
        "https://receiver.example /",
        " https://receiver.example/",
        "https://receiver.example/\r\nX-Header: y",
        "https://receiver.example/\n",
        "https://receiver\t.example/",
        "https://receiver.example/a b",
        "https://receiver.example/é",
        "https://①②⑦.⓪.⓪.①/",
        "https://127。0。0。1/",
        "https://ⓛocalhost/",
        "https://%31%32%37.0.0.1/",
        "https://receiver.example:0/",
        "https://receiver.example:65536/",
        "https://receiver.example:+80/",
        "https://receiver.example:８０/",
        "https://receiver.example:80:80/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://017700000001/",
        "https://127.1/",
        "https://127.0.1/",
        "https://0/",
        "https://127.0.0.01/",
        "https://127.0.0.256/",
        "https://1.2.3.4.5/",
        "https://example.0x7f/",
        "https://127.0.0.1../",
        "https://[::1/",
        "https://[::1%25lo]/",
        "https://[fe80::1%eth0]/",
        "https://[::ffff:127.0.0.01]/",
        "https://[]/",
        "https://[v1.x]/",
        "https://.receiver.example/",
        "https://receiver..example/",
        "https://-receiver.example/",
        "https://" + "a" * 64 + ".example/",
        "https://receiver.example/" + "a" * 2_000,
        "https://./",
    ],
)
def test_a_url_that_two_readers_could_take_differently_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_target(url)
    assert refused.value.field == "url"


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%lo",
        "2606:2800::1%lo",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "",
        "receiver.example",
    ],
)
def test_no_address_off_the_public_internet_is_reached(address: str) -> None:
    assert not may_reach(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_a_public_address_is_reached(address: str) -> None:
    assert may_reach(address)


def test_the_machine_itself_is_reached_only_where_it_is_allowed() -> None:
    assert all(may_reach(address, allow_loopback=True) for address in ("127.0.0.1", "::1", "::ffff:127.0.0.1"))
    assert not any(may_reach(address, allow_loopback=True) for address in ("0.0.0.0", "10.0.0.1", "169.254.169.254"))


def test_the_operators_networks_open_themselves_and_never_the_link_local_one() -> None:
    networks = read_networks("10.1.0.0/16, fd00:1::/48, 169.254.0.0/16")
    assert may_reach("10.1.2.3", allowed=networks) and may_reach("fd00:1::7", allowed=networks)
    for address in ("10.2.0.1", "fd00:2::7", "169.254.169.254", "192.168.0.1", "127.0.0.1"):
        assert not may_reach(address, allowed=networks), address
    with pytest.raises(ValueError):
        read_networks("10.1.0.0/33")
