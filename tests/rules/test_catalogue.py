"""The audit catalogue and the code agree: what is written is in it, what is in it is written, and the page says so."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from aigis.core.audit.article_25 import required
from aigis.core.audit.event_names import Event
from aigis.core.audit.events import BY_NUMBER, CATALOGUE, kind_of
from aigis.ops.docs.audit_events import page
from tests.rules.reading import sources


def drafts(text: str) -> Iterator[ast.Call]:
    """The calls that make a draft of an event."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "EntryDraft":
            yield node


def event_of(node: ast.expr | None) -> Event | None:
    """Returns the event that an expression names as `Event.NAME`."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Event":
        return Event[node.attr]
    return None


def kinds(text: str) -> list[Event]:
    """The kinds of events that a text writes; raises ValueError if one is not named."""
    events = []
    for call in drafts(text):
        kind = call.args[0] if call.args else next((word.value for word in call.keywords if word.arg == "kind"), None)
        event = event_of(kind)
        if event is None:
            raise ValueError(f"line {call.lineno}: name the event, as Event.BAN_READ")
        events.append(event)
    return events


def fields(text: str) -> list[tuple[str, str, set[str]]]:
    """The fields of events whose parts are written out where they are drafted: (kind, part, fields)."""
    found = []
    for call in drafts(text):
        parts = dict(zip(("kind", "actor", "at", "core", "subject"), call.args, strict=False))
        parts |= {one.arg: one.value for one in call.keywords if one.arg}
        kind = event_of(parts.get("kind"))
        for part in ("core", "subject"):
            given = parts.get(part)
            if isinstance(given, ast.Dict) and kind is not None:
                names = {key.value for key in given.keys if isinstance(key, ast.Constant)}
                found.append((kind.value, part, {str(name) for name in names}))
    return found


def lacking(text: str) -> list[tuple[str, set[str]]]:
    """What article 25 asks of events and their parts, where these are written out, do not hold."""
    found = []
    for call in drafts(text):
        parts = dict(zip(("kind", "actor", "at", "core", "subject"), call.args, strict=False))
        parts |= {one.arg: one.value for one in call.keywords if one.arg}
        kind = event_of(parts["kind"]) or ""
        for part in ("core", "subject"):
            given = parts.get(part, ast.Dict([], []))
            if isinstance(given, ast.Dict) and all(isinstance(key, ast.Constant) for key in given.keys):
                names = {getattr(key, "value", "") for key in given.keys}
                found.append((kind, {name for where, name in required(kind) if where == part} - names))
    return [(kind, names) for kind, names in found if names]


@pytest.fixture(scope="module")
def texts(root: Path) -> dict[str, str]:
    return {str(path): path.read_text() for path in sources(root / "src")}


def test_every_event_has_its_row_and_rows_stand_by_number() -> None:
    assert list(CATALOGUE) == list(Event)
    assert [row.number for row in CATALOGUE.values()] == sorted(BY_NUMBER)


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
    assert kinds("append([EntryDraft(Event.BAN_READ, actor, at)])") == ["ban.read"]
    with pytest.raises(KeyError, match="COFFEE_MADE"):
        kinds("EntryDraft(Event.COFFEE_MADE, actor, at)")
    drafted = 'EntryDraft(Event.BAN_READ, actor, at, {"ban": 1, "name": 2})'
    assert fields(drafted) == [("ban.read", "core", {"ban", "name"})]
    assert lacking('EntryDraft(Event.LIST_COMMIT_ASKED, actor, at, {"rows": 1})') == [("list.commit_asked", {"upload"})]
    assert lacking("EntryDraft(Event.SUBJECT_READ, actor, at, core)") == [("subject.read", {"subject"})]
    assert lacking("EntryDraft(Event.LIST_COMMIT_ASKED, actor, at, {**core})") == []
    with pytest.raises(ValueError, match="name the event"):
        kinds('EntryDraft("ban.read", actor, at)')
    with pytest.raises(ValueError, match="may not hold name"):
        kind_of("ban.read", core={"name": "x"}, subject={})
