"""Functions, files and parameter lists stay small enough to be read."""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import pytest

from tests.rules.reading import Function, functions, sources

LONGEST_FUNCTION = 60
SHORT_FUNCTION = 30
SHARE_OF_SHORT = 0.9
LONGEST_FILE = 400
MOST_PARAMETERS = 6
MOST_BY_POSITION = 3
ALWAYS_BY_NAME = {"actor", "at"}


@pytest.fixture(scope="module")
def ours(root: Path) -> list[Path]:
    return sources(root / "src") + sources(root / "verifier")


@pytest.fixture(scope="module")
def all_functions(ours: list[Path]) -> list[Function]:
    return list(chain.from_iterable(functions(path) for path in ours))


def too_long(found: Iterable[Function]) -> list[str]:
    return [f"{f.where}: {f.lines} lines" for f in found if f.lines > LONGEST_FUNCTION]


def too_many_parameters(found: Iterable[Function]) -> list[str]:
    return [f.where for f in found if len(f.positional + f.keyword_only) > MOST_PARAMETERS]


def too_much_by_position(found: Iterable[Function]) -> list[str]:
    return [f"{f.where}({', '.join(f.positional)})" for f in found if f.public and len(f.positional) > MOST_BY_POSITION]


def unnamed_actor_or_time(found: Iterable[Function]) -> list[str]:
    """What takes an actor and nothing else is about the actor, and may take it as its subject."""
    return [f.where for f in found if f.public and f.positional != ("actor",) and ALWAYS_BY_NAME & set(f.positional)]


def written(text: str) -> list[Function]:
    return list(functions(Path("example.py"), text))


def test_no_function_is_over_sixty_lines(all_functions: list[Function]) -> None:
    assert too_long(all_functions) == []


def test_nine_functions_in_ten_are_under_thirty_lines(all_functions: list[Function]) -> None:
    short = sum(f.lines < SHORT_FUNCTION for f in all_functions)
    assert short >= SHARE_OF_SHORT * len(all_functions)


def test_no_file_is_over_four_hundred_lines(ours: list[Path]) -> None:
    assert [path for path in ours if len(path.read_text().splitlines()) > LONGEST_FILE] == []


def test_no_function_takes_more_than_six_parameters(all_functions: list[Function]) -> None:
    assert too_many_parameters(all_functions) == []


def test_the_foundation_takes_all_but_a_few_parameters_by_name(root: Path) -> None:
    kernel = root / "src" / "aigis" / "core" / "matching" / "kernel"  # its compiler knows no parameters by name alone
    paths = [path for path in sources(root / "src" / "aigis" / "core") if kernel not in path.parents]
    assert too_much_by_position(chain.from_iterable(map(functions, paths))) == []


def test_an_action_takes_its_actor_and_its_time_by_name(root: Path) -> None:
    actions = sorted((root / "src" / "aigis" / "apps").rglob("actions.py"))
    assert actions
    assert unnamed_actor_or_time(chain.from_iterable(map(functions, actions))) == []


def test_the_rules_of_size_can_fail() -> None:
    long = "def f():\n" + "    pass\n" * 61
    assert too_long(written(long))
    assert too_many_parameters(written("def f(a, b, c, *, d, e, f, g): ..."))
    assert too_much_by_position(written("def f(a, b, c, d): ..."))
    assert unnamed_actor_or_time(written("def lift(ban, actor, *, at): ..."))


def test_the_rules_of_size_let_good_code_pass() -> None:
    good = written("class A:\n    def lift(self, ban, *, actor, at): ...\n    def _inner(self, a, b, c, d): ...")
    assert not too_long(good)
    assert not too_many_parameters(good)
    assert not too_much_by_position(good)
    assert not unnamed_actor_or_time(good)
