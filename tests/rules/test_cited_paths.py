"""Every file that the documents name exists, and holds the definition they name in it."""

import re
from pathlib import Path

import pytest

CODE = re.compile(r"`([\w.*-]+(?:/[\w.*-]+)+)/?(?::(\w+))?`")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
SOURCE_SUFFIXES = (".py", ".md", ".html", ".js", ".css", ".toml", ".sh")
# Where the documents begin a path: at the root, in the package, or among its apps.
BASES = ("", "src", "src/aigis", "src/aigis/apps")


def documents(root: Path) -> list[Path]:
    return [root / "README.md", *sorted((root / "docs").rglob("*.md"))]


def is_path(root: Path, cited: str) -> bool:
    """Tells whether a cited text is meant as a path of this repository: `text/plain` and `/api/v1` are none."""
    first = cited.partition("/")[0]
    return cited.endswith(SOURCE_SUFFIXES) or any((root / base / first).is_dir() for base in BASES)


def unknown_paths(root: Path, text: str) -> list[str]:
    """Lists the paths in backticks that do not exist, and those without the definition named behind them."""
    cited = [match for match in CODE.finditer(text) if is_path(root, match[1])]
    return [match[0] for match in cited if not any(defines(path, match[2]) for path in matches(root, match[1]))]


def matches(root: Path, cited: str) -> list[Path]:
    return [path for base in BASES for path in (root / base).glob(cited)]


def defines(path: Path, name: str | None) -> bool:
    if name is None:
        return True
    return bool(re.search(rf"^\s*(?:(?:async )?def |class )?{name}\b", path.read_text(), re.MULTILINE))


def broken_links(page: Path, text: str) -> list[str]:
    links = [link for link in LINK.findall(text) if "://" not in link and not link.startswith("mailto:")]
    return [link for link in links if not (page.parent / link).exists()]


def test_every_path_in_the_documents_exists(root: Path) -> None:
    unknown = {str(page.relative_to(root)): unknown_paths(root, page.read_text()) for page in documents(root)}
    assert {page: paths for page, paths in unknown.items() if paths} == {}


def test_every_link_in_the_documents_leads_to_a_file(root: Path) -> None:
    broken = {str(page.relative_to(root)): broken_links(page, page.read_text()) for page in documents(root)}
    assert {page: links for page, links in broken.items() if links} == {}


@pytest.mark.parametrize("cited", ["`core/cellar.py`", "`core/cellar`", "`core/errors.py:vanished`", "`cellar/x.py`"])
def test_a_path_that_leads_nowhere_is_found(root: Path, cited: str) -> None:
    assert unknown_paths(root, f"See {cited}.") == [cited]


@pytest.mark.parametrize("cited", ["`core/errors.py`", "`core/errors.py:DomainError`", "`tests/rules`", "`text/plain`"])
def test_a_path_that_exists_passes(root: Path, cited: str) -> None:
    assert unknown_paths(root, f"See {cited}.") == []


def test_a_broken_link_is_found(root: Path) -> None:
    assert broken_links(root / "README.md", "[a](docs/CELLAR.md) [b](docs/CHECK.md) [c](https://example.org)") == [
        "docs/CELLAR.md"
    ]
