"""The shared cache: values of JSON, one winner of several that add, and nothing in the table that could act."""

import base64
import os
import pickle
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection


def store_raw(key: str, value: str) -> None:
    """Writes into the table what somebody with the database could."""
    cache.set(key, "before")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_cache SET value = %s", [value])


def test_values_come_back_until_they_expire(db: None) -> None:
    cache.set("a", [1.5, "b"], timeout=60)
    cache.set("over", 1, timeout=-1)
    cache.set("lasting", 1, timeout=None)
    assert (cache.get("a"), cache.get("over"), cache.get("lasting"), cache.get("none", 7)) == ([1.5, "b"], None, 1, 7)


def test_a_key_is_added_once_and_again_when_it_is_over(db: None) -> None:
    assert cache.add("lock", True, timeout=60)
    assert not cache.add("lock", True, timeout=60)
    cache.set("lock", True, timeout=-1)
    assert cache.add("lock", True, timeout=60)
    assert cache.delete("lock") and not cache.delete("lock")


def test_expired_rows_go_with_the_next_removal(db: None) -> None:
    cache.set("over", 1, timeout=-1)
    cache.delete("other")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_cache")
        assert cursor.fetchone() == (0,)


def test_touch_moves_the_expiry_of_what_lives(db: None) -> None:
    cache.set("a", 1, timeout=60)
    assert cache.touch("a", timeout=-1) and cache.get("a") is None and not cache.touch("a")


def test_a_pickle_in_the_table_runs_nothing(db: None, tmp_path: Path) -> None:
    trace = tmp_path / "ran"

    class Attack:
        def __reduce__(self) -> tuple[object, tuple[str, int]]:
            return os.mkdir, (str(trace), 0o700)

    store_raw("a", base64.b64encode(pickle.dumps(Attack())).decode())
    assert cache.get("a", "absent") == "absent" and not trace.exists()


def test_a_value_that_is_no_json_is_refused(db: None) -> None:
    with pytest.raises(TypeError):
        cache.set("a", object())
