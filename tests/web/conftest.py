"""Pages are tested in the small world, made at the present instant: a page knows no other."""

from datetime import datetime

import pytest
from django.utils import timezone

from tests.apps.fixtures import committed, forgetful, fresh_log, world

__all__ = ["committed", "forgetful", "fresh_log", "world"]


@pytest.fixture
def at() -> datetime:
    """The instant at which the world is made."""
    return timezone.now()
