"""What tests of erasure share: a store of keys of their own, a log that is sealed, and a search through a dump."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import cast

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from aigis import wiring
from aigis.adapters.key_store import PostgresKeyStore
from aigis.apps.audit import data_keys, sealer
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.retention import run as retention_run
from aigis.apps.retention.run import Done
from aigis.core.errors import Conflict

YEAR = timedelta(days=365)


def store() -> PostgresKeyStore:
    return cast(PostgresKeyStore, wiring.key_store())


def empty_store() -> None:
    store()._run(lambda connection: connection.execute("TRUNCATE data_key"))
    data_keys.clear()


@pytest.fixture(autouse=True)
def own_keys(db: None) -> Iterator[None]:
    """Tombstones outlive a test's transaction: no other test may find one."""
    empty_store()
    yield
    empty_store()


def seal_all(*, at: datetime) -> None:
    sealer.open_log(at=at)
    while sealer.seal(at=at):
        pass


def erase(*, at: datetime) -> list[Done]:
    """A whole run, with a sealer beside it."""
    found = []
    for _ in range(5):
        try:
            found += list(retention_run.run(actor=SYSTEM, at=at, patience=0))
            break
        except Conflict:
            seal_all(at=at)
    seal_all(at=at)
    return found


def dump() -> list[tuple[str, object]]:
    """Every cell of every table of the register's database, as (table.column, value)."""
    cells: list[tuple[str, object]] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the names of our own tables
            names = [column.name for column in cursor.description]
            for row in cursor.fetchall():
                cells += [(f"{table}.{name}", value) for name, value in zip(names, row, strict=True)]
    return cells


FIELDS = (
    *("entry.core", "entry.actor", "entry.subject", "check.person", "check.matches", "subject.person", "ban.ground"),
    *("lookup", "lookup.justification", "lookup.review", "proposal.change", "register.upload"),
)


def readable(cells: list[tuple[str, object]]) -> str:
    """Everything that can be read in a dump with every key that is left."""
    with_keys = data_keys.known(list(store().living("")))
    ciphers = [AESGCM(key) for key in with_keys.values()]
    subjects = {str(value) for column, value in cells if column == "audit_entry.about" and value}
    refs = {str(value) for column, value in cells if column == "rosters_rosterentry.ref"}
    bound = [*(f"entry.subject.{subject}" for subject in subjects), *(f"roster.person:{ref}" for ref in refs)]
    fields = [name.encode() for name in (*FIELDS, *bound)]
    found = [str(value) for _, value in cells if isinstance(value, str)]
    for closed in {bytes(value) for _, value in cells if isinstance(value, bytes | memoryview)}:
        if closed[:1] == b"\x01" and len(closed) > 29:
            found += _opened(closed, ciphers, fields)
    return "\n".join(found)


def _opened(closed: bytes, ciphers: list[AESGCM], fields: list[bytes]) -> list[str]:
    for cipher in ciphers:
        for field in fields:
            try:
                return [cipher.decrypt(closed[1:13], closed[13:], field).decode(errors="replace")]
            except InvalidTag:
                continue
    return []
