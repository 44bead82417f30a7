"""Reads the source for the rules: files, functions and their parameters."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Function:
    """A function as the rules see it; `where` is `file:line name`."""

    where: str
    name: str
    lines: int
    positional: tuple[str, ...]
    keyword_only: tuple[str, ...]

    @property
    def public(self) -> bool:
        return not self.name.startswith("_")


def sources(folder: Path) -> list[Path]:
    """Lists the Python files under a folder that people write: no migrations."""
    return sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)


def functions(path: Path, text: str | None = None) -> Iterator[Function]:
    """Yields every function and method of a file, inner ones too."""
    for node in ast.walk(ast.parse(path.read_text() if text is None else text)):
        if isinstance(node, FUNCTION):
            arguments = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
            yield Function(
                where=f"{path}:{node.lineno} {node.name}",
                name=node.name,
                lines=(node.end_lineno or node.lineno) - node.lineno + 1,
                positional=tuple(name for name in arguments if name not in ("self", "cls")),
                keyword_only=tuple(argument.arg for argument in node.args.kwonlyargs),
            )
