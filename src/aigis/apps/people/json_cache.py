"""The cache that rate limits share between processes: JSON in a table.

Django's own cache in a database unpickles what it reads, so that whoever can write the table runs code in the web
process. JSON holds numbers, texts and lists, and nothing that acts.
"""

import json
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

_FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
_GET = "SELECT value FROM people_cache WHERE cache_key = %s AND expires > %s"
# A live row stays where a key is only added; one that is over gives way.
_ADD = """
    INSERT INTO people_cache AS present (cache_key, value, expires) VALUES (%s, %s, %s)
        ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
         WHERE present.expires <= %s
"""
_SET = """
    INSERT INTO people_cache (cache_key, value, expires) VALUES (%s, %s, %s)
        ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""
_TOUCH = "UPDATE people_cache SET expires = %s WHERE cache_key = %s AND expires > %s"
_DELETE = "DELETE FROM people_cache WHERE cache_key = %s"
_PRUNE = "DELETE FROM people_cache WHERE expires <= %s"


class JsonTableCache(BaseCache):
    """A Django cache whose values are JSON; what cannot be read is absent."""

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Returns a value that has not expired."""
        rows = self._run(_GET, [self._named(key, version), _now()])
        try:
            return json.loads(rows[0][0]) if rows else default
        except ValueError:
            return default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Stores a value; raises TypeError for one that is no JSON."""
        self._run(_SET, [self._named(key, version), json.dumps(value), self._expiry(timeout)])

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Stores a value where the key has none that lives; tells whether it did, to one of several at once."""
        row = [self._named(key, version), json.dumps(value), self._expiry(timeout), _now()]
        return bool(self._run(_ADD, row))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Gives a live key another expiry; tells whether it was there."""
        return bool(self._run(_TOUCH, [self._expiry(timeout), self._named(key, version), _now()]))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Removes a key, and with it whatever has expired."""
        removed = bool(self._run(_DELETE, [self._named(key, version)]))
        self._run(_PRUNE, [_now()])
        return removed

    def clear(self) -> None:
        """Removes everything."""
        self._run("DELETE FROM people_cache", [])

    def _named(self, key: str, version: int | None) -> str:
        return str(self.make_and_validate_key(key, version=version))

    def _expiry(self, timeout: Any) -> datetime:
        seconds = self.get_backend_timeout(timeout)
        return _FOREVER if seconds is None else datetime.fromtimestamp(seconds, UTC)

    def _run(self, statement: str, values: list[Any]) -> Any:
        """Returns the rows read, or how many were written."""
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else cursor.rowcount


def _now() -> datetime:
    return datetime.now(UTC)
