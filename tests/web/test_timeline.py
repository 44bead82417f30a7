"""The picture of a ban: where its parts stand."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.template import Context, Template
from django.utils.translation import override

from aigis.core.bans import detention
from aigis.core.bans.detention import Stay
from aigis.core.bans.lifecycle import BanHistory, Change, Terms, begin, follow, moved_by_detention
from aigis.core.bans.versions import BanEvent, BanKind
from aigis.web.charts.timeline import Picture, TimelineText, Track, Words, draw
from aigis.web.charts.timeline_axis import axis, scale

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
WORDS = Words("Today", "end open")
TERMS = Terms(date(2026, 1, 1), date(2027, 12, 31), date(2025, 12, 20), stayed=True)


@pytest.fixture
def life() -> BanHistory:
    return begin(BanKind.PENALTY, TERMS, at=AT - 50 * DAY)


def drawn(*tracks: Track, at: datetime = AT, width: int = 920) -> Picture:
    return draw(tracks, at=at, width=width, words=WORDS)


def css(picture: Picture) -> list[str]:
    return [piece.css for row in picture.rows for piece in row.pieces]


def within(text: TimelineText, width: int) -> bool:
    """Tells whether a word fits, at about seven units a sign."""
    long = 7 * len(text.words)
    first = text.x - (long if text.anchor == "end" else 0)
    return first >= 0 and first + long <= width


def test_what_is_over_and_what_is_to_come_meet_at_today(life: BanHistory) -> None:
    picture = drawn(Track("ban", life.versions))
    over, ahead = picture.rows[0].pieces
    assert (over.css, ahead.css) == ("force", "force-ahead")
    assert over.x + over.width == pytest.approx(ahead.x, abs=0.2) and ahead.x == pytest.approx(picture.today, abs=0.2)
    assert [text.words for text in picture.rows[0].texts] == ["1\xa0Jan\xa02026", "31\xa0Dec\xa02027"]


def test_a_suspension_is_hatched_and_a_planned_lift_is_marked_as_planned(life: BanHistory) -> None:
    suspended = follow(life, Change(BanEvent.SUSPEND), at=AT - 20 * DAY)
    resumed = follow(suspended, Change(BanEvent.RESUME), at=AT - 10 * DAY)
    lifted = follow(resumed, Change(BanEvent.LIFT, counts_from=AT + 90 * DAY), at=AT)
    picture = drawn(Track("ban", lifted.versions))
    assert css(picture) == ["force", "suspended", "force", "force-ahead", "gone"]
    assert [(mark.label, mark.css) for mark in picture.rows[0].marks] == [
        ("1", "version"),
        ("2", "version"),
        ("3", "version"),
        ("4", "planned"),
    ]


def test_an_open_end_fades_and_says_so(life: BanHistory) -> None:
    stays = [Stay(date(2026, 2, 1))]
    moved = moved_by_detention(life, stays, at=AT)
    assert moved is not None
    computed = detention.compute(first=TERMS.first_day, last=TERMS.last_day, stays=stays)
    picture = drawn(Track("ban", moved.versions, computed=computed))
    assert "open" in css(picture) and "detained" in css(picture)
    assert picture.rows[0].texts[-1].words == "end open"


def test_the_days_a_detention_adds_stand_at_the_end_again(life: BanHistory) -> None:
    stays = [Stay(date(2026, 2, 1), date(2026, 2, 11))]
    moved = moved_by_detention(life, stays, at=AT)
    assert moved is not None
    computed = detention.compute(first=TERMS.first_day, last=TERMS.last_day, stays=stays)
    row = drawn(Track("ban", moved.versions, computed=computed)).rows[0]
    strips = [piece for piece in row.pieces if piece.css == "detained"]
    assert len(strips) == 2 and strips[0].width == pytest.approx(strips[1].width, abs=0.5)
    assert row.decided_end == pytest.approx(strips[1].x, abs=0.2)


def test_marks_that_would_cover_each_other_stand_above_each_other(life: BanHistory) -> None:
    for place in range(3):
        life = follow(life, Change(BanEvent.CORRECT, TERMS), at=AT - (9 - place) * timedelta(hours=1))
    marks = drawn(Track("ban", life.versions)).rows[0].marks[-3:]
    assert len({mark.y for mark in marks}) == 3


@pytest.mark.parametrize("width", [920, 330])
@pytest.mark.parametrize("days", [1, 40, 90, 800, 7300])
def test_everything_stays_inside_the_picture(width: int, days: int) -> None:
    terms = Terms(date(2026, 1, 1), date(2026, 1, 1) + (days - 1) * DAY, date(2025, 12, 20))
    life = begin(BanKind.PENALTY, terms, at=AT)
    for at in (AT - 3000 * DAY, AT, AT + 9000 * DAY):
        picture = drawn(Track("ban", life.versions, proposed=(at,)), at=at, width=width)
        for row in picture.rows:
            assert all(piece.x >= 0 and piece.x + piece.width <= width for piece in row.pieces)
            assert all(0 < mark.x < width and 0 < mark.y < picture.height for mark in row.marks)
            assert all(within(text, width) for text in row.texts)
        assert 0 < picture.today < width
        ticks = [tick.x for tick in picture.axis.ticks]
        assert ticks == sorted(ticks) and all(later - earlier >= 40 for earlier, later in pairwise(ticks))


def test_another_ban_is_shown_as_far_as_this_one_goes(life: BanHistory) -> None:
    long_ago = begin(BanKind.PENALTY, Terms(date(2010, 1, 1), date(2026, 6, 30), date(2009, 1, 1)), at=AT)
    picture = drawn(Track("this", life.versions), Track("other", long_ago.versions, main=False))
    beside = picture.rows[1]
    assert beside.pieces[0].x == 14 and beside.marks == [] and beside.bar_bottom - beside.bar_top < 20


def test_a_day_far_away_stands_at_the_edge(life: BanHistory) -> None:
    picture = drawn(Track("ban", life.versions), at=AT + 9000 * DAY)
    assert picture.beyond and picture.today == 920 - 14


def test_a_long_time_is_written_in_years_and_a_short_one_in_days() -> None:
    years = scale((AT, AT + 7000 * DAY), at=AT, left=0, right=900)
    days = scale((AT, AT + 5 * DAY), at=AT, left=0, right=900)
    assert axis(years, top=0).ticks[0].label.isdecimal()
    assert axis(days, top=0).ticks[0].label.endswith("\xa0Mar")


def test_the_picture_says_in_words_what_it_shows(life: BanHistory) -> None:
    template = Template("{% load aigis_register %}{% ban_timeline tracks at title %}")
    with override("en"):
        text = template.render(
            Context({"tracks": [Track("Penalty", life.versions)], "at": AT, "title": "The ban <over> time"})
        )
    assert text.count('role="img"') == 2 and "The ban &lt;over&gt; time" in text
    assert "1\xa0Jan\xa02026 00:00 – 31\xa0Dec\xa02027 24:00: In force" in text
    assert "style=" not in text and "was in force" in text and "only proposed" not in text
