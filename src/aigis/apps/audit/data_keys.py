"""Data keys: kept in a store of their own, durable before anything is closed with them, gone for good once destroyed.

A process remembers keys for at most `REMEMBERED_SECONDS`: so long after its destruction a key may still open something
elsewhere, and no longer.
"""

import os
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from aigis import wiring
from aigis.apps.audit import sealed_fields
from aigis.core.crypto import field_encryption
from aigis.core.errors import Erased, LogRefuses
from aigis.core.ports import StoredKey
from aigis.core.privacy import retention
from aigis.core.privacy.retention import Kept

REMEMBERED_SECONDS = 60.0
SAVED_REGISTER = "register"  # the first word of scopes of keys that close the register saved in a file, everybody in it
_SUBJECT = "subject:"
_CACHED_AT_MOST = 4096
_AT_ONCE = 20_000  # scopes a statement

_lock = threading.Lock()
_cache: dict[str, bytes] = {}
_gone: dict[str, UUID] = {}  # tombstones never change
_emptied_at = time.monotonic()


def month_scope(at: datetime, *, kept_class: Kept = Kept.LOG) -> str:
    """The scope of the key that closes what a class recorded in the instant's UTC month."""
    return retention.month_scope(at, kept_class=kept_class)


def month_key(at: datetime, *, kept_class: Kept = Kept.LOG) -> bytes:
    """The data key of a class's month, made on first use; raises Erased where the month was erased."""
    scope = month_scope(at, kept_class=kept_class)
    return _remembered().get(scope) or made([scope])[scope]


def key(scope: str) -> bytes:
    """The data key of an existing scope; raises Erased where it was destroyed, LogRefuses where it was never made."""
    return _remembered().get(scope) or keys([scope])[scope]


def keys(scopes: Sequence[str]) -> dict[str, bytes]:
    """The data keys of many scopes in one statement; raises as `key` does."""
    by_scope = known(scopes)
    for scope in scopes:
        if scope not in by_scope:
            raise _absent(scope)
    return by_scope


def known(scopes: Sequence[str]) -> dict[str, bytes]:
    """The data keys of those scopes that have one, in one statement."""
    wanted = dict.fromkeys(scopes)
    cache = _remembered()
    by_scope = {scope: cache[scope] for scope in wanted if scope in cache}
    missing = [scope for scope in wanted if scope not in by_scope and scope not in _gone]
    for some in _some(missing):
        by_scope |= _take(wiring.key_store().get(some))
    return by_scope


def made(scopes: Sequence[str]) -> dict[str, bytes]:
    """The data keys of scopes, made where they are new and durable when this returns, in one statement.

    Two processes that make the same one get the same. Raises Erased where one was destroyed: it is never made again.
    """
    by_scope = known(scopes)
    new = [scope for scope in dict.fromkeys(scopes) if scope not in by_scope and scope not in _gone]
    for some in _some(new):
        by_scope |= _take(
            wiring.key_store().put({scope: wiring.keyring().wrap(os.urandom(32), scope=scope) for scope in some})
        )
    for scope in scopes:
        if scope not in by_scope:
            raise _absent(scope)
    return by_scope


def decision_of(scope: str) -> UUID | None:
    """The decision by which a scope's key was destroyed; None where it was not."""
    if scope not in _gone:
        known([scope])
    return _gone.get(scope)


def open_of_month(at: datetime, *, kept_class: Kept, field: str, closed: field_encryption.Stored) -> bytes:
    """Opens what a class closed in the instant's month; raises Erased where the month was erased.

    A column that was emptied is erased as well. What was closed before the class had keys of its own opens with the
    month's.
    """
    own = month_scope(at, kept_class=kept_class)
    known_keys = known([own])
    decision = decision_of(own)
    if decision is not None or not bytes(closed):
        raise Erased.by(decision or "-")
    if own in known_keys:
        try:
            return sealed_fields.open_bytes(known_keys[own], field=field, ciphertext=closed)
        except LogRefuses:
            pass
    return sealed_fields.open_bytes(key(month_scope(at)), field=field, ciphertext=closed)


def destroy(scopes: Iterable[str], *, decision: UUID, at: datetime) -> int:
    """Destroys keys for good, and forgets all that this process remembers; gives how many were there.

    With a subject the keys of saved registers go: whoever is erased may still be in one of these.
    """
    store, wanted = wiring.key_store(), list(scopes)
    if any(scope.startswith(_SUBJECT) for scope in wanted):
        store.remove(store.living(f"{SAVED_REGISTER}:"))
    changed = sum(store.destroy(some, decision=decision, at=at) for some in _some(wanted))
    clear()
    return changed


def clear() -> None:
    """Empties this process's memory of keys."""
    with _lock:
        _empty()
        _gone.clear()


def drop(scopes: Iterable[str]) -> None:
    """Drops what this process remembers of some scopes, as of those whose key another process destroyed."""
    with _lock:
        if [scope for scope in scopes if _cache.pop(scope, None) is not None]:
            field_encryption.clear_ciphers()


def _empty() -> None:
    global _emptied_at
    _cache.clear()
    field_encryption.clear_ciphers()
    _emptied_at = time.monotonic()


def _remembered() -> dict[str, bytes]:
    if time.monotonic() - _emptied_at > REMEMBERED_SECONDS or len(_cache) > _CACHED_AT_MOST:
        with _lock:
            _empty()
    return _cache


def _take(stored: Mapping[str, StoredKey]) -> dict[str, bytes]:
    """Opens wrapped keys and remembers them, up to what fits; notes the tombstones."""
    unwrapped = {}
    for scope, stored_key in stored.items():
        if stored_key.wrapped is not None:
            unwrapped[scope] = wiring.keyring().unwrap(stored_key.wrapped, scope=scope)
        elif stored_key.decision is not None:
            _gone[scope] = stored_key.decision
    if len(unwrapped) < _CACHED_AT_MOST:
        _cache.update(unwrapped)
    return unwrapped


def _absent(scope: str) -> Erased | LogRefuses:
    decision = _gone.get(scope)
    if decision is not None:
        return Erased.by(decision)
    return LogRefuses("A data key is missing, and no decision erased it. See the runbook first.")


def _some(scopes: list[str]) -> Iterable[list[str]]:
    return (scopes[first : first + _AT_ONCE] for first in range(0, len(scopes), _AT_ONCE))
