"""Adds to the site what is not under `docs/`: the start, deployment, changelog, and references made from the code."""

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

from aigis.ops.docs.site_pages import commands_page, settings_page

ROOT = Path(__file__).resolve().parents[1]
# Pages of the site that are files elsewhere in the repository.
ELSEWHERE = {"index.md": "README.md", "deploy.md": "deploy/README.md", "changelog.md": "CHANGELOG.md"}
_LINK = re.compile(r"\[([^\]]*)\]\((?!https?://|#|mailto:)([^)#\s]+)(#[^)\s]*)?\)")


def on_config(config: Any) -> Any:
    """Adds the decisions and every page that the navigation does not name: none is lost."""
    named = set(re.findall(r"[\w./-]+\.md", str(config["nav"])))
    paths = sorted(path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md"))
    decisions = ["adr/README.md", *(path for path in paths if path.startswith("adr/0"))]
    config["nav"].append({"Decisions": decisions})
    if rest := [path for path in paths if path not in {*named, *decisions}]:
        config["nav"].append({"More": rest})
    return config


def on_files(files: Files, config: Any) -> Files:
    """Adds the pages that are made here."""
    made = {"reference/settings.md": settings_page(), "reference/commands.md": commands_page()}
    made |= {page: _moved((ROOT / source).read_text(), source) for page, source in ELSEWHERE.items()}
    for path, content in made.items():
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Leads links out of `docs/` to the page that the file is here."""
    source = page.file.src_uri
    if source in ELSEWHERE or source.startswith("reference/"):
        return markdown
    return _moved(markdown, f"docs/{source}", to=source)


def _moved(text: str, source: str, to: str = "") -> str:
    """Returns the text of a file of the repository with its links as the site has them, for a page at `to`."""
    pages = {(ROOT / path).resolve(): page for page, path in ELSEWHERE.items()}
    folder, up = (ROOT / source).parent, "../" * to.count("/")

    def lead(match: re.Match[str]) -> str:
        words, link, anchor = match[1], match[2], match[3] or ""
        target = (folder / link).resolve()
        if target in pages:
            return f"[{words}]({up}{pages[target]}{anchor})"
        if to:
            return match[0]
        if not target.is_relative_to(ROOT / "docs"):
            return words  # a file that is no page
        return f"[{words}]({target.relative_to(ROOT / 'docs').as_posix()}{anchor})"

    return _LINK.sub(lead, text)
