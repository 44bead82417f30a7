"""Names have a direction of writing of their own on every page: an Arabic one turns nothing around it."""

import re
from pathlib import Path

from aigis.web.labels.evidence import evidence_html, evidence_words

TEMPLATES = Path(__file__).parents[2] / "src" / "aigis" / "web" / "templates"
# What templates call the names of persons, of users and of files: all of them are typed by somebody.
USERS_AND_FILES = r"by|who|item\.who|answer\.name|answer\.call\.name|found\.name|found\.listed\.name|one\.name"
NAME = re.compile(rf"\{{\{{ (?:(?:[a-z_.]*\.)?(?:name|names\.0)\.full|{USERS_AND_FILES}) \}}\}}")
# A title and a choice hold no elements, and a sentence that is translated isolates its own values.
HEAD = re.compile(
    r"\{% block head_title %\}.*?\{% endblock %\}|\{% blocktranslate.*?\{% endblocktranslate %\}|<option.*?</option>",
    re.DOTALL,
)


def bare_names(text: str) -> list[str]:
    """The names in a template that stand in no element of their own and in no address."""
    shown = HEAD.sub("", text)
    before = [(shown[: match.start()], match.group()) for match in NAME.finditer(shown)]
    return [name for start, name in before if not start.endswith(("<bdi>", '"', "#"))]


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
