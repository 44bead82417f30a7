"""Data keys: made on a connection of their own, so that a key is never younger than what it closes."""

import os
import threading
from datetime import UTC, datetime

from django.db import connection

from aigis import wiring
from aigis.core.errors import LogRefuses

_cache: dict[str, bytes] = {}
_lock = threading.Lock()
_CACHED_AT_MOST = 4096


def month_scope(at: datetime) -> str:
    """The scope of the key that closes what was recorded in the instant's UTC month."""
    return f"month:{at.astimezone(UTC):%Y-%m}"


def month_key(at: datetime) -> bytes:
    """The data key of the month, made on first use."""
    scope = month_scope(at)
    return _cache.get(scope) or _fetch_or_make(scope)


def key(scope: str) -> bytes:
    """The data key of an existing scope; raises LogRefuses when it was destroyed or never made."""
    return keys([scope])[scope]


def keys(scopes: list[str]) -> dict[str, bytes]:
    """The data keys of many scopes in one statement."""
    missing = [scope for scope in dict.fromkeys(scopes) if scope not in _cache]
    found = {scope: _cache[scope] for scope in scopes if scope in _cache}
    if missing:
        with connection.cursor() as cursor:
            cursor.execute("SELECT scope, wrapped FROM audit_datakey WHERE scope = ANY(%s)", [missing])
            found |= {scope: wiring.keyring().unwrap(bytes(wrapped)) for scope, wrapped in cursor.fetchall()}
    if len(found) < len(set(scopes)):
        raise LogRefuses("A data key is not there: what it closed has been erased.")
    return found


def new_key() -> tuple[bytes, bytes]:
    """A fresh data key and its wrapped form, for rows written in the same transaction as what they close."""
    fresh = os.urandom(32)
    return fresh, wiring.keyring().wrap(fresh)


def forget() -> None:
    """Empties this process's cache of keys."""
    _cache.clear()


def _fetch_or_make(scope: str) -> bytes:
    """Commits the key on its own connection before anybody uses it: a rolled-back action must not take it along."""
    with _lock:
        if len(_cache) > _CACHED_AT_MOST:
            _cache.clear()
        if scope not in _cache:
            apart = connection.copy()
            try:
                with apart.cursor() as cursor:
                    cursor.execute(
                        "INSERT INTO audit_datakey (scope, wrapped) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                        [scope, new_key()[1]],
                    )
                    cursor.execute("SELECT wrapped FROM audit_datakey WHERE scope = %s", [scope])
                    _cache[scope] = wiring.keyring().unwrap(bytes(cursor.fetchone()[0]))
            finally:
                apart.close()
        return _cache[scope]
