"""Days as pages write them: day before month in every language, with 24 hours, and one way on all pages."""

import re
from datetime import UTC, date, datetime

import pytest
from django.utils import formats, translation

from aigis.core.dates.brussels import BRUSSELS
from aigis.core.person.birth import BirthDate
from aigis.core.remarks import Remark
from aigis.core.values import Period
from aigis.web.labels import dates as date_labels
from aigis.web.labels.imports import translate_remark
from aigis.web.templatetags.aigis_desk import brussels_seconds
from aigis.web.templatetags.aigis_forms import birth_written, day_typed, day_written, instant_written
from aigis.web.templatetags.aigis_ui import brussels as of_a_check
from aigis.web.templatetags.aigis_ui import brussels_date

AT = datetime(2026, 11, 22, 14, 7, 9, tzinfo=UTC)  # 15:07:09 in Brussels
DAYS = {"nl": "22/11/2026", "fr": "22/11/2026", "de": "22.11.2026", "en": "22 Nov 2026"}


def plain(text: str) -> str:
    """The text with ordinary blanks: those of a day do not let it break across lines."""
    return text.replace("\xa0", " ")


@pytest.mark.parametrize("language", DAYS)
def test_every_page_writes_a_day_and_an_instant_in_one_way(language: str) -> None:
    day = DAYS[language]
    with translation.override(language):
        assert {plain(text) for text in (day_written(date(2026, 11, 22)), brussels_date(AT))} == {day}
        assert {plain(text) for text in (instant_written(AT), of_a_check(AT))} == {f"{day} 15:07"}
        assert plain(brussels_seconds(AT)) == f"{day} 15:07:09"
        assert plain(birth_written(BirthDate(2026, 11, 22))) == day


@pytest.mark.parametrize("language", DAYS)
@pytest.mark.parametrize("name", ["DATE_FORMAT", "SHORT_DATE_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT"])
def test_whatever_format_a_page_takes_the_day_comes_before_the_month_and_hours_are_24(language: str, name: str) -> None:
    with translation.override(language):
        text = plain(formats.date_format(AT.astimezone(BRUSSELS), name))
    assert re.match(r"22[./ ]", text)
    assert text.endswith("15:07" if "TIME" in name else "2026")


@pytest.mark.parametrize(
    ("language", "month"), [("nl", "04/1981"), ("fr", "04/1981"), ("de", "04.1981"), ("en", "Apr 1981")]
)
def test_a_birth_date_is_written_as_far_as_it_is_known(language: str, month: str) -> None:
    with translation.override(language):
        assert plain(birth_written(BirthDate(1981, 4))) == month
        assert birth_written(BirthDate(1981)) == "1981"
        assert birth_written(None) == ""


def test_an_english_day_does_not_break_across_lines() -> None:
    with translation.override("en"):
        assert " " not in day_written(date(2026, 11, 22))


@pytest.mark.parametrize("language", DAYS)
def test_what_stands_in_a_field_can_be_read_again(language: str) -> None:
    with translation.override(language):
        assert date_labels.day(day_typed(date(2026, 11, 22))) == date(2026, 11, 22)
        assert day_typed(None) == ""


def test_an_end_at_midnight_is_the_day_before_at_24_hours_in_english_too() -> None:
    period = Period(datetime(2026, 11, 21, 23, tzinfo=UTC), datetime(2031, 11, 21, 23, tzinfo=UTC))
    with translation.override("en"):
        assert plain(date_labels.written_start(period)) == "22 Nov 2026 00:00"
        assert plain(date_labels.written_end(period)) == "21 Nov 2031 24:00"


@pytest.mark.parametrize(
    ("language", "day"),
    [("nl", "3 april 1981"), ("fr", "3 avril 1981"), ("de", "3. April 1981"), ("en", "3 Apr 1981")],
)
def test_what_is_said_of_a_cell_names_the_month(language: str, day: str) -> None:
    with translation.override(language):
        assert translate_remark(Remark("%(day)s", values={"day": date(1981, 4, 3)})) == day
