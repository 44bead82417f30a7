"""Every sentence is there in four languages, and the compiled catalogues are the ones that were written."""

from pathlib import Path

import allauth
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.utils.translation import gettext, override

from aigis.ops.docs import messages, sign_in_sentences
from aigis.ops.docs.messages import LANGUAGES


@pytest.fixture(scope="module")
def found() -> Catalog:
    return messages.sentences()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(found: Catalog, language: str) -> None:
    wrong = messages.faults(found, messages.read(language), language)
    assert not wrong, "aigis messages extract, translate, compile:\n" + "\n".join(map(str, wrong))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_one_written(language: str) -> None:
    assert messages.is_compiled(language), "aigis messages compile"


def test_sentences_of_errors_are_collected_from_the_core(found: Catalog) -> None:
    assert found.get("The check digit is wrong. Read the number again.") is not None
    assert found.get("The end must come after the start.") is not None
    assert found.get("The check digits of the national number are wrong. Read the number again.") is not None


def test_sentences_of_templates_are_collected_with_their_placeholders(found: Catalog) -> None:
    assert found.get("Checks not working since %(when)s") is not None


def catalogue(string: str, *, fuzzy: bool = False) -> Catalog:
    made = Catalog(locale="nl")
    made.add("Checks not working since %(when)s", string, flags=["fuzzy"] if fuzzy else [])
    return made


@pytest.mark.parametrize(
    ("known", "what"),
    [
        (catalogue(""), "missing"),
        (Catalog(locale="nl"), "missing"),
        (catalogue("Niet gecontroleerd sinds %(when)s", fuzzy=True), "fuzzy"),
        (catalogue("Niet gecontroleerd"), "other placeholders"),
        (catalogue("Niet gecontroleerd sinds %(since)s"), "other placeholders"),
    ],
)
def test_a_faulty_entry_is_found(known: Catalog, what: str) -> None:
    assert [fault.what for fault in messages.faults(catalogue(""), known, "nl")] == [what]


def test_a_good_entry_is_no_fault() -> None:
    assert messages.faults(catalogue(""), catalogue("Niet gecontroleerd sinds %(when)s"), "nl") == []


def test_an_entry_that_nothing_uses_is_found() -> None:
    wrong = messages.faults(Catalog(), catalogue("Niet gecontroleerd sinds %(when)s"), "nl")
    assert [fault.what for fault in wrong] == ["no longer used"]


def test_extracting_keeps_what_is_translated_and_fills_english_in(found: Catalog) -> None:
    known = catalogue("Niet gecontroleerd sinds %(when)s")
    assert messages.merge(catalogue(""), known, "nl").get("Checks not working since %(when)s").string == (  # type: ignore[union-attr]
        "Niet gecontroleerd sinds %(when)s"
    )
    assert all(message.string == message.id for message in messages.merge(found, Catalog(), "en") if message.id)


def test_indentation_in_a_template_does_not_hide_a_sentence(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text('        {% load i18n %}\n    {% translate "Gate" %}\n  {% translate "Purpose" %}\n')
    assert [sentence for sentence, _ in messages._from_template(template)] == ["Gate", "Purpose"]


def test_an_unknown_step_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert messages.main(["translate"]) == 2
    assert "extract | check | compile" in capsys.readouterr().err


def test_the_sentences_taken_over_are_still_those_of_the_sign_in_library() -> None:
    path = Path(allauth.__file__).parent / "locale/nl/LC_MESSAGES/django.po"
    with path.open("rb") as stream:
        theirs = read_po(stream, locale="nl")
    assert [sentence for sentence in sign_in_sentences.SENTENCES if theirs.get(sentence) is None] == []
    assert [plural for plural in sign_in_sentences.PLURALS if theirs.get(plural) is None] == []


@pytest.mark.parametrize(
    ("language", "heading"), [("nl", "Tweede factor"), ("fr", "Second facteur"), ("de", "Zweiter Faktor")]
)
def test_the_sign_in_library_speaks_with_our_words(language: str, heading: str) -> None:
    with override(language):
        assert gettext("Two-Factor Authentication") == heading
