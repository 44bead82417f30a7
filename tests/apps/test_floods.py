"""A key that floods: single checks go on being answered while a long list of denied people runs."""

import threading
import time
from datetime import UTC, datetime

import pytest
from django.db import connection

from aigis.apps.alerts.models import Alert, DeskAlert
from aigis.apps.checks import batcher
from aigis.apps.checks.actions import perform, perform_in_parts
from aigis.apps.checks.query import Answer
from aigis.core.values import Verdict
from tests.world import World

LISTED = 150


@pytest.fixture
def at() -> datetime:
    """The batcher's patience is measured by the clock."""
    return datetime.now(UTC)


def test_single_checks_are_answered_while_a_long_list_of_denied_people_runs(committed: World, at: datetime) -> None:
    people = committed.banned_people(LISTED + 20)
    listed, single = people[:LISTED], people[LISTED:]
    perform([committed.query(single[0])], at=at)  # the register is loaded
    results: list[object] = []
    done = threading.Event()

    def flood() -> None:
        results.extend(perform_in_parts([committed.query(person, source="list") for person in listed], at=at))
        connection.close()
        done.set()

    thread = threading.Thread(target=flood)
    thread.start()
    answers, during, slowest = [], 0, 0.0
    for person in single[1:]:
        began = time.monotonic()
        answers.append(batcher.check(committed.query(person), at=at))
        slowest = max(slowest, time.monotonic() - began)
        during += not done.is_set()
    thread.join()
    assert all(answer.verdict is Verdict.DENIED for answer in answers), "never no answer"
    assert during > 0, "the list was over before the first check: nothing was shown"
    assert len(results) == LISTED and all(isinstance(result, Answer) for result in results)
    assert Alert.objects.count() == LISTED + 20
    for desk in ("police-desk", "prosecutor-desk"):
        numbers = list(DeskAlert.objects.filter(desk__code=desk).order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, LISTED + 21))
    assert slowest < 10.0
