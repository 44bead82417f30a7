"""Holds every statement that the product sends during a test against the list of privileges.

The tests run as the owner of their database, who may do anything. What no process may do in production fails here:
either the statement gets its line in `ops/database/privileges.py`, or there is a reason to think again. Rows that are
final are so for the product alone: a test may change them, as whoever owns a database could.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from aigis.apps.audit.final_rows import FUNCTION
from aigis.ops.database.privileges import WRITES

ROOT = Path(__file__).resolve().parents[2]
_PRODUCT, _TESTS = str(ROOT / "src" / "aigis"), str(ROOT / "tests")
_INSERT = re.compile(r'\bINSERT INTO\s+"?(\w+)"?', re.I)
_DELETE = re.compile(r'\bDELETE FROM\s+"?(\w+)"?', re.I)
_UPDATE = re.compile(
    r'(?<!FOR )(?<!KEY )(?<!DO )\bUPDATE\s+"?(\w+)"?(?:\s+AS\s+\w+|\s+\w+)??\s+SET\s+'
    r"(.*?)(?=\bWHERE\b|\bFROM\b|\bRETURNING\b|$)",
    re.I | re.S,
)
_ON_CONFLICT = re.compile(r"\bDO UPDATE\s+SET\s+(.*?)(?=\bWHERE\b|\bRETURNING\b|$)", re.I | re.S)
_LOCK = re.compile(r'\bFROM\s+"?(\w+)"?.*\bFOR (?:NO KEY )?UPDATE\b', re.I | re.S)
_COLUMN = re.compile(r'(?:^|,)\s*"?(\w+)"?\s*=')
_VERB = re.compile(r"\b(INSERT|UPDATE|DELETE)\b", re.I)
_MADE_FINAL = re.compile(r"make_final\(\s*'(\w+)'")
FINAL = {
    table
    for file in (ROOT / "src/aigis/apps").glob("*/migrations/*.py")
    for table in _MADE_FINAL.findall(file.read_text())
}
_AS_OWNER = """BEGIN
    IF current_setting('aigis.test_owner', true) = 'on' THEN
        IF TG_OP = 'UPDATE' THEN RETURN NEW; ELSIF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NULL; END IF;
    END IF;"""


def needs(statement: str) -> Iterator[tuple[str, str, str]]:
    """Yields what a statement needs: table, `insert`, `delete`, `update` or `lock`, and for an update the column."""
    inserted = _INSERT.findall(statement)
    yield from ((table, "insert", "") for table in inserted)
    yield from ((table, "delete", "") for table in _DELETE.findall(statement))
    for table, assignments in _UPDATE.findall(statement):
        yield from ((table, "update", column) for column in _COLUMN.findall(assignments))
    for assignments in _ON_CONFLICT.findall(statement):
        yield from ((inserted[-1], "update", column) for column in _COLUMN.findall(assignments))
    if not inserted:
        yield from ((table, "lock", "") for table in _LOCK.findall(statement))


def refused(statement: str) -> list[str]:
    """Returns what no process may do, in words."""
    return [
        f"{verb} {table} {column}".strip() for table, verb, column in needs(statement) if not _may(table, verb, column)
    ]


def _may(table: str, verb: str, column: str) -> bool:
    rows = [writes[table] for writes in WRITES.values() if table in writes]
    if verb == "update":
        return any(row.update == ("*",) or column in row.update for row in rows)
    return any(bool(row.update) if verb == "lock" else getattr(row, verb) for row in rows)


def _of_product(frame: FrameType | None) -> bool:
    """Tells whether the nearest frame of ours belongs to the product, its migrations apart."""
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(_PRODUCT):
            return "/migrations/" not in name
        if name.startswith(_TESTS) and name != __file__:
            return False
        frame = frame.f_back
    return False


def let_tests_change_final_rows(connection: BaseDatabaseWrapper) -> None:
    """Gives the test database a function that lets a session through which says it is a test; ours never says so."""
    with connection.cursor() as cursor:
        cursor.execute(FUNCTION.replace("BEGIN", _AS_OWNER, 1))


def _hold(execute: Callable[..., Any], statement: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    text = statement if isinstance(statement, str) else ""
    if not _VERB.search(text) or not _of_product(sys._getframe(1)):
        return execute(statement, params, many, context)
    if wrong := refused(text):
        raise AssertionError(f"No role of the database may {'; '.join(wrong)}: see ops/database/privileges.py")
    if not any(table in FINAL and verb in ("update", "delete") for table, verb, _ in needs(text)):
        return execute(statement, params, many, context)
    with _as_process(context["connection"].connection):
        return execute(statement, params, many, context)


@contextmanager
def _as_process(session: "psycopg.Connection[Any]") -> Iterator[None]:
    """Takes a test's freedom from one statement; where its transaction fails, the database takes the setting back."""
    with suppress(psycopg.Error):
        session.execute("SET aigis.test_owner = off")
    try:
        yield
    finally:
        with suppress(psycopg.Error):
            session.execute("SET aigis.test_owner = on")


def _watch(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if _hold not in connection.execute_wrappers:
        connection.execute_wrappers.append(_hold)
    with connection.cursor() as cursor:
        cursor.execute("SET aigis.test_owner = on")


connection_created.connect(_watch, dispatch_uid="statements")
