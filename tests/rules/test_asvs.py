"""docs/ASVS.md: each requirement once, a test or a reason for each, tests that exist, and counts that add up."""

import re
from collections import Counter
from pathlib import Path

import pytest

STATES = ("met", "partly", "not met", "not applicable", "operator")
_ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (.+?) \| (.+) \|$", re.MULTILINE)
_COUNTS = re.compile(r"^\| ([12]) \| ((?:\d+ \| )+)(\d+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    return (root / "docs/ASVS.md").read_text()


def test_every_requirement_is_listed_once_in_order_with_a_known_state(text: str) -> None:
    numbers = [tuple(map(int, row[0].split("."))) for row in _ROW.findall(text)]
    assert len(numbers) > 230 and numbers == sorted(set(numbers))
    assert {row[3] for row in _ROW.findall(text)} <= set(STATES)


def test_what_is_met_names_a_test_and_every_test_that_is_named_exists(text: str, root: Path) -> None:
    named = {row[0]: re.findall(r"`(tests/[^`]+)`", row[4]) for row in _ROW.findall(text)}
    missing = [path for paths in named.values() for path in paths if not (root / path).exists()]
    without = [row[0] for row in _ROW.findall(text) if row[3] == "met" and not named[row[0]]]
    assert (missing, without) == ([], [])


def test_the_counts_are_those_of_the_rows(text: str) -> None:
    for level, counts, whole in _COUNTS.findall(text):
        states = Counter(row[3] for row in _ROW.findall(text) if row[1] == level)
        assert [int(count) for count in counts.split(" | ") if count] == [states[state] for state in STATES]
        assert int(whole) == sum(states.values())
    assert len(_COUNTS.findall(text)) == 2
