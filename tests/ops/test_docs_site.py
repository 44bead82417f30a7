"""The documentation as a site: built without a warning, whole, and fetching nothing from elsewhere."""

import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from aigis.ops.cli import COMMANDS
from aigis.ops.docs.site_pages import commands_page, settings_page
from aigis.ops.settings_table import ROWS


def build(root: Path, configuration: Path, site: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(configuration), "-d", str(site)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONWARNINGS": "default"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    built = build(root, root / "docs-site" / "mkdocs.yml", folder)
    assert built.returncode == 0 and "WARNING" not in built.stderr, built.stderr
    return folder


class Links(HTMLParser):
    """The addresses that a page leads to or loads, and the anchors it has."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()
        self.feed(page.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.anchors.add(attributes.get("id", ""))
        if tag == "a":
            self.addresses.append(attributes.get("href", ""))
        elif tag in ("script", "img", "iframe"):
            self.loaded.append(attributes.get("src", ""))
        elif tag == "link" and attributes.get("rel") in ("stylesheet", "icon"):
            self.loaded.append(attributes.get("href", ""))


def pages(site: Path) -> dict[Path, Links]:
    return {page: Links(page) for page in site.rglob("*.html") if page.name != "404.html"}


def test_every_link_leads_to_a_page_and_a_place_of_the_site(site: Path) -> None:
    found = pages(site)
    broken = []
    for page, links in found.items():
        for address in links.addresses:
            path, _, anchor = address.partition("#")
            if "://" in address or address.startswith(("mailto:", "javascript:")):
                continue
            target = (page.parent / path).resolve() if path else page
            target = target / "index.html" if target.is_dir() else target
            if not target.exists() or (anchor and target in found and anchor not in found[target].anchors):
                broken.append(f"{page.relative_to(site)}: {address}")
    assert broken == []


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    loaded = {address for links in pages(site).values() for address in links.loaded}
    assert loaded and not [address for address in loaded if "//" in address]


def test_every_document_is_a_page_that_the_navigation_leads_to(root: Path, site: Path) -> None:
    documents = [path.relative_to(root / "docs").with_suffix("") for path in (root / "docs").rglob("*.md")]
    names = {document.as_posix().removesuffix("README").rstrip("/") for document in documents}
    led_to = {address.strip("./") for address in Links(site / "index.html").addresses}
    assert len(names) > 30 and names - led_to == set()


def test_a_broken_link_stops_the_build(root: Path, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n\n[away](nowhere.md)\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: Broken\nstrict: true\n")
    assert build(root, tmp_path / "mkdocs.yml", tmp_path / "site").returncode != 0


def test_the_references_have_every_setting_and_every_command() -> None:
    assert all(f"| `{row.name}` |" in settings_page() for row in ROWS)
    page = commands_page()
    assert all(f"## `aigis {name}`" in page for name in COMMANDS)
    assert "--made-elsewhere" in page and "--min-bits" in page
