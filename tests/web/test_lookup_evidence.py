"""The matcher's sentences in the reader's language."""

from django.utils.translation import override

from aigis.core.matching import explanations
from aigis.core.matching.explanations import remark
from aigis.web.labels.evidence import SENTENCES, evidence_words


def test_every_sentence_of_the_matcher_is_known() -> None:
    remarks = [remark(clash=True, numbers_clash=both).sentence for both in (True, False)]
    remarks.append(remark(clash=False, numbers_clash=False).sentence)
    assert set(SENTENCES) == {*explanations._SENTENCES.values(), *remarks}


def test_names_and_dates_go_over_into_the_translation() -> None:
    with override("nl"):
        found = evidence_words("Jansen ~ Janssen: one letter differs.")
    assert found.startswith("Jansen ~ Janssen: ") and "one letter" not in found


def test_a_birth_date_in_the_evidence_is_written_as_everywhere() -> None:
    with override("nl"):
        assert evidence_words("The date of birth is the same: 1979-10-23.").endswith(" 23/10/1979.")
    with override("en"):
        swapped = evidence_words("Dates of birth 1979-10-03 and 1979-03-10: day and month are swapped.")
        unknown = evidence_words("Dates of birth 1979-10 and 1979: the year agrees, the day is unknown.")
        never = evidence_words("Dates of birth 1945-80-30 and 1945: the year agrees, the day is unknown.")
    assert swapped.replace("\xa0", " ") == "Dates of birth 3 Oct 1979 and 10 Mar 1979: day and month are swapped."
    assert unknown.replace("\xa0", " ") == "Dates of birth Oct 1979 and 1979: the year agrees, the day is unknown."
    assert "1945-80-30" in never


def test_each_sentence_is_recognised_as_itself() -> None:
    with override("en"):
        for sentence in SENTENCES:
            written = sentence.format(left="Jansen", right="Janssen")
            assert evidence_words(written) == written


def test_a_sentence_of_another_version_stays_as_it_is() -> None:
    assert evidence_words("Both share a {left} shoe size.") == "Both share a {left} shoe size."
