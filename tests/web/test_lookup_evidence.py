"""The matcher's sentences in the reader's language."""

from django.utils.translation import override

from aigis.core.matching import sentences
from aigis.core.matching.sentences import remark
from aigis.web.evidence_words import SENTENCES, evidence_words


def test_every_sentence_of_the_matcher_is_known() -> None:
    remarks = [remark(clash=True, numbers_clash=both).sentence for both in (True, False)]
    remarks.append(remark(clash=False, numbers_clash=False).sentence)
    assert set(SENTENCES) == {*sentences._SENTENCES.values(), *remarks}


def test_names_and_dates_go_over_into_the_translation() -> None:
    with override("nl"):
        found = evidence_words("Jansen ~ Janssen: one letter differs.")
    assert found.startswith("Jansen ~ Janssen: ") and "one letter" not in found


def test_each_sentence_is_recognised_as_itself() -> None:
    with override("en"):
        for sentence in SENTENCES:
            written = sentence.format(left="Jansen", right="Janssen")
            assert evidence_words(written) == written


def test_a_sentence_of_another_version_stays_as_it_is() -> None:
    assert evidence_words("Both share a {left} shoe size.") == "Both share a {left} shoe size."
