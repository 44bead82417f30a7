"""Many rows in one statement: columns go over as binary arrays, so a batch costs one round trip whatever its size."""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection, transaction

Columns = dict[str, str]  # column -> PostgreSQL type


def insert(table: str, columns: Columns, rows: Sequence[Sequence[Any]], *, then: str = "") -> None:
    """Inserts rows given as tuples in the columns' order; `then` is SQL that reads the written rows as `written`."""
    if not rows:
        return
    names = ", ".join(columns)
    arrays = ", ".join(f"%b::{kind}[]" for kind in columns.values())
    statement = f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays})"  # noqa: S608 - names are ours
    if then:
        statement = f"WITH written AS ({statement} RETURNING *) {then}"
    execute(statement, [list(column) for column in zip(*rows, strict=True)])


def execute(statement: str, values: Sequence[Any]) -> None:
    """Runs a statement in the open transaction with binary values bound by the server; Django's cursors write text."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("rows are written inside an action's transaction only")
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, values, prepare=True)
