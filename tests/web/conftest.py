"""Pages are tested in the small world, made at the present instant: a page knows no other."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.utils import timezone, translation

from tests.apps.fixtures import committed, forgetful, fresh_log, world

__all__ = ["committed", "forgetful", "fresh_log", "world"]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """What is written without a page is written in English, whatever page came before."""
    with translation.override("en"):
        yield


@pytest.fixture
def at() -> datetime:
    """The instant at which the world is made."""
    return timezone.now()
