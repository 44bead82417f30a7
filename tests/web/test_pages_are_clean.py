"""House rules of pages: nothing inline, nothing from other hosts, nothing that is not ours to show."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

WEB = Path(__file__).resolve().parents[2] / "src" / "aigis" / "web"
TEMPLATES = sorted(path for path in (WEB / "templates").rglob("*.html"))
STATIC = WEB / "static" / "aigis"

INLINE = re.compile(
    r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.I
)
ELSEWHERE = re.compile(r"(?:src|href|action|url)\s*[=(]\s*[\"']?\s*(?:https?:)?//", re.I)


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(WEB / "templates")) for path in paths]


@pytest.mark.parametrize("name", names(TEMPLATES))
def test_a_template_can_be_read_and_holds_nothing_inline(name: str) -> None:
    get_template(name)
    text = (WEB / "templates" / name).read_text(encoding="utf-8")
    assert not INLINE.search(text)
    assert not ELSEWHERE.search(text)


@pytest.mark.parametrize("name", names(TEMPLATES))
def test_what_may_scroll_sideways_is_reached_by_keyboard_and_has_a_name(name: str) -> None:
    for wide in re.findall(r'<div class="aigis-wide[^"]*"[^>]*>', (WEB / "templates" / name).read_text("utf-8")):
        assert re.search(r' tabindex="0" role="region" aria-label(ledby)?="', wide), wide


@pytest.mark.parametrize(
    "line", ['<p style="x">', "<style>", '<a onclick="go()">', "<script>go()</script>", '<a href="javascript:go()">']
)
def test_something_inline_is_noticed(line: str) -> None:
    assert INLINE.search(line)


@pytest.mark.parametrize(
    "line", ['<script type="module" src="a.js"></script>', '<meta name="x">', '<option value="a">', "<p>on = 1</p>"]
)
def test_what_may_stand_is_not_taken_for_inline(line: str) -> None:
    assert not INLINE.search(line)


def test_the_style_sheet_fetches_nothing_from_elsewhere_and_shows_no_emblem_of_others() -> None:
    text = (STATIC / "aigis.css").read_text(encoding="utf-8")
    fetched = set(re.findall(r"url\(([^)]*)\)", text))
    assert all((STATIC / name).is_file() for name in fetched)
    assert not re.search(r"GDS Transport|crown-|crest|logotype|@font-face", text)


def test_every_script_that_is_imported_is_there() -> None:
    for script in [*STATIC.glob("*.js"), *(STATIC / "reception").glob("*.js")]:
        for name in re.findall(r'from "(\.[^"]+)"', script.read_text(encoding="utf-8")):
            assert (script.parent / name).is_file(), f"{script.name} imports {name}"
