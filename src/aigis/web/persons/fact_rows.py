"""Facts side by side: what is, what would be, and a mark on what differs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cell:
    """What one side says of a fact; `differs`: the other side says something else."""

    words: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact on all sides."""

    key: str
    cells: tuple[Cell, ...]


def rows(facts: Sequence[tuple[str, Callable[[Any], str]]], sides: Sequence[Any], *, same_as: int = 1) -> list[FactRow]:
    """Facts that any side states; on the sides after the first few, what none of these says is marked."""
    fact_rows = []
    for key, word in facts:
        words = [word(side) for side in sides]
        cells = tuple(
            Cell(text, differs=index >= same_as and text not in words[:same_as]) for index, text in enumerate(words)
        )
        if any(words):
            fact_rows.append(FactRow(key, cells))
    return fact_rows
