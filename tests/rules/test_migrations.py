"""A new migration stops nobody: no lock that checks wait for, nothing that breaks the version that still runs."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import models
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    DeleteModel,
    RemoveField,
    RenameField,
    RunPython,
    RunSQL,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from aigis import __version__
from tests.rules.migrations import CONTRACTS, find_blocking

BASELINE = json.loads((Path(__file__).parent / "migration_baseline.json").read_text())


def ours(root: Path) -> list[tuple[str, str]]:
    files = sorted((root / "src/aigis/apps").glob("*/migrations/[0-9]*.py"))
    return [(file.parents[1].name, file.stem) for file in files]


def test_every_migration_of_the_baseline_is_there(root: Path) -> None:
    listed = {(app, name) for app, names in BASELINE.items() for name in names}
    assert listed <= set(ours(root))


def test_no_new_migration_blocks(root: Path) -> None:
    loader = MigrationLoader(None)
    new = [(app, name) for app, name in ours(root) if name not in BASELINE.get(app, [])]
    faults = {}
    for app, name in new:
        state = loader.project_state((app, name), at_end=False)
        faults[f"{app}/{name}"] = find_blocking(loader.graph.nodes[app, name], state)
    blocking = {name: found for name, found in faults.items() if found}
    assert blocking == {}, "see docs/UPGRADE.md, How a table changes"


def test_what_is_taken_away_was_unused_in_an_earlier_release(root: Path) -> None:
    loader = MigrationLoader(None)
    releases = [getattr(loader.graph.nodes[key], CONTRACTS, "") for key in ours(root)]
    assert all(parts(release) < parts(__version__) for release in releases if release)


def parts(release: str) -> list[int]:
    return [int(part) for part in release.split(".")]


def example(*operations: Operation, atomic: bool = True, contracts: str = "") -> list[str]:
    """The faults of a migration of a table that is in use."""
    state = ProjectState()
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=40, null=True)),
    ]
    CreateModel("Example", fields).state_forwards("checks", state)
    migration = Migration("0099_example", "checks")
    migration.__dict__.update(operations=list(operations), atomic=atomic, **{CONTRACTS: contracts})
    return find_blocking(migration, state)


INDEX = models.Index(fields=["name"], name="by_name")
CHECK = models.CheckConstraint(condition=models.Q(name__gt=""), name="named")


@pytest.mark.parametrize(
    "operation",
    [
        AddIndex("example", INDEX),
        AddConstraint("example", CHECK),
        AddConstraint("example", models.UniqueConstraint(fields=["name"], name="once")),
        AddField("example", "kind", models.CharField(max_length=8)),
        AddField("example", "kind", models.CharField(max_length=8, default="a")),
        AddField("example", "kind", models.CharField(max_length=8, null=True, unique=True)),
        AddField("example", "kind", models.CharField(max_length=8, null=True, db_index=True)),
        AddField("example", "other", models.ForeignKey("checks.Example", models.PROTECT, null=True)),
        AlterField("example", "name", models.CharField(max_length=40)),
        AlterField("example", "name", models.IntegerField(null=True)),
        AlterField("example", "name", models.CharField(max_length=20, null=True)),
        RenameField("example", "name", "label"),
        RemoveField("example", "name"),
        DeleteModel("Example"),
        RunSQL("CREATE INDEX by_name ON checks_example (name)"),
        RunSQL("ALTER TABLE checks_example ALTER COLUMN name SET NOT NULL"),
        RunSQL("ALTER TABLE checks_example ADD CONSTRAINT named CHECK (name > '')"),
        RunSQL(["SELECT 1", "ALTER TABLE checks_example ALTER COLUMN name TYPE text"]),
        RunSQL("ALTER TABLE checks_example DROP COLUMN name"),
        RunSQL("LOCK TABLE checks_example"),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_others_would_wait_for_or_fail_at_is_found(operation: Operation) -> None:
    assert len(example(operation)) == 1


@pytest.mark.parametrize(
    "operation",
    [
        AddField("example", "kind", models.CharField(max_length=8, null=True)),
        AddField("example", "kind", models.CharField(max_length=8, db_default="a")),
        AlterField("example", "name", models.CharField(max_length=80, null=True)),
        AlterField("example", "name", models.TextField(null=True)),
        AddConstraintNotValid("example", CHECK),
        RunSQL("CREATE INDEX CONCURRENTLY by_name ON checks_example (name)"),
        RunSQL("ALTER TABLE checks_example ADD CONSTRAINT named CHECK (name > '') NOT VALID"),
        CreateModel("Other", [("id", models.BigAutoField(primary_key=True))], {"indexes": []}),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_nobody_notices_passes(operation: Operation) -> None:
    assert example(operation) == []


def test_an_index_is_made_concurrently_and_outside_a_transaction() -> None:
    assert example(AddIndexConcurrently("example", INDEX), atomic=False) == []
    assert example(AddIndexConcurrently("example", INDEX))


def test_a_table_that_is_new_may_be_changed_at_once() -> None:
    made = CreateModel("Other", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())])
    assert example(made, AddIndex("other", models.Index(fields=["name"], name="by_name"))) == []


def test_what_an_earlier_release_stopped_using_may_go() -> None:
    assert example(RemoveField("example", "name"), contracts="0.0.9") == []


def test_rows_are_changed_in_a_migration_of_their_own() -> None:
    rows = RunPython(RunPython.noop)
    assert example(rows) == []
    assert example(rows, AddField("example", "kind", models.CharField(max_length=8, null=True)))


def test_the_changelog_begins_with_this_version(root: Path) -> None:
    headings = re.findall(r"^## (\S+)", (root / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] in (__version__, "Unreleased") and __version__ in headings[:2]
