"""What a process needs before it starts, in one sentence where it is missing; and what it goes without."""

import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from aigis.core.errors import DomainError
from aigis.telemetry.setup_gaps import (
    SENTENCES,
    SetupGap,
    gaps_of_settings,
    is_production,
    is_unsynchronised,
    lacks_backup,
)

_CONNECT_SECONDS = 3
_APPS = Path(__file__).resolve().parent.parent / "apps"
_KEYS = {
    "serve": ("master.key", "django.key"),
    "work": ("master.key", "django.key"),
    "seal": ("master.key", "django.key", "log.key"),
}
_SIGNING_KEY = "log.key"
_SAID_BY = {"serve": (SetupGap.TLS,), "work": (SetupGap.SMTP,), "seal": (SetupGap.WITNESSES,)}
_LAST_BACKUP = "SELECT beaten_at FROM notices_heartbeat WHERE process = 'backup'"
_NO_DATABASE = "AIGIS_DATABASE_URL is missing: give the PostgreSQL URL of this process's role, or use 'aigis up'."
_NO_KEYS = "{} is not in {}. Make keys and tables with 'aigis init', or name the folder with AIGIS_KEYS."
_NO_SIGNER = "{} cannot be read in {}. Make it with 'aigis init --signer' as the account of the sealer."
_OLD_TABLES = "The tables lack {} migrations of this version, {} first. Run 'aigis migrate' as their owner."


class NotSetUp(DomainError):
    """Something without which the process cannot run."""

    code = "not_set_up"
    sentence = "Something is missing without which this process cannot run."


def require_set_up(command: str, environ: Mapping[str, str] = os.environ) -> None:
    """Refuses to start `serve`, `work` or `seal` without database, keys or tables; says what else is missing.

    A database that cannot be reached is waited for later.

    Raises:
        NotSetUp: the sentence says what to do.
    """
    url = environ.get("AIGIS_DATABASE_URL", "")
    if not url:
        raise NotSetUp(_NO_DATABASE)
    folder = Path(environ.get("AIGIS_KEYS") or Path(environ.get("AIGIS_DATA", ".aigis/data")) / "keys").absolute()
    signer = Path(environ.get("AIGIS_SIGNER_KEYS") or folder).absolute()
    for name in _KEYS[command]:
        if name == _SIGNING_KEY and signer != folder and not os.access(signer / name, os.R_OK):
            raise NotSetUp(_NO_SIGNER.format(name, signer))
        if not ((signer if name == _SIGNING_KEY else folder) / name).exists():
            raise NotSetUp(_NO_KEYS.format(name, folder))
    if missing := _missing_migrations(url):
        raise NotSetUp(_OLD_TABLES.format(len(missing), missing[0]))
    for gap in _gaps(command, url, environ):
        print(f"aigis: {SENTENCES[gap]}", file=sys.stderr)


def _gaps(command: str, url: str, environ: Mapping[str, str]) -> Iterator[SetupGap]:
    """Yields what the installation goes without; each gap is said by the process that it concerns."""
    yield from (gap for gap in gaps_of_settings(environ) if gap in _SAID_BY[command])
    if command != "seal" or not is_production(environ):
        return
    if is_unsynchronised():
        yield SetupGap.CLOCK
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS) as connection:
            row = connection.execute(_LAST_BACKUP).fetchone()
    except psycopg.Error:
        return
    if lacks_backup(row[0] if row else None, at=datetime.now(UTC)):
        yield SetupGap.BACKUP


def _missing_migrations(url: str) -> list[str]:
    """Which migrations of this version the database has not had; a newer database has had more."""
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS) as connection:
            done = set(connection.execute("SELECT app, name FROM django_migrations").fetchall())
    except psycopg.errors.UndefinedTable:
        done = set()
    except psycopg.Error:
        return []
    ours = sorted((file.parents[1].name, file.stem) for file in _APPS.glob("*/migrations/[0-9]*.py"))
    return [f"{app}.{name}" for app, name in ours if (app, name) not in done]
