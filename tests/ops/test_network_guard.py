"""The guard that keeps tests on this machine."""

import socket

import pytest

from tests.plugins.network import LeftTheMachine, stays_here


def test_a_test_cannot_connect_to_another_machine() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outside, pytest.raises(LeftTheMachine):
        outside.connect(("192.0.2.1", 9))


def test_a_test_cannot_look_up_a_name() -> None:
    with pytest.raises(LeftTheMachine):
        socket.getaddrinfo("register.example", 443)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost", None, "/run/socket", ""])
def test_this_machine_may_be_reached(host: str | None) -> None:
    assert stays_here(host)
