"""The template tags of our look."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from aigis.web.charts import bars


def rendered(source: str, **context: object) -> str:
    with translation.override("nl"):
        return Template("{% load aigis_ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "02/07/2026 00:30"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "01/01/2027 00:00"),
        (None, ""),
    ],
)
def test_an_instant_is_shown_as_brussels_reads_it(instant: datetime | None, shown: str) -> None:
    assert rendered("{{ instant|brussels }}", instant=instant) == shown


def test_a_badge_has_colour_symbol_and_word() -> None:
    badge = rendered("{% verdict_badge 'denied' %}")
    assert "aigis-verdict--denied" in badge
    assert "<svg" in badge
    assert "Geen toegang" in badge


def test_a_badge_for_something_unknown_is_an_error_and_not_a_verdict() -> None:
    with pytest.raises(KeyError):
        rendered("{% verdict_badge 'maybe' %}")


def test_the_highest_bar_fills_the_chart_and_none_leaves_it() -> None:
    chart = bars.bars([("07", 10), ("08", 20), ("09", 0)])
    assert [bar.height for bar in chart.bars] == [chart.bars[1].height / 2, chart.bars[1].height, 0]
    assert all(bar.x >= 0 and bar.x + bar.width <= chart.width for bar in chart.bars)
    assert all(bar.y + bar.height == chart.floor for bar in chart.bars)


def test_a_crowded_chart_shows_fewer_labels_and_no_rows_make_no_bars() -> None:
    assert len([bar for bar in bars.bars([(str(n), n) for n in range(48)]).bars if bar.label]) == 12
    assert bars.bars([]).bars == ()


def test_a_chart_stands_beside_the_table_of_its_figures() -> None:
    source = "{% bar_chart rows title='Controles' label_heading='Uur' value_heading='Aantal' %}"
    text = rendered(source, rows=[("07", 1234), ("08", 5)])
    assert text.count("<rect") == 2
    assert 'width="240.0"' in text  # a decimal point, whatever the language writes
    assert '<th class="govuk-table__header" scope="row">07</th>' in text
