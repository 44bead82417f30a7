"""The store of data keys: what becomes of its one connection in a child of a fork, and when it is closed."""

import gc
import os
import warnings
from datetime import UTC, datetime
from uuid import UUID

import pytest

from aigis import wiring
from aigis.adapters.key_store import PostgresKeyStore


@pytest.fixture
def store(db: None) -> PostgresKeyStore:
    found = wiring.key_store()
    assert isinstance(found, PostgresKeyStore)
    return found


def session_of(store: PostgresKeyStore) -> int:
    """The server's process that answers the store now."""
    assert store._connection is not None
    return store._connection.info.backend_pid


def in_a_child(store: PostgresKeyStore) -> int:
    """Uses the store in a child; 0 where it answered there and nothing was left open unclosed."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        store.living("month:")
        store.close()
        gc.collect()
    return len([one for one in told if one.category is ResourceWarning])


def test_a_child_of_a_fork_leaves_no_connection_open_and_its_parents_alone(store: PostgresKeyStore) -> None:
    store.living("month:")
    session = session_of(store)  # nothing but the store may hold its connection here
    child = os.fork()
    if child == 0:
        code = 9
        try:
            code = in_a_child(store)
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    store.living("month:")
    assert session_of(store) == session


def test_a_closed_store_opens_again_at_its_next_use(store: PostgresKeyStore) -> None:
    store.living("month:")
    before = store._connection
    store.close()
    assert before is not None and before.closed
    store.living("month:")
    assert store._connection is not before


def test_wrapped_keys_are_replaced_and_tombstones_stay(store: PostgresKeyStore) -> None:
    at, decision = datetime(2026, 11, 22, tzinfo=UTC), UUID(int=7)
    store.put({"rewrap:a": b"old", "rewrap:b": b"same", "rewrap:c": b"old"})
    store.destroy(["rewrap:c"], decision=decision, at=at)
    try:
        changed = store.rewrap(lambda scope, wrapped: b"new" if scope == "rewrap:a" else wrapped)
        stored = store.get(["rewrap:a", "rewrap:b", "rewrap:c"])
        assert changed == 1
        assert (stored["rewrap:a"].wrapped, stored["rewrap:b"].wrapped) == (b"new", b"same")
        assert stored["rewrap:c"].decision == decision
    finally:
        store.remove(["rewrap:a", "rewrap:b"])
