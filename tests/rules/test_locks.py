"""What is installed is pinned by hash, and no lock names a place to get it from."""

import re
import tomllib
from pathlib import Path

import pytest

PLACE = re.compile(r"[a-z]+://|^\s*-(?!-hash)|--(?!hash=sha256:)", re.MULTILINE)
PINNED = re.compile(r"^([a-z0-9][a-z0-9.-]*)(?:\[[a-z0-9,-]+\])?==\S+", re.MULTILINE)
NAME = re.compile(r"[A-Za-z0-9._-]+")


@pytest.fixture(params=["uv", "base", "test", "peers"])
def lock(request: pytest.FixtureRequest, root: Path) -> str:
    return (root / "requirements" / f"{request.param}.txt").read_text()


def names_a_place(text: str) -> bool:
    return PLACE.search(text) is not None


def pinned(text: str) -> list[tuple[str, str]]:
    """The requirements of a lock, each with its block; a name stands twice where Pythons need different versions."""
    starts = [(found.group(1), found.start()) for found in PINNED.finditer(text)]
    ends = [start for _, start in starts[1:]] + [len(text)]
    return [(name, text[start:end]) for (name, start), end in zip(starts, ends, strict=True)]


def without_hash(text: str) -> list[str]:
    return [name for name, block in pinned(text) if "--hash=sha256:" not in block]


def test_a_lock_names_no_place(lock: str) -> None:
    assert not names_a_place(lock)


def test_everything_in_a_lock_has_a_version_and_a_hash(lock: str) -> None:
    entries = [line for line in lock.splitlines() if line and line[0] not in " #"]
    assert len(entries) == len(pinned(lock)) > 0
    assert without_hash(lock) == []


def test_the_locks_hold_what_the_project_asks_for(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    asked = {"base": project["dependencies"], "test": project["optional-dependencies"]["test"]}
    for name, requirements in asked.items():
        held = dict(pinned((root / "requirements" / f"{name}.txt").read_text()))
        wanted = {_canonical(requirement) for requirement in requirements}
        assert wanted <= held.keys(), f"make requirements/{name}.txt again, see requirements/README.md"


def test_tests_run_with_the_versions_that_are_delivered(root: Path) -> None:
    base, test = (versions((root / "requirements" / f"{name}.txt").read_text()) for name in ("base", "test"))
    assert base - test == set()


def versions(text: str) -> set[str]:
    """The requirements of a lock as `name==version`."""
    return {found.group() for found in PINNED.finditer(text)}


def _canonical(requirement: str) -> str:
    found = NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", found.group()).lower() if found else requirement


@pytest.mark.parametrize("line", ["--index-url x", "-i x", "a @ https://host/a.whl", "--find-links y", "-e ."])
def test_the_rule_of_places_can_fail(line: str) -> None:
    assert names_a_place(f"django==5.2 \\\n    --hash=sha256:00\n{line}\n")


def test_the_rule_of_hashes_can_fail() -> None:
    assert without_hash("django==5.2\n    # via aigis\nninja==1 \\\n    --hash=sha256:00\n") == ["django"]


def test_the_rules_of_locks_let_a_good_one_pass() -> None:
    good = "django==5.2 \\\n    --hash=sha256:00\n    # via aigis (pyproject.toml)\n"
    assert not names_a_place(good)
    assert not without_hash(good)
