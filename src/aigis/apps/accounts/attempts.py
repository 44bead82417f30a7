"""Attempts to sign in, counted by name and network; the table holds keyed codes only."""

import math
from datetime import datetime
from ipaddress import ip_address, ip_network

from django.db import transaction

from aigis import wiring
from aigis.apps.accounts.models import SignInAttempts
from aigis.core.access.sign_in_delays import Failures, required_wait

_SCOPES = ("pair", "name", "network")
_IPV6_NETWORK = 64  # one household or office


def seconds_to_wait(username: str, address: str, *, at: datetime) -> int:
    """Returns how many seconds an attempt of a name from an address must wait; 0 is none."""
    keys = _keys(username, address)
    rows = {bytes(row.key): row for row in SignInAttempts.objects.filter(key__in=keys.values())}
    pair, name, network = (_failures(scope, rows.get(keys[scope])) for scope in _SCOPES)
    return math.ceil(required_wait(pair, name, network, at=at).total_seconds())


def record_attempt(username: str, address: str, *, succeeded: bool, at: datetime) -> None:
    """Counts a failure for name, network and both; a success ends the failures of the name at this network."""
    with transaction.atomic():
        for scope, key in _keys(username, address).items():
            row, _ = SignInAttempts.objects.select_for_update().get_or_create(key=key)
            if not succeeded:
                after = _failures(scope, row).failed(at)
                row.failures, row.failed_at = after.count, at
            elif scope == "pair":
                row.failures, row.succeeded_at = 0, at
            row.save()


def _keys(username: str, address: str) -> dict[str, bytes]:
    name, network = username.strip().casefold(), _network(address)
    texts = {"pair": f"{name}|{network}", "name": name, "network": network}
    return {scope: wiring.keyring().mac(f"sign_in.{scope}", text.encode()) for scope, text in texts.items()}


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    prefix = 32 if parsed.version == 4 else _IPV6_NETWORK
    return str(ip_network(f"{parsed}/{prefix}", strict=False))


def _failures(scope: str, row: SignInAttempts | None) -> Failures:
    if row is None:
        return Failures(scope)
    return Failures(scope, row.failures, row.failed_at, row.succeeded_at)
