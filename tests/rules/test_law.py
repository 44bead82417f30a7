"""The documents and the data agree on how long something is kept and under which law."""

import re
from datetime import timedelta
from pathlib import Path

from aigis.core.privacy.retention import TABLE
from aigis.ops.docs.law_page import page

ROW = re.compile(r"^\| `(\w+)` \| (\d+) (year|day)s? \|", re.MULTILINE)
DAYS = {"year": 365, "day": 1}


def periods(text: str) -> dict[str, timedelta]:
    """The classes of a Markdown table with how long each is kept."""
    return {name: timedelta(days=int(many) * DAYS[unit]) for name, many, unit in ROW.findall(text)}


def test_the_page_of_the_law_is_that_of_the_data(root: Path) -> None:
    path = root / "docs" / "LAW.md"
    assert path.read_text() == page(), f"run: python -m aigis.ops.docs.law_page > {path.relative_to(root)}"


def test_the_page_of_retention_keeps_every_class_as_long_as_the_table(root: Path) -> None:
    said = periods((root / "docs" / "RETENTION.md").read_text())
    assert said == {kept.value: rule.kept for kept, rule in TABLE.items()}


def test_the_rule_of_periods_can_fail() -> None:
    assert periods("| `hits` | 5 years | x |\n| `log` | 1 day | x |") == {
        "hits": timedelta(days=1825),
        "log": timedelta(days=1),
    }
