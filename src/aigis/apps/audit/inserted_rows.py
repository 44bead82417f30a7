"""Counts the rows that an INSERT left: a trigger may swallow one without an error, and nothing may rest on it then."""

import re
from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from aigis.core.errors import NoAnswer

# Django's own inserts: literal placeholders a row, or one array a column (UNNEST).
_PLAIN = re.compile(r'INSERT INTO "(?P<table>\w+)" \((?P<columns>[^)]*)\) (?P<form>VALUES|SELECT \* FROM UNNEST)')


def require_all(table: str, *, expected: int, arrived: int) -> None:
    """Raises NoAnswer where fewer rows arrived in a table than were sent: something stands between us and it."""
    if arrived < expected:
        raise NoAnswer(
            f"The database kept {arrived} of {expected} rows of {table}. Nothing was done. Tell the operator at once."
        )


def watch(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Has every INSERT of the ORM on a connection to PostgreSQL counted."""
    if connection.vendor == "postgresql" and _count not in connection.execute_wrappers:
        connection.execute_wrappers.append(_count)


def install() -> None:
    """Watches every connection from its beginning."""
    connection_created.connect(watch, dispatch_uid="inserted_rows")


def _count(execute: Callable[..., Any], statement: Any, params: Any, several: bool, context: dict[str, Any]) -> Any:
    result = execute(statement, params, several, context)
    match = _PLAIN.match(statement) if isinstance(statement, str) else None
    if match and not several and "ON CONFLICT" not in statement:
        require_all(match["table"], expected=_expected(match, params), arrived=context["cursor"].rowcount)
    return result


def _expected(match: re.Match[str], params: Any) -> int:
    """How several rows the parameters are: a value for each column of each row, or an array for each column."""
    if match["form"] != "VALUES":
        return len(params[0])
    columns = match["columns"].count(",") + 1
    return max(1, len(params or ()) // columns)
