"""Full and partial birth dates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigis.core.errors import InvalidInput
from aigis.core.person.birth import BirthDate


@pytest.mark.parametrize("text", ["1981-04-03", "1981-04", "1981"])
def test_a_birth_date_is_written_as_it_was_read(text: str) -> None:
    assert str(BirthDate.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["1981-02-29", "1981-13", "81-04-03", "03/04/1981", "1849", "1981-4-3", "", "１９８１"]
)
def test_what_is_no_birth_date_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        BirthDate.parse(text)
    assert refusal.value.field == "birth_date"


def test_a_day_without_a_month_is_refused() -> None:
    with pytest.raises(InvalidInput):
        BirthDate(1981, None, 3)


def test_only_a_known_day_makes_a_birth_date_full() -> None:
    assert BirthDate(1981, 4, 3).full
    assert not BirthDate(1981, 4).full
    assert not BirthDate(1981).full


@given(st.text())
def test_any_text_gives_a_birth_date_or_a_refusal(text: str) -> None:
    try:
        assert str(BirthDate.parse(text)) == text
    except InvalidInput as refusal:
        assert refusal.sentence
