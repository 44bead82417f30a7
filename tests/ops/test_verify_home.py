"""`aigis verify live` and `aigis verify check` on an installation: what they print, leave with, and leave behind."""

from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from aigis.apps.audit.models import Entry
from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check
from aigis.apps.checks.query import Answer
from aigis.apps.insight import verifications
from aigis.ops.commands import verify
from tests.apps.fixtures import forgetful, fresh_log
from tests.apps.retained import YEAR, erase, own_keys, seal_all
from tests.world import BANNED, build, entries

pytestmark = pytest.mark.calendar

__all__ = ["forgetful", "fresh_log", "own_keys"]
NOW = datetime.now(UTC)


@pytest.fixture
def checked(db: None, fresh_log: Path, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """A denied check, sealed, at this moment: the commands take the time of the machine."""
    monkeypatch.setattr("aigis.ops.installation.adopt", lambda: None)
    world = build(NOW - timedelta(minutes=5))
    world.ban()
    (answer,) = perform([world.query(BANNED)], at=world.at)
    assert isinstance(answer, Answer)
    seal_all(at=world.at)
    return answer.id


def ran(*words: str) -> int:
    parser = ArgumentParser()
    verify.add_arguments(parser)
    return verify.run(parser.parse_args(list(words)))


def test_a_run_is_kept_for_the_auditors_page_with_its_entry(checked: UUID, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("live") == verify.GOOD
    last = verifications.last()
    assert last is not None and last.good and last.checks == 1 and last.entries > 1
    assert f"GOOD: {last.entries} entries" in capsys.readouterr().out
    assert entries("log.verified")[0]["core"]["good"] is True


def test_what_does_not_fit_is_kept_as_such(checked: UUID, capsys: pytest.CaptureFixture[str]) -> None:
    Check.objects.update(verdict="clear")
    assert ran("live") == verify.BAD
    last = verifications.last()
    assert last is not None and last.good is False and last.sentence
    assert f"BAD: {last.sentence}" in capsys.readouterr().out


def test_on_a_copy_that_is_evidence_nothing_is_written(checked: UUID) -> None:
    before = Entry.objects.count()
    assert ran("live", "--unrecorded") == verify.GOOD
    assert verifications.last() is None and Entry.objects.count() == before


def test_a_check_is_made_again_without_a_name(checked: UUID, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("check", str(checked)) == verify.GOOD
    said = capsys.readouterr().out
    assert "denied then, denied again" in said and "thresholds" in said and "Vandenbroucke" not in said
    assert entries("check.recomputed")[0]["core"]["same"] is True


def test_one_that_comes_out_otherwise_is_bad(checked: UUID, capsys: pytest.CaptureFixture[str]) -> None:
    Check.objects.update(verdict="clear")
    assert ran("check", str(checked)) == verify.BAD
    assert "clear then, denied again" in capsys.readouterr().out


def test_where_persons_were_erased_nobody_can_tell(checked: UUID, capsys: pytest.CaptureFixture[str]) -> None:
    erase(at=NOW + 7 * YEAR)
    assert ran("check", str(checked)) == verify.CANNOT_TELL
    assert ran("check", str(UUID(int=7))) == verify.CANNOT_TELL
    assert capsys.readouterr().err.count("COULD NOT TELL") == 2
