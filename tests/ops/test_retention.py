"""The command of retention, and what its settings refuse."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from aigis.apps.checks.actions import perform
from aigis.config import environment
from aigis.core.privacy.retention import TABLE, Kept
from aigis.ops.commands import retention
from tests.apps.fixtures import forgetful, fresh_log
from tests.apps.retained import own_keys, seal_all
from tests.world import STRANGER, World, build

pytestmark = pytest.mark.calendar

__all__ = ["forgetful", "fresh_log", "own_keys"]


@pytest.fixture
def two_years_ago(db: None, fresh_log: Path) -> World:
    at = datetime.now(UTC) - timedelta(days=800)
    world = build(at)
    perform([world.query(STRANGER)], at=at)
    seal_all(at=at)
    return world


def args(*words: str) -> Namespace:
    parser = ArgumentParser()
    retention.add_arguments(parser)
    return parser.parse_args(list(words))


def test_the_table_is_printed_with_every_class(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert retention.run(args("show")) == 0
    said = capsys.readouterr().out
    assert all(kept.value in said and rule.basis in said for kept, rule in TABLE.items())


def test_a_dry_run_says_what_is_due_and_erases_nothing(
    two_years_ago: World, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert retention.run(args("run", "--dry-run")) == 0
        assert "clear_checks    due" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AIGIS_RETENTION", "yes"),
        ("AIGIS_RETENTION_HITS_DAYS", "30"),
        ("AIGIS_RETENTION_HITS_DAYS", "99999"),
        ("AIGIS_RETENTION_LOG_DAYS", "ten"),
    ],
)
def test_a_setting_outside_the_table_is_refused_with_its_name(name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="AIGIS_RETENTION"):
        environment.read({"AIGIS_DATABASE_URL": "postgresql://x@/x", name: value})


def test_a_longer_period_is_taken_up() -> None:
    read = environment.read({"AIGIS_DATABASE_URL": "postgresql://x@/x", "AIGIS_RETENTION_HITS_DAYS": "2500"})
    assert read.retention[Kept.HITS].days == 2500 and read.erases_daily
