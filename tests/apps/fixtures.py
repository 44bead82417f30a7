"""What tests of the rooms and of the doors share."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from aigis import wiring
from aigis.adapters.signer import FileSigner
from tests.world import World, build, forget_everything

# Ten minutes before midnight in Brussels, so that a test can cross the end of a day without letting the log wait long.
AT = datetime(2026, 11, 22, 22, 50, tzinfo=UTC)


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """Lets no test remember another's database."""
    yield
    forget_everything()


@pytest.fixture
def at() -> datetime:
    """The instant at which the world is made."""
    return AT


@pytest.fixture
def world(db: None, at: datetime) -> World:
    """The small world in a transaction that is rolled back."""
    return build(at)


@pytest.fixture
def committed(transactional_db: None, at: datetime) -> World:
    """The small world, committed, for what needs several connections."""
    return build(at)


@pytest.fixture
def fresh_log(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A signer that has signed nothing yet, with the keys folder it works in; the master key stays the session's."""
    kept = django_settings.ENVIRONMENT
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    shutil.copy(kept.keys / "master.key", folder / "master.key")
    FileSigner.create(folder / "log.key", folder / "log.state", kept.log_origin)
    settings.ENVIRONMENT = replace(kept, keys=folder)
    wiring.signer.cache_clear()
    yield folder
    wiring.signer.cache_clear()
