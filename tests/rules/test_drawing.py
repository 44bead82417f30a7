"""The drawings of the packages in docs/ARCHITECTURE.md are those of the import contracts, and show all there is."""

import re
import tomllib
from pathlib import Path

import pytest

Floors = list[set[str]]

# A line of the drawing: a package, at least two spaces, its floors from the top; a longer one goes on indented.
DRAWN = re.compile(r"^(aigis[\w.]*) {2,}(\S.*(?:\n {2,}\S.*)*)", re.MULTILINE)
BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TREE = "src/aigis/\n"
BESIDE_PACKAGES = {"__pycache__", "locale"}


def floors_of(line: str) -> Floors:
    """Reads `upper > left | right > lower`; brackets mark what need not be there."""
    return [{name.strip(" ()") for name in floor.split("|")} for floor in re.sub(r"\s+", " ", line).split(">")]


def contracted(contracts: str, source: Path) -> dict[str, Floors]:
    """Reads the floors of each container from the contracts, without those that nothing stands on yet."""
    found = {}
    for contract in tomllib.loads(contracts)["tool"]["importlinter"]["contracts"]:
        for container in contract.get("containers", []):
            folder = source.joinpath(*container.split("."))
            floors = floors_of(" > ".join(contract["layers"]))
            built = [{name for name in floor if is_built(folder / name)} for floor in floors]
            found[container] = [floor for floor in built if floor]
    return found


def is_built(path: Path) -> bool:
    return path.is_dir() or path.with_suffix(".py").exists()


def drawn(page: str) -> dict[str, Floors]:
    """Reads the floors of each package from the drawings of the page."""
    blocks = "\n".join(BLOCK.findall(page))
    return {package: floors_of(line) for package, line in DRAWN.findall(blocks) if ">" in line}


def tree_of(page: str) -> dict[str, set[str]]:
    """Reads the names under each folder of the tree: two columns of indentation a level, two spaces before words."""
    lines = next(block for block in BLOCK.findall(page) if TREE in block).split(TREE)[1].split("\n")
    found: dict[str, set[str]] = {"": set()}
    above: list[str] = []
    for line in lines:
        if not line.startswith(" "):
            break
        depth = (len(line) - len(line.lstrip())) // 2 - 1
        for name in re.split(r" {2,}", line.strip())[0].split():
            above[depth:] = [name.rstrip("/")]
            found.setdefault("/".join(above[:-1]), set()).add(name.rstrip("/"))
    return found


def packages_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_dir()} - BESIDE_PACKAGES


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "ARCHITECTURE.md").read_text()


def test_every_package_is_drawn_on_the_floor_that_its_contract_gives_it(root: Path, page: str) -> None:
    contracts = (root / "pyproject.toml").read_text()
    assert drawn(page) == contracted(contracts, root / "src")


def test_the_tree_shows_every_package_of_aigis_of_the_core_and_of_the_apps(root: Path, page: str) -> None:
    tree = tree_of(page)
    for folder in ("", "core", "apps"):
        assert packages_in(root / "src" / "aigis" / folder) <= tree[folder], folder


def test_the_tree_shows_nothing_that_is_not_there(root: Path, page: str) -> None:
    shown = [f"{folder}/{name}".strip("/") for folder, names in tree_of(page).items() for name in names]
    assert len(shown) > 30
    assert [name for name in shown if not (root / "src" / "aigis" / name).exists()] == []


def test_a_package_drawn_on_the_wrong_floor_is_found(tmp_path: Path) -> None:
    (tmp_path / "aigis" / "web").mkdir(parents=True)
    (tmp_path / "aigis" / "core.py").touch()
    contracts = '[[tool.importlinter.contracts]]\ncontainers = ["aigis"]\nlayers = ["(web)", "(attic)", "(core)"]\n'
    good, bad = "```\naigis   web >\n        core\n```\n", "```\naigis   core > web\n```\n"
    assert drawn(good) == contracted(contracts, tmp_path) != drawn(bad)


def test_the_tree_is_read_by_its_indentation() -> None:
    tree = "```\nsrc/aigis/\n  core/      the core\n    a.py b.py   two files\n  web/   pages\nverifier/  apart\n```\n"
    assert tree_of(tree) == {"": {"core", "web"}, "core": {"a.py", "b.py"}}
