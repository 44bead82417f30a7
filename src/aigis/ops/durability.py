"""What the database must promise before an answer may leave: looked at once, when a process starts."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import psycopg

from aigis.core.errors import DomainError

# PostgreSQL's settings without which a committed row may be gone after a power cut, and what they must be.
REQUIRED = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": ("on", "remote_write", "remote_apply")}
_STANDBYS = "synchronous_standby_names"
_CONNECT_SECONDS = 3
_NO_STANDBY = "The database has no synchronous standby: a failover may lose the last bans. See the runbook, Failover."


class NotDurable(DomainError):
    """The database may lose what it has confirmed."""

    code = "not_durable"
    sentence = "The database may lose what it has confirmed. Set fsync, full_page_writes and synchronous_commit to on."


def require_durable(environ: Mapping[str, str] = os.environ) -> None:
    """Refuses a production database that may lose confirmed rows; warns of one without a synchronous standby.

    A database that cannot be reached is waited for later, by whoever needs it.

    Raises:
        NotDurable: a setting is weaker than required; the sentence names it.
    """
    url = environ.get("AIGIS_DATABASE_URL", "")
    if not url or environ.get("AIGIS_MODE", "production") != "production":
        return
    try:
        settings = _settings(url)
    except psycopg.Error:
        return
    weak = [f"{name} is {settings[name]}" for name, values in REQUIRED.items() if settings[name] not in values]
    if weak:
        raise NotDurable(f"The database may lose what it has confirmed: {', '.join(weak)}. Set it to on.")
    if not settings[_STANDBYS] and not _is_embedded(url, environ):
        print(f"aigis: {_NO_STANDBY}", file=sys.stderr)


def _settings(url: str) -> dict[str, str]:
    names = [*REQUIRED, _STANDBYS]
    with psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS) as connection:
        rows = connection.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [names]).fetchall()
    return dict(rows)


def _is_embedded(url: str, environ: Mapping[str, str]) -> bool:
    """Tells whether it is the one server that `aigis up` started itself: that one has no standby to lose to."""
    host = psycopg.conninfo.conninfo_to_dict(url).get("host")
    data = environ.get("AIGIS_DATA")
    return bool(host and data) and Path(str(host)).resolve().is_relative_to(Path(str(data)).resolve())
