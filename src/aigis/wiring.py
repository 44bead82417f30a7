"""Chooses the outside world: reads the settings, builds the ports once per process."""

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from aigis.core.ports import DeliveryFailed, Keyring, Messenger, Signer

if TYPE_CHECKING:
    from aigis.config.environment import Environment


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
def signer() -> Signer:
    """The log's signing key with its own memory of what it signed."""
    from aigis.adapters.signer import FileSigner

    folder = environment().keys
    return FileSigner(folder / "log.key", folder / "log.state", environment().log_origin)


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
