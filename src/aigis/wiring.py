"""Chooses the outside world: reads the settings, builds the ports once per process."""

import atexit
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from aigis.core.ports import DeliveryFailed, Keyring, KeyStore, Lists, Messenger, Signer, TileStore, Witness
from aigis.core.tlog.keys import log_files
from aigis.core.tlog.policy import Policy

if TYPE_CHECKING:
    from aigis.adapters.provider_keys import OidcTokens
    from aigis.config.environment import Environment

_WITNESS_PATIENCE = 1.0  # seconds


def environment() -> "Environment":
    """The validated settings of this installation."""
    settings_found: Environment = settings.ENVIRONMENT
    return settings_found


@cache
def keyring() -> Keyring:
    """The master key, from its file outside the database."""
    from aigis.adapters.keyring import FileKeyring

    return FileKeyring(environment().keys / "master.key")


def key_store() -> KeyStore:
    """Where the wrapped data keys stand: a database of their own, beside the register's unless another is named."""
    return _key_store(key_store_conninfo())


def key_store_conninfo() -> str:
    """The address of the database of data keys."""
    return environment().keys_database or _beside(connection.settings_dict)


@cache
def _key_store(conninfo: str) -> KeyStore:
    from aigis.adapters.key_store import PostgresKeyStore

    store = PostgresKeyStore(conninfo)
    atexit.register(store.close)
    return store


_DJANGO_TO_LIBPQ = {"USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}


def _beside(database: Mapping[str, Any]) -> str:
    """The address of the second database on the register's server: the same name with `_keys` behind it."""
    known = {libpq: str(database[django]) for django, libpq in _DJANGO_TO_LIBPQ.items() if database.get(django)}
    items = database.get("OPTIONS", {}).items()
    options: dict[str, Any] = {name: value for name, value in items if isinstance(value, str | int)}
    return make_conninfo("", **{**options, **known, "dbname": f"{database['NAME']}_keys"})


@cache
def signer(origin: str = "") -> Signer:
    """The signing keys of a log with their memory of what they signed; without an origin those of the first log.

    A process whose account cannot read the keys gets what the signer shows to all.
    """
    from aigis.adapters.signer import FileSigner
    from aigis.adapters.signer_files import PublishedSigner

    key, state = signer_files(origin)
    named = origin or environment().log_origin
    if environment().signer and not os.access(key, os.R_OK):
        return PublishedSigner(state, named)
    return FileSigner(key, state, named)


def signer_files(origin: str = "") -> tuple[Path, Path]:
    """Where the signing keys of a log and the state of their signer are."""
    here = environment()
    stem = log_files(origin or here.log_origin, first=here.log_origin)
    return (here.signer or here.keys) / f"{stem}.key", here.signer_public / f"{stem}.state"


def witness_policy() -> Policy:
    """Whose cosignatures this installation asks for and how many make a quorum."""
    return environment().witness_policy


@cache
def witnesses() -> Mapping[str, Witness]:
    """The witnesses of the policy that have an address, by their names there."""
    from aigis.adapters.witness import HttpWitness

    listed_witnesses = witness_policy().witnesses.values()
    return {
        witness.name: HttpWitness(witness.url, patience=_WITNESS_PATIENCE)
        for witness in listed_witnesses
        if witness.url
    }


def tile_store() -> TileStore | None:
    """Where the log is published besides these pages; None without AIGIS_TILES."""
    address = environment().tiles
    if not address:
        return None
    if address.startswith("s3://"):
        from aigis.adapters.object_store import Bucket, ObjectTileStore

        key, secret = environment().tiles_key, environment().tiles_secret
        return ObjectTileStore(Bucket.parse(address, key=key, secret=secret))
    from aigis.adapters.tile_folder import FolderTileStore

    return FolderTileStore(Path(address))


@cache
def messenger(channel: str) -> Messenger:
    """The way notices of a channel go out: `mail` or `webhook`."""
    if channel == "webhook":
        from aigis.adapters.webhook import WebhookMessenger

        public_only = environment().mode == "production"
        return WebhookMessenger(allow_loopback=not public_only, allowed=environment().webhook_networks)
    if not environment().smtp_url:
        raise DeliveryFailed("No mail server is set. Give its address in AIGIS_SMTP_URL.")
    from aigis.adapters.mail import SmtpMessenger

    return SmtpMessenger(url=environment().smtp_url, sender=environment().sender)


def provider_tokens() -> "OidcTokens | None":
    """What verifies tokens of the identity provider; None without one."""
    oidc = environment().oidc
    return _provider_tokens(oidc.issuer, oidc.client_id) if oidc.issuer else None


@cache
def _provider_tokens(issuer: str, client_id: str) -> "OidcTokens":
    from aigis.adapters.provider_keys import OidcTokens

    return OidcTokens(issuer=issuer, client_id=client_id)


@cache
def lists() -> Lists:
    """What reads and writes workbooks and CSV files."""
    from aigis.adapters.lists import SpreadsheetLists

    return SpreadsheetLists()
