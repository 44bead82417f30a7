"""The sentences people read, in four languages: `aigis messages extract | check | compile`, through Babel."""

import ast
import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from aigis.core import errors
from aigis.core.audit.events import CATALOGUE
from aigis.core.privacy import provisions
from aigis.ops.docs import sign_in_sentences

PACKAGE = Path(__file__).resolve().parent.parent.parent
LOCALES = PACKAGE / "locale"
LANGUAGES = ("nl", "fr", "de", "en")
SOURCE_LANGUAGE = "en"

# `_` with a context, and the lazy forms Django adds to gettext's own keywords.
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# What carries a sentence that is translated where it is shown: the errors, and remarks on the rows of a list.
_ERRORS = frozenset(name for name, value in vars(errors).items() if isinstance(value, type)) | {"Remark"}
# What a page may show. The command line, the adapters and the tools that verify the log speak English.
_ERRORS_SHOWN = ("core", "apps", "web")
# The command line speaks English.
_ERRORS_NOT_SHOWN = (Path("core/tlog"), Path("apps/administration"))
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
# Kept the same in every run, so that a file changes only when a sentence does.
_WRITTEN_AT = datetime(2026, 1, 1, tzinfo=UTC)

Found = tuple[str | tuple[str, ...], str | None]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with one sentence in one language."""

    language: str
    sentence: str
    what: str

    def __str__(self) -> str:
        return f"{self.language}: {self.what}: {self.sentence!r}"


def sentences() -> Catalog:
    """Collects every sentence of the source: Python calls, templates, errors, kinds of events, provisions."""
    catalog = _empty(None)
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        for message, context in _from_python(text):
            catalog.add(message, context=context)
        if _shows_errors(path.relative_to(PACKAGE)):
            for sentence in _from_errors(text):
                catalog.add(sentence)
    for kind in CATALOGUE.values():
        catalog.add(kind.sentence)
    for provision in provisions.EVERY:
        catalog.add(provision.cited)
        catalog.add(provision.says)
    for sentence in sign_in_sentences.SENTENCES:
        catalog.add(sentence)
    for plural in sign_in_sentences.PLURALS:
        catalog.add(plural)
    for path in sorted([*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/**/*.txt")]):
        for message, context in _from_template(path):
            catalog.add(message, context=context)
    return catalog


def _shows_errors(path: Path) -> bool:
    return path.parts[0] in _ERRORS_SHOWN and not any(path.is_relative_to(folder) for folder in _ERRORS_NOT_SHOWN)


def _from_python(text: str) -> Iterator[Found]:
    """Yields messages with their contexts; keyword specifications are Babel's."""
    for _, function, arguments, _ in extract_python(io.BytesIO(text.encode()), KEYWORDS, [], {"encoding": "utf-8"}):
        texts = list(arguments) if isinstance(arguments, (list, tuple)) else [arguments]
        context = None
        if "pgettext" in function:
            context, texts = texts[0], texts[1:]
        plural = "ngettext" in function or "npgettext" in function
        wanted = texts[: 2 if plural else 1]
        if all(wanted) and wanted:
            yield (tuple(wanted) if plural else wanted[0]), context


def _from_template(path: Path) -> Iterator[Found]:
    """Yields a template's messages; within brackets Python minds no indentation, which a template's is not."""
    yield from _from_python(f"({templatize(path.read_text(encoding='utf-8'), origin=str(path))}\n)")


def _from_errors(text: str) -> Iterator[str]:
    """Yields the sentences of domain errors: the class's own, and those given where one is raised.

    The core knows no gettext, so its sentences are found by their place and translated where they are shown.
    """
    tree = ast.parse(text)
    named = dict(_assigned(tree.body))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from (sentence for name, sentence in _assigned(node.body) if name == "sentence")
        elif isinstance(node, ast.Call) and _name(node.func) in _ERRORS and node.args:
            first = node.args[0]
            yield from [named[first.id]] if isinstance(first, ast.Name) and first.id in named else _constant(first)


def _assigned(body: Sequence[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Yields the names that are given a text, with the text."""
    for line in body:
        if isinstance(line, ast.Assign) and len(line.targets) == 1:
            yield from ((_name(line.targets[0]), sentence) for sentence in _constant(line.value))


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _constant(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value


def read(language: str) -> Catalog:
    """Reads the catalogue of a language; an empty one where there is none yet."""
    path = po_path(language)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def po_path(language: str) -> Path:
    """Where the sentences of a language stand."""
    return LOCALES / language / "LC_MESSAGES" / "django.po"


def _empty(language: str | None) -> Catalog:
    return Catalog(
        locale=language,
        project="Aigis",
        version="1",
        charset="utf-8",
        header_comment="# The sentences of Aigis, EUPL-1.2. Written by `aigis messages extract`; translate here.",
        copyright_holder="Aigis",
        msgid_bugs_address="",
        last_translator="Aigis",
        language_team="Aigis",
        fuzzy=False,
        creation_date=_WRITTEN_AT,
        revision_date=_WRITTEN_AT,
    )


def merge(sources: Catalog, known: Catalog, language: str) -> Catalog:
    """Brings a language's catalogue up to the source: new sentences empty, vanished ones gone, English filled in."""
    merged = _empty(language)
    for message in _messages(sources):
        before = known.get(message.id, message.context)
        string = before.string if before else ""
        if language == SOURCE_LANGUAGE:
            string = message.id
        merged.add(message.id, string, context=message.context)
    return merged


def _messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def faults(sources: Catalog, known: Catalog, language: str) -> list[Fault]:
    """Lists what is missing, fuzzy, left over or has other placeholders than the source."""
    wrong = []
    for message in _messages(sources):
        translated = known.get(message.id, message.context)
        if translated is None or not all(_strings(translated.string)):
            wrong.append(Fault(language, _first(message), "missing"))
        elif translated.fuzzy:
            wrong.append(Fault(language, _first(message), "fuzzy"))
        elif not _same_placeholders(translated):
            wrong.append(Fault(language, _first(message), "other placeholders"))
    for message in _messages(known):
        if sources.get(message.id, message.context) is None:
            wrong.append(Fault(language, _first(message), "no longer used"))
    return wrong


def _strings(value: str | Sequence[str] | None) -> Sequence[str]:
    return [value] if isinstance(value, str) else value or [""]


def _first(message: Message) -> str:
    return str(_strings(message.id)[0])


def _same_placeholders(message: Message) -> bool:
    wanted = {match.group() for text in _strings(message.id) for match in _PLACEHOLDER.finditer(text)}
    translated = [{match.group() for match in _PLACEHOLDER.finditer(text)} for text in _strings(message.string)]
    # A singular may say "one" in place of the number; nothing may name what the source does not.
    return all(placeholders <= wanted for placeholders in translated) and set().union(*translated) == wanted


def compiled(language: str) -> bytes:
    """The bytes of the language's `.mo` file."""
    stream = io.BytesIO()
    write_mo(stream, read(language))
    return stream.getvalue()


def extract() -> int:
    """Writes the source's sentences into all catalogues, keeping what is translated."""
    sources = sentences()
    for language in LANGUAGES:
        merged = merge(sources, read(language), language)
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            write_po(stream, merged, width=120, no_location=True, sort_output=True, ignore_obsolete=True)
    return 0


def check() -> int:
    """Prints every fault of every language; 1 when there is any."""
    sources = sentences()
    wrong = [fault for language in LANGUAGES for fault in faults(sources, read(language), language)]
    wrong += [Fault(language, "", "not compiled") for language in LANGUAGES if not is_compiled(language)]
    for fault in wrong:
        sys.stderr.write(f"{fault}\n")
    return 1 if wrong else 0


def is_compiled(language: str) -> bool:
    """Tells whether the `.mo` file is what the catalogue compiles to."""
    path = po_path(language).with_suffix(".mo")
    return path.exists() and path.read_bytes() == compiled(language)


def compile_all() -> int:
    """Writes the `.mo` file of every language."""
    for language in LANGUAGES:
        po_path(language).with_suffix(".mo").write_bytes(compiled(language))
    return 0


def main(arguments: Sequence[str]) -> int:
    """Carries out `aigis messages extract | check | compile`; 2 for anything else."""
    steps = {"extract": extract, "check": check, "compile": compile_all}
    if len(arguments) != 1 or arguments[0] not in steps:
        sys.stderr.write("Use: aigis messages extract | check | compile\n")
        return 2
    return steps[arguments[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
