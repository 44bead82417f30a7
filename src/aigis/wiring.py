"""Chooses the outside world: reads the settings, builds the ports once per process."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from aigis.core.ports import DeliveryFailed, Keyring, Lists, Messenger, Signer, Witness
from aigis.core.tlog.keys import log_files
from aigis.core.tlog.policy import Policy

if TYPE_CHECKING:
    from aigis.config.environment import Environment

_WITNESS_PATIENCE = 1.0  # seconds


def environment() -> "Environment":
    """The validated settings of this installation."""
    found: Environment = settings.ENVIRONMENT
    return found


@cache
def keyring() -> Keyring:
    """The master key, from its file outside the database."""
    from aigis.adapters.keyring import FileKeyring

    return FileKeyring(environment().keys / "master.key")


@cache
def signer(origin: str = "") -> Signer:
    """The signing keys of a log with their memory of what they signed; without an origin those of the first log."""
    from aigis.adapters.signer import FileSigner

    folder, named = environment().keys, origin or environment().log_origin
    stem = log_files(named, first=environment().log_origin)
    return FileSigner(folder / f"{stem}.key", folder / f"{stem}.state", named)


def witness_policy() -> Policy:
    """Whose cosignatures this installation asks for and how many make a quorum."""
    return environment().witness_policy


@cache
def witnesses() -> Mapping[str, Witness]:
    """The witnesses of the policy that have an address, by their names there."""
    from aigis.adapters.witness import HttpWitness

    asked = witness_policy().witnesses.values()
    return {one.name: HttpWitness(one.url, patience=_WITNESS_PATIENCE) for one in asked if one.url}


@cache
def messenger(channel: str) -> Messenger:
    """The way notices of a channel go out: `mail` or `webhook`."""
    if channel == "webhook":
        from aigis.adapters.webhook import WebhookMessenger

        return WebhookMessenger(allow_loopback=environment().mode != "production")
    if not environment().smtp_url:
        raise DeliveryFailed("No mail server is set. Give its address in AIGIS_SMTP_URL.")
    from aigis.adapters.mail import SmtpMessenger

    return SmtpMessenger(url=environment().smtp_url, sender=environment().sender)


@cache
def lists() -> Lists:
    """What reads and writes workbooks and CSV files."""
    from aigis.adapters.lists import SpreadsheetLists

    return SpreadsheetLists()
