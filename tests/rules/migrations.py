"""Which migrations would stop a running installation, or break the version that still runs beside the new one.

A migration comes in three releases: expand (what the old version does not mind), migrate (fill in parts), contract
(take away what no running version uses). Those of the baseline ran before there was an installation.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, RemoveIndexConcurrently
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelTable,
    AlterUniqueTogether,
    CreateModel,
    DeleteModel,
    RemoveField,
    RemoveIndex,
    RenameField,
    RenameModel,
    RunPython,
    RunSQL,
    SeparateDatabaseAndState,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED

CONTRACTS = "contracts"  # of a migration: the release since which no running version uses what it takes away
_SQL = (
    (r"\bCREATE\s+(UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)", "an index without CONCURRENTLY holds every write"),
    (r"\bDROP\s+INDEX\s+(?!CONCURRENTLY)", "an index is dropped without CONCURRENTLY"),
    (r"\bALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE\b", "another type rewrites the table"),
    (r"\bSET\s+NOT\s+NULL\b", "NOT NULL reads the whole table under a lock: validate a CHECK first"),
    (r"\bADD\s+CONSTRAINT\b(?!.*\b(NOT\s+VALID|USING\s+INDEX)\b)", "a constraint is added without NOT VALID"),
    (r"\bRENAME\b", "the version that still runs does not know the new name"),
    (r"\bDROP\s+(TABLE|COLUMN)\b", "the version that still runs uses it"),
    (r"\b(LOCK\s+TABLE|VACUUM\s+FULL|CLUSTER|REINDEX)\b", "it holds the whole table"),
)


def find_blocking(migration: Migration, state: ProjectState) -> list[str]:
    """Lists what a migration does that others wait for or fail at; `state` is that before it and is changed."""
    made: set[str] = set()
    faults: list[str] = []
    for operation in migration.operations:
        before = state.clone()
        operation.state_forwards(migration.app_label, state)
        faults += [f"{operation.describe()}: {why}" for why in _faults(operation, migration, made, (before, state))]
        if isinstance(operation, CreateModel):
            made.add(operation.name_lower)
    if any(isinstance(operation, RunPython) for operation in migration.operations) and len(migration.operations) > 1:
        faults.append("rows are changed in the transaction that changes the table: make it a migration of its own")
    return faults


States = tuple[ProjectState, ProjectState]


def _faults(operation: Operation, migration: Migration, made: set[str], states: States) -> Iterator[str]:
    model = str(getattr(operation, "model_name", "") or getattr(operation, "name", "")).lower()
    if isinstance(operation, AddIndexConcurrently | RemoveIndexConcurrently):
        if migration.atomic:
            yield "it needs `atomic = False`"
        return
    if isinstance(operation, SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from _faults(inner, migration, made, states)
        return
    if isinstance(operation, RunSQL):
        yield from _faults_of_sql(operation)
        return
    if model in made:
        return  # nobody uses the table yet
    yield from _faults_of_tables(operation, migration, states)


def _faults_of_tables(operation: Operation, migration: Migration, states: States) -> Iterator[str]:
    if isinstance(operation, AddIndex | RemoveIndex):
        yield "use AddIndexConcurrently or RemoveIndexConcurrently, with `atomic = False`"
    elif isinstance(operation, AddConstraintNotValid):
        return
    elif isinstance(operation, AddConstraint | AlterUniqueTogether):
        yield "use AddConstraintNotValid and, in the next migration, ValidateConstraint; unique: an index first"
    elif isinstance(operation, AddField):
        yield from _faults_of_new_field(operation.field)
    elif isinstance(operation, AlterField):
        yield from _faults_of_altered_field(operation, migration.app_label, states)
    elif isinstance(operation, RenameField | RenameModel | AlterModelTable):
        yield "the version that still runs does not know the new name: add, copy, take away"
    elif isinstance(operation, RemoveField | DeleteModel) and not getattr(migration, CONTRACTS, ""):
        yield f"the version that still runs uses it: name the release that stopped in `{CONTRACTS}`"


def _faults_of_new_field(field: Any) -> Iterator[str]:
    if not field.null and field.db_default is NOT_PROVIDED and not field.many_to_many:
        yield "the version that still runs leaves the column out: give it null=True or db_default"
    if field.remote_field and (field.db_index or field.db_constraint):
        yield "a foreign key makes an index and a constraint under a lock: db_index=False, db_constraint=False first"
    elif field.unique or field.db_index:
        yield "the field makes an index under a lock: add it concurrently"


def _faults_of_altered_field(operation: AlterField, app: str, states: States) -> Iterator[str]:
    models = [state.apps.get_model(app, operation.model_name) for state in states]
    before, after = (model._meta.get_field(operation.name) for model in models)
    if before.db_type(connection) != after.db_type(connection) and not _is_wider_text(before, after):
        yield "another type rewrites the table: add a column, copy, take the old one away"
    if before.null and not after.null:
        yield "NOT NULL reads the whole table under a lock: validate a CHECK first"
    if (after.unique and not before.unique) or (after.db_index and not before.db_index):
        yield "the field makes an index under a lock: add it concurrently"


def _is_wider_text(before: Any, after: Any) -> bool:
    """A varchar that grows is a change of the catalogue alone."""
    kinds = {before.get_internal_type(), after.get_internal_type()}
    if not kinds <= {"CharField", "SlugField", "TextField", "URLField"}:
        return False
    return after.max_length is None or (before.max_length is not None and after.max_length >= before.max_length)


def _faults_of_sql(operation: RunSQL) -> Iterator[str]:
    statements = operation.sql if isinstance(operation.sql, str) else " ; ".join(map(_text, operation.sql))
    for statement in statements.split(";"):
        for pattern, why in _SQL:
            if re.search(pattern, statement, re.IGNORECASE | re.DOTALL):
                yield why


def _text(statement: Any) -> str:
    return str(statement if isinstance(statement, str) else statement[0])
