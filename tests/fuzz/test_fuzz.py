"""Whatever text comes from outside, the readers of a person give a value or one of our errors."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pytest

from tests.fuzz.engine import Campaign
from tests.fuzz.lines import PERSON, Line, lines_of, reached
from tests.fuzz.mutation import with_check_digits
from tests.fuzz.targets import SEEDS, TARGETS, seeds

RUNS = {"mrz": 1000, "national_number": 3000, "document": 3000, "birth": 3000, "names": 1000}
LONG_SECONDS = 60


def parser_lines() -> set[Line]:
    """The lines of the parser of zones: every `mrz` file but the one that writes zones."""
    return {line for path in (PERSON / "mrz").glob("*.py") if path.stem != "writer" for line in lines_of(path)}


@pytest.mark.parametrize("target", TARGETS)
def test_no_changed_text_breaks_a_reader(target: str) -> None:
    found = Campaign(TARGETS[target]).run(seeds(target), runs=RUNS[target], chance=Random(7))
    assert found.error is None, f"{target} broke on {found.broken_by!r}"
    assert found.runs == RUNS[target] + len(seeds(target))


def test_the_seeds_reach_the_parser_of_zones_almost_entirely() -> None:
    reached_lines = set().union(*(reached(TARGETS["mrz"], seed) for seed in seeds("mrz")))
    every = parser_lines()
    missed = sorted(f"{Path(file).name}:{line}" for file, line in every - reached_lines)
    assert len(every) > 150
    assert len(missed) <= 0.05 * len(every), missed


def test_a_fault_behind_three_conditions_is_found_by_following_lines() -> None:
    """The harness can fail: it walks, line by line, to a text that chance alone would hardly ever write."""
    campaign = Campaign(_broken).run(["abc"], runs=30_000, chance=Random(1))
    assert isinstance(campaign.error, ZeroDivisionError)
    assert campaign.broken_by is not None and campaign.broken_by.startswith("K7Q")


def _broken(text: str) -> None:
    """A reader that goes through more lines for each sign that it likes, and falls over the third."""
    if len(text) < 3:
        return
    for liked, sign, more in zip("K7Q", text, ("19", "1981", "1981-04"), strict=False):
        if sign != liked:
            return
        TARGETS["birth"](more)
    raise ZeroDivisionError


def test_a_mutated_zone_can_get_its_check_digits_back() -> None:
    passport = (SEEDS / "mrz" / "td3.txt").read_text()
    assert with_check_digits(passport.replace("7408122", "7408129")) == passport


@pytest.mark.bench
@pytest.mark.parametrize("target", TARGETS)
def test_a_minute_of_changed_texts_breaks_no_reader(target: str) -> None:
    found = Campaign(TARGETS[target]).run(seeds(target), runs=10**12, chance=Random(), seconds=LONG_SECONDS)
    assert found.error is None, f"{target} broke on {found.broken_by!r}"


@pytest.mark.bench
@pytest.mark.skipif(find_spec("atheris") is None, reason="needs the package atheris: see tests/fuzz/guided.py")
@pytest.mark.parametrize("target", TARGETS)
def test_a_minute_under_libfuzzer_breaks_no_reader(target: str, root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz.guided", target, f"-max_total_time={LONG_SECONDS}", str(tmp_path)]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-4000:]
