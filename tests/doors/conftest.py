"""The doors are tested in the small world, in the present: they read the clock themselves."""

from datetime import UTC, datetime

import pytest

from tests.apps.fixtures import committed, forgetful, fresh_log, world

__all__ = ["committed", "forgetful", "fresh_log", "world"]


@pytest.fixture
def at() -> datetime:
    """The instant at which the world is made."""
    return datetime.now(UTC)
