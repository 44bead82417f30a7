"""An installation's own schedule of reminders: read at the start, and refused where it makes none."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from aigis.config.environment import read
from aigis.core.bans.reminder_schedule import SCHEDULES, Schedule
from aigis.core.bans.versions import BanKind

DATABASE = {"AIGIS_DATABASE_URL": "postgresql:///aigis"}


def schedules(**given: str) -> dict[BanKind, Schedule]:
    return dict(read(DATABASE | given).reminders)


def test_without_settings_the_usual_schedules_count() -> None:
    assert schedules() == dict(SCHEDULES)


def test_each_kind_of_ban_has_its_own_settings() -> None:
    found = schedules(AIGIS_REMINDERS_PENALTY="365, 60,14", AIGIS_REMINDERS_CONDITION_UP_AFTER="1")
    assert found[BanKind.PENALTY] == Schedule((365, 60, 14), up_after=14)
    assert found[BanKind.CONDITION] == Schedule((30, 14, 7, 3, 1), up_after=1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AIGIS_REMINDERS_PENALTY", "7,30"),
        ("AIGIS_REMINDERS_PENALTY", "30,soon"),
        ("AIGIS_REMINDERS_CONDITION", "30,,7"),
        ("AIGIS_REMINDERS_CONDITION", "7,0"),
        ("AIGIS_REMINDERS_CONDITION_UP_AFTER", "0"),
        ("AIGIS_REMINDERS_PENALTY_UP_AFTER", "two"),
        ("AIGIS_REMINDERS_PENALTY_UP_AFTER", "999"),
    ],
)
def test_a_schedule_that_is_none_keeps_the_installation_from_starting(name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name.removesuffix("_UP_AFTER")):
        schedules(**{name: value})
