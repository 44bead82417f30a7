"""The audit catalogue and the code agree: what is written is in it, what is in it is written, and the page says so."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from aigis.core.audit.article_25 import required
from aigis.core.audit.events import CATALOGUE, kind_of
from aigis.ops.docs.audit_events import page
from tests.rules.reading import sources


def drafts(text: str) -> Iterator[ast.Call]:
    """The calls that make a draft of an event."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Draft":
            yield node


def kinds(text: str) -> list[str]:
    """The kinds of events that a text writes; raises ValueError where one is not written out."""
    found = []
    for call in drafts(text):
        kind = call.args[0] if call.args else next((one.value for one in call.keywords if one.arg == "kind"), None)
        if not isinstance(kind, ast.Constant):
            raise ValueError(f"line {call.lineno}: write the kind of an event out")
        found.append(str(kind.value))
    return found


def fields(text: str) -> list[tuple[str, str, set[str]]]:
    """The fields of events whose parts are written out where they are drafted: (kind, part, fields)."""
    found = []
    for call in drafts(text):
        parts = dict(zip(("kind", "actor", "at", "core", "subject"), call.args, strict=False))
        parts |= {one.arg: one.value for one in call.keywords if one.arg}
        kind = parts.get("kind")
        for part in ("core", "subject"):
            given = parts.get(part)
            if isinstance(given, ast.Dict) and isinstance(kind, ast.Constant):
                names = {key.value for key in given.keys if isinstance(key, ast.Constant)}
                found.append((str(kind.value), part, {str(name) for name in names}))
    return found


def lacking(text: str) -> list[tuple[str, set[str]]]:
    """What article 25 asks of events and their parts, where these are written out, do not hold."""
    found = []
    for call in drafts(text):
        parts = dict(zip(("kind", "actor", "at", "core", "subject"), call.args, strict=False))
        parts |= {one.arg: one.value for one in call.keywords if one.arg}
        kind = str(getattr(parts["kind"], "value", ""))
        for part in ("core", "subject"):
            given = parts.get(part, ast.Dict([], []))
            if isinstance(given, ast.Dict) and all(isinstance(key, ast.Constant) for key in given.keys):
                names = {getattr(key, "value", "") for key in given.keys}
                found.append((kind, {name for where, name in required(kind) if where == part} - names))
    return [(kind, names) for kind, names in found if names]


@pytest.fixture(scope="module")
def texts(root: Path) -> dict[str, str]:
    return {str(path): path.read_text() for path in sources(root / "src")}


def test_every_event_that_is_written_is_in_the_catalogue(texts: dict[str, str]) -> None:
    written = {(path, kind) for path, text in texts.items() for kind in kinds(text)}
    assert sorted(pair for pair in written if pair[1] not in CATALOGUE) == []


def test_every_event_of_the_catalogue_is_written_somewhere(texts: dict[str, str]) -> None:
    written = {kind for text in texts.values() for kind in kinds(text)}
    assert sorted(CATALOGUE.keys() - written) == []


def test_fields_written_out_are_within_the_catalogue(texts: dict[str, str]) -> None:
    wrong = [
        (path, kind, part, names - getattr(CATALOGUE[kind], part))
        for path, text in texts.items()
        for kind, part, names in fields(text)
        if names - getattr(CATALOGUE[kind], part)
    ]
    assert wrong == []


def test_fields_written_out_hold_what_article_25_asks(texts: dict[str, str]) -> None:
    assert [(path, *one) for path, text in texts.items() for one in lacking(text)] == []


def test_the_page_of_audit_events_is_that_of_the_catalogue(root: Path) -> None:
    path = root / "docs" / "AUDIT-EVENTS.md"
    assert path.read_text() == page(), f"run: python -m aigis.ops.docs.audit_events > {path.relative_to(root)}"


def test_the_rules_of_the_catalogue_can_fail() -> None:
    assert kinds('append([Draft("coffee.made", actor, at)])') == ["coffee.made"]
    assert fields('Draft("ban.read", actor, at, {"ban": 1, "name": 2})') == [("ban.read", "core", {"ban", "name"})]
    assert lacking('Draft("list.commit_asked", actor, at, {"rows": 1})') == [("list.commit_asked", {"upload"})]
    assert lacking('Draft("subject.read", actor, at, core)') == [("subject.read", {"subject"})]
    assert lacking('Draft("list.commit_asked", actor, at, {**core})') == []
    with pytest.raises(ValueError, match="write the kind"):
        kinds("Draft(kind, actor, at)")
    with pytest.raises(ValueError, match="may not hold name"):
        kind_of("ban.read", core={"name": "x"}, subject={})
