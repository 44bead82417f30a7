"""The data keys in a database of their own: a row a scope; a destroyed key leaves its tombstone in the same place.

Every statement commits by itself, on a connection that no transaction of the register shares: a key is there before
anything is closed with it, whatever becomes of the action.
"""

import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from aigis.core.errors import LogRefuses, NoAnswer
from aigis.core.ports import StoredKey

_TABLE = """
    CREATE TABLE IF NOT EXISTS data_key (
        scope text PRIMARY KEY,
        wrapped bytea,
        made_at timestamptz NOT NULL DEFAULT now(),
        erased_at timestamptz,
        decision uuid,
        CHECK ((wrapped IS NULL) = (decision IS NOT NULL))
    )
"""
_GET = "SELECT scope, wrapped, decision FROM data_key WHERE scope = ANY(%s)"
_PUT = """
    INSERT INTO data_key (scope, wrapped) SELECT * FROM unnest(%s::text[], %s::bytea[]) ON CONFLICT (scope) DO NOTHING
"""
# A scope without a key gets its tombstone too: it can never be made again.
_DESTROY = """
    INSERT INTO data_key (scope, wrapped, erased_at, decision) SELECT one, NULL, %s, %s FROM unnest(%s::text[]) AS one
        ON CONFLICT (scope) DO UPDATE
           SET wrapped = NULL, erased_at = excluded.erased_at, decision = excluded.decision
         WHERE data_key.wrapped IS NOT NULL
"""
_NO_ANSWER = "The store of data keys does not answer. Tell the operator; nothing was done."


class PostgresKeyStore:
    """A KeyStore in a PostgreSQL database; one connection a process, made again where it was lost."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._lock = threading.Lock()
        self._connection: psycopg.Connection[Any] | None = None
        self._of_parent: psycopg.Connection[Any] | None = None
        self._process = 0

    def prepare(self) -> None:
        """Makes the database and its table where they are missing; needs the right to make a database only then."""
        try:
            self._run(lambda connection: connection.execute(_TABLE))
        except NoAnswer:
            _make_database(self._conninfo)
            self._run(lambda connection: connection.execute(_TABLE))

    def get(self, scopes: Sequence[str]) -> Mapping[str, StoredKey]:
        """What is stored of some scopes, in one statement; those never made are left out."""
        rows = self._run(lambda connection: connection.execute(_GET, [list(scopes)]).fetchall())
        return {scope: StoredKey(wrapped and bytes(wrapped), decision) for scope, wrapped, decision in rows}

    def put(self, fresh: Mapping[str, bytes]) -> Mapping[str, StoredKey]:
        """Stores wrapped keys where their scopes have none yet; gives what is stored of these then, durably."""
        self._run(lambda connection: connection.execute(_PUT, [list(fresh), list(fresh.values())]))
        return self.get(list(fresh))

    def destroy(self, scopes: Sequence[str], *, decision: UUID, at: datetime) -> int:
        """Replaces keys by tombstones; gives how many changed. Doing so again changes nothing."""
        changed = self._run(lambda connection: connection.execute(_DESTROY, [at, decision, list(scopes)]).rowcount)
        self._run(lambda connection: connection.execute("VACUUM data_key"))
        return int(changed)

    def living(self, prefix: str) -> Mapping[str, datetime]:
        """The scopes that begin with a word and have a key, with the instants they were made."""
        statement = "SELECT scope, made_at FROM data_key WHERE wrapped IS NOT NULL AND starts_with(scope, %s)"
        return dict(self._run(lambda connection: connection.execute(statement, [prefix]).fetchall()))

    def erased(self) -> Mapping[str, UUID]:
        """Every scope whose key was destroyed, with the decision."""
        statement = "SELECT scope, decision FROM data_key WHERE wrapped IS NULL"
        return dict(self._run(lambda connection: connection.execute(statement).fetchall()))

    def rewrap(self, change: Callable[[str, bytes], bytes]) -> int:
        """Replaces wrapped keys one by one, each only if nobody changed it meanwhile; returns how many changed."""
        statement = "SELECT scope, wrapped FROM data_key WHERE wrapped IS NOT NULL"
        stored = self._run(lambda connection: connection.execute(statement).fetchall())
        return sum(self._replace(scope, bytes(wrapped), change(scope, bytes(wrapped))) for scope, wrapped in stored)

    def _replace(self, scope: str, wrapped: bytes, new: bytes) -> int:
        if new == wrapped:
            return 0
        statement = "UPDATE data_key SET wrapped = %s WHERE scope = %s AND wrapped = %s"
        return int(self._run(lambda connection: connection.execute(statement, [new, scope, wrapped]).rowcount))

    def remove(self, scopes: Iterable[str]) -> int:
        """Removes keys that close nothing; a tombstone stays. Gives how many went."""
        statement = "DELETE FROM data_key WHERE wrapped IS NOT NULL AND scope = ANY(%s)"
        return int(self._run(lambda connection: connection.execute(statement, [list(scopes)]).rowcount))

    def close(self) -> None:
        """Ends the connection; the next use makes another."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _run(self, work: Callable[[psycopg.Connection[Any]], Any]) -> Any:
        """Does one statement; a connection that was lost since the last use is made again once."""
        with self._lock:
            for last in (False, True):
                try:
                    return work(self._open())
                except psycopg.OperationalError as lost:
                    if self._connection is not None:
                        self._connection.close()
                        self._connection = None
                    if last:
                        raise NoAnswer(_NO_ANSWER) from lost
                except psycopg.errors.UndefinedTable:
                    raise LogRefuses("The store of data keys is not set up. Run 'aigis manage migrate'.") from None
        raise NoAnswer(_NO_ANSWER)

    def _open(self) -> psycopg.Connection[Any]:
        """The process's connection; a child of a fork never talks over its parent's."""
        if self._process != os.getpid():
            # Kept, not closed: to close it here would end the parent's session on the socket both of them hold.
            self._of_parent, self._connection, self._process = self._connection, None, os.getpid()
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._conninfo, autocommit=True)
            self._connection.execute("SET synchronous_commit = on")
        return self._connection


def _make_database(conninfo: str) -> None:
    """Makes the database on its server; raises NoAnswer where that server does not answer or does not let us."""
    name = conninfo_to_dict(conninfo).get("dbname")
    try:
        with psycopg.connect(make_conninfo(conninfo, dbname="postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(str(name)))
            )
    except psycopg.errors.DuplicateDatabase:
        return
    except psycopg.Error as refused:
        raise NoAnswer(
            f"The database '{name}' for data keys is not there and cannot be made. "
            "Make it, or name another in AIGIS_KEYS_DATABASE_URL."
        ) from refused
