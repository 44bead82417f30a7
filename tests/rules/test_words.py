"""Names say what a thing is; foundation and rooms read no clock, and the foundation touches nothing outside."""

import ast
import re
from pathlib import Path

import pytest

from tests.rules.reading import sources

FORBIDDEN_NAME = re.compile(r"(^|_)(utils?|helpers?|misc|common|stuff|manager)(_|$)", re.IGNORECASE)
FORBIDDEN_TEXT = re.compile(r"\b(TODO|FIXME|XXX|HACK|blacklist|whitelist)\b", re.IGNORECASE)
OUTSIDE = {"io", "os", "pathlib", "random", "secrets", "shutil", "socket", "subprocess", "tempfile", "time", "urllib"}
CLOCK, OF_CLOCKS = {"now", "today", "utcnow"}, {"date", "datetime", "timezone"}
# What runs by itself asks the time; everything else in a room is told it, and can be tested at any hour.
BY_ITSELF = {
    "tasks.py",
    "recode.py",
    "audit/sealer.py",
    "audit/witnesses.py",
    "notices/delivery.py",
    "people/json_cache.py",
}


@pytest.fixture(scope="module")
def core(root: Path) -> list[Path]:
    return sources(root / "src" / "aigis" / "core")


def names(text: str) -> list[str]:
    """The names a file gives to its functions and classes."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return [node.name for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]


def forbidden_names(path: Path, text: str) -> list[str]:
    return [f"{path}: {name}" for name in [path.stem, *names(text)] if FORBIDDEN_NAME.search(name)]


def reaches_outside(text: str) -> set[str]:
    """The modules of the outside world a text imports, and the clocks and files it opens."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names} & OUTSIDE
        elif isinstance(node, ast.ImportFrom):
            found |= {(node.module or "").partition(".")[0]} & OUTSIDE
        elif isinstance(node, ast.Call):
            found |= _called(node.func)
    return found


def _called(function: ast.expr) -> set[str]:
    if isinstance(function, ast.Attribute):
        return {function.attr} & CLOCK
    return {"open"} if isinstance(function, ast.Name) and function.id == "open" else set()


def test_no_file_function_or_class_is_named_after_nothing(root: Path) -> None:
    wrong = [name for path in sources(root / "src") for name in forbidden_names(path, path.read_text())]
    assert wrong == []


def test_the_source_has_no_unfinished_business(root: Path) -> None:
    paths = sources(root / "src") + sources(root / "verifier") + sources(root / "client")
    assert [path for path in paths if FORBIDDEN_TEXT.search(path.read_text())] == []


def test_the_foundation_reads_no_clock_and_opens_nothing(core: list[Path]) -> None:
    outside = {str(path): reaches_outside(path.read_text()) for path in core}
    assert {path: what for path, what in outside.items() if what} == {}


def clocks(text: str) -> list[int]:
    """The lines that read a clock, or hand one on as `timezone.now`."""
    named = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute) and node.attr in CLOCK]
    return [one.lineno for one in named if isinstance(one.value, ast.Name) and one.value.id in OF_CLOCKS]


def test_actions_are_given_the_time_but_for_what_runs_by_itself(root: Path) -> None:
    rooms = sources(root / "src" / "aigis" / "apps")
    told = [path for path in rooms if not any(str(path).endswith(f"/{one}") for one in BY_ITSELF)]
    assert {str(path): found for path in told if (found := clocks(path.read_text()))} == {}


@pytest.mark.parametrize("text", ["at = timezone.now()", "def run(clock=timezone.now): ...", "date.today()"])
def test_the_rule_of_clocks_can_fail(text: str) -> None:
    assert clocks(text) == [1]


@pytest.mark.parametrize("program", ["verifier", "client"])
def test_what_is_apart_imports_nothing_of_aigis(root: Path, program: str) -> None:
    importing = re.compile(r"^\s*(from|import)\s+aigis\b", re.MULTILINE)
    assert [path for path in sources(root / program) if importing.search(path.read_text())] == []


@pytest.mark.parametrize("name", ["utils", "string_utils", "helper", "misc_things"])
def test_the_rule_of_names_can_fail(name: str) -> None:
    assert forbidden_names(Path(f"{name}.py"), "")
    assert forbidden_names(Path("bans.py"), f"def {name}(): ...")


def test_the_rule_of_names_lets_good_names_pass() -> None:
    assert not forbidden_names(Path("bans.py"), "def in_force(): ...\nclass Utility: ...")


@pytest.mark.parametrize(
    "text",
    ["import time", "from pathlib import Path", "datetime.now(UTC)", "date.today()", "open('x')", "import os.path"],
)
def test_the_rule_of_the_foundation_can_fail(text: str) -> None:
    assert reaches_outside(text)


def test_the_rule_of_the_foundation_lets_pure_code_pass() -> None:
    assert not reaches_outside("from datetime import datetime\ndef in_force(ban, *, at: datetime): return at < ban.end")
