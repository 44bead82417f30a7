"""Texts of an installation in four languages: which one a reader sees, and which are refused."""

import pytest

from aigis.core.errors import InvalidInput
from aigis.core.translations import clean_texts, text_in


@pytest.mark.parametrize(
    ("texts", "language", "default", "shown"),
    [
        ({"nl": "Kade", "fr": "Quai"}, "fr", "quay", "Quai"),
        ({"nl": "Kade", "fr": "Quai"}, "fr-be", "quay", "Quai"),
        ({"nl": "Kade"}, "de", "quay", "quay"),
        ({"fr": "Quai"}, "de", "", "Quai"),
        ({"de": ""}, "de", "", ""),
    ],
)
def test_a_text_is_shown_in_the_readers_language_or_else_in_one_there_is(
    texts: dict[str, str], language: str, default: str, shown: str
) -> None:
    assert text_in(texts, language, default) == shown


def test_texts_lose_the_blanks_around_them_and_empty_ones_are_left_out() -> None:
    assert clean_texts({"nl": " Kade 1 ", "fr": " "}, longest=6, field="names") == {"nl": "Kade 1"}


@pytest.mark.parametrize("texts", [{"it": "Molo"}, {"nl": "1234567"}, {"nl": "a\x00"}, {"nl": "a\u202eb"}])
def test_a_text_of_another_language_too_long_or_unreadable_is_refused(texts: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        clean_texts(texts, longest=6, field="names")
    assert refusal.value.field == "names"
