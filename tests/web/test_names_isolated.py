"""Names have a direction of writing of their own on every page: an Arabic one turns nothing around it."""

import re
from pathlib import Path

from aigis.web.labels.evidence import evidence_html, evidence_words

TEMPLATES = Path(__file__).parents[2] / "src" / "aigis" / "web" / "templates"
# What templates call the names of persons; those of desks, clients, lists and users are typed by administrators.
NAME = re.compile(r"\{\{ (?:[a-z_.]*\.)?(?:name|names\.0)\.full \}\}")
HEAD = re.compile(r"\{% block head_title %\}.*?\{% endblock %\}", re.DOTALL)


def bare_names(text: str) -> list[str]:
    """The names of persons in a template that stand in no element of their own; a title holds no elements."""
    return [found.group() for found in NAME.finditer(HEAD.sub("", text)) if text[: found.start()][-5:] != "<bdi>"]


def test_every_name_of_a_person_in_a_template_is_isolated() -> None:
    texts = {path.name: HEAD.sub("", path.read_text()) for path in TEMPLATES.rglob("*.html")}
    assert {name: found for name, text in texts.items() if (found := bare_names(text))} == {}
    assert sum(text.count("<bdi>") for text in texts.values()) >= 19


def test_a_bare_name_would_be_found() -> None:
    assert bare_names("<h1>{{ person.names.0.full }}</h1>") == ["{{ person.names.0.full }}"]
    assert bare_names("<bdi>{{ name.full }}</bdi>") == []


def test_names_in_evidence_are_isolated_and_escaped() -> None:
    sentence = "محمود ~ Mahm<b>ud: the same consonants, as in another transliteration."
    assert "<bdi>محمود</bdi> ~ <bdi>Mahm&lt;b&gt;ud</bdi>" in evidence_html(sentence)
    assert "<bdi>" not in evidence_words(sentence)
    assert evidence_html("no such sentence") == "no such sentence"
