"""The limit beside our figures: pgbench committing the same rows on the same PostgreSQL, and nothing else."""

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from aigis.ops.postgres_binaries import bindir

if TYPE_CHECKING:
    from django.db.models import Field, Model

# Bytes of the encrypted columns of a check of one person with all details; a nullable column without a size is empty.
_SIZES = {
    "audit_entry": {"core": 340, "actor": 130, "subject": 260},
    "checks_check": {"person": 220},
}
_ANY_SIZE = 64
_TEXT_LENGTH = 8  # characters, about what purpose, source, verdict and reason have
_EXPRESSIONS = {
    "UUIDField": "gen_random_uuid()",
    "DateTimeField": "now()",
    "DateField": "current_date",
    "BooleanField": "false",
    "JSONField": "'{}'",
}


class Ceiling:
    """Runs pgbench against copies of our tables, indexes included."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self._url = database_url
        self._script = folder / "same-rows.sql"
        models = check_models()
        self._script.write_text("\n".join(["BEGIN;", *map(insert_statement, models), "COMMIT;", ""]))
        with psycopg.connect(database_url, autocommit=True) as connection:
            for model in models:
                table = model._meta.db_table
                connection.execute(f"CREATE TABLE IF NOT EXISTS bench_{table} (LIKE {table} INCLUDING ALL)")

    def per_second(self, *, connections: int, seconds: float) -> float:
        """Returns the committed transactions a second at so many connections."""
        command = [
            bindir(user=None) / "pgbench",
            *("-n", "-M", "prepared", "-f", self._script, "-c", connections, "-j", min(2, connections)),
            *("-T", max(1, round(seconds)), "-d", self._url),
        ]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        match = re.search(r"tps = ([0-9.]+)", done.stdout)
        if match is None:
            raise RuntimeError(f"pgbench said: {done.stderr[-500:]}")
        return round(float(match[1]), 1)


def check_models() -> "tuple[type[Model], ...]":
    """Returns the models of the rows that one check without a hit writes."""
    from aigis.apps.audit.models import Entry, Pending
    from aigis.apps.checks.models import Check

    return Entry, Pending, Check


def insert_statement(model: "type[Model]") -> str:
    """Writes the insert of one row into the copy of a model's table, with every column that must have a value."""
    table = model._meta.db_table
    sizes = _SIZES.get(table, {})
    values = {
        str(field.column): _value(field, size=sizes.get(str(field.column), _ANY_SIZE))
        for field in model._meta.concrete_fields
        if field.column in sizes or not field.null
    }
    return f"INSERT INTO bench_{table} ({', '.join(values)}) VALUES ({', '.join(values.values())});"  # noqa: S608


def _value(field: "Field[Any, Any]", *, size: int) -> str:
    """Returns an SQL expression for a column of the field's kind: bytes of the size, numbers 1, short texts."""
    kind = field.get_internal_type()
    if kind == "BinaryField":
        return f"decode(repeat('5a', {size}), 'hex')"
    if kind in ("CharField", "TextField"):
        choices = [value for value, _ in field.choices or ()]
        return f"'{choices[0] if choices else 'x' * min(field.max_length or _TEXT_LENGTH, _TEXT_LENGTH)}'"
    return _EXPRESSIONS.get(kind, "1")
