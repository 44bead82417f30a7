"""Names in plain technical English: no vague variable, one class name a thing, modules named by nouns.

What was there before the rules is listed with its number in `language_exceptions.json`, and the list may only shrink.
"""

import ast
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.rules.reading import sources

VAGUE = frozenset("one found said given asked came kept told whom many place thing".split())
# Names that frameworks ask for, and that each package may have.
SHARED_CLASSES = frozenset({"Meta", "State", "Kind", "Config", "Command"})
SHARED_MODULES = frozenset(
    "__init__ __main__ actions apps change_form change_views command context detail form listing models queries tasks "
    "urls views".split()
)
FIELD_NOUNS = frozenset("matching blocking masking scoring wiring signing encoding mapping ceiling keyring".split())


@pytest.fixture(scope="module")
def allowed(root: Path) -> dict[str, dict[str, int]]:
    """The exceptions: for each rule the number by file or name."""
    content: dict[str, dict[str, int]] = json.loads((root / "tests/rules/language_exceptions.json").read_text())
    return content


@pytest.fixture(scope="module")
def trees(root: Path) -> dict[str, ast.Module]:
    paths = sources(root / "src")
    return {path.relative_to(root / "src").as_posix(): ast.parse(path.read_text()) for path in paths}


def bindings(tree: ast.AST) -> Iterator[str]:
    """Yields each name that is bound as a variable or a parameter, as often as it is bound."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id.strip("_")
        elif isinstance(node, ast.arg):
            yield node.arg.strip("_")


def vague_variables(trees: Mapping[str, ast.AST]) -> Counter[str]:
    counts = Counter({path: sum(name in VAGUE for name in bindings(tree)) for path, tree in trees.items()})
    return +counts


def shared_class_names(trees: Mapping[str, ast.AST]) -> Counter[str]:
    """Counts the class names that stand in more than one file; a leading underscore does not tell two apart."""
    files: dict[str, set[str]] = defaultdict(set)
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name not in SHARED_CLASSES:
                files[node.name.strip("_")].add(path)
    return Counter({name: len(paths) for name, paths in files.items() if len(paths) > 1})


def package_of(path: str) -> str:
    parts = path.split("/")
    return "/".join(parts[: 3 if parts[1] == "apps" else 2])


def shared_module_names(paths: Iterator[str]) -> Counter[str]:
    named = (path for path in paths if Path(path).stem not in SHARED_MODULES)
    counts = Counter(f"{package_of(path)}: {Path(path).stem}" for path in named)
    return Counter({name: count for name, count in counts.items() if count > 1 and "formats" not in name})


def participles(paths: Iterator[str]) -> Counter[str]:
    """Counts modules named by a verb in -ing; the field's own nouns aside."""
    stems = {path: Path(path).stem.rpartition("_")[2] for path in paths}
    return Counter(path for path, stem in stems.items() if stem.endswith("ing") and stem not in FIELD_NOUNS)


@pytest.mark.parametrize("rule", ["vague_variables", "shared_class_names", "shared_module_names", "participles"])
def test_names_are_plain_but_for_the_exceptions_which_only_shrink(
    rule: str, trees: dict[str, ast.Module], allowed: dict[str, dict[str, int]]
) -> None:
    rules = {
        "vague_variables": lambda: vague_variables(trees),
        "shared_class_names": lambda: shared_class_names(trees),
        "shared_module_names": lambda: shared_module_names(iter(trees)),
        "participles": lambda: participles(iter(trees)),
    }
    found = dict(rules[rule]())
    new = {name: count for name, count in found.items() if count > allowed[rule].get(name, 0)}
    gone = {name: count for name, count in allowed[rule].items() if count > found.get(name, 0)}
    assert new == {}, "use the noun of what it holds"
    assert gone == {}, "fewer than listed: lower the number in language_exceptions.json"


def test_the_rules_can_fail() -> None:
    tree = {"aigis/web/a.py": ast.parse("def f(one):\n    found = one\n    return [x for place, x in found]")}
    assert vague_variables(tree) == {"aigis/web/a.py": 3}
    twice = {path: ast.parse("class _Answer: ...") for path in ("aigis/api/a.py", "aigis/web/b.py")}
    assert shared_class_names(twice) == {"Answer": 2}
    assert shared_module_names(iter(["aigis/web/x/names.py", "aigis/web/y/names.py"])) == {"aigis/web: names": 2}
    assert participles(iter(["aigis/web/looking.py", "aigis/core/matching.py"])) == {"aigis/web/looking.py": 1}
