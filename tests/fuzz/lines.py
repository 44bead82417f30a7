"""Which lines of the readers a text reaches: the measure that a coverage-guided fuzzer follows."""

import runpy
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import aigis.core.person

PERSON = Path(aigis.core.person.__file__).parent
_FOLDER = str(PERSON)

Line = tuple[str, int]


def reached(target: Callable[[str], object], text: str) -> set[Line]:
    """Runs the target on a text and gives the lines it went through; what the target raises goes on to the caller."""
    found: set[Line] = set()

    def in_line(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            found.add((frame.f_code.co_filename, frame.f_lineno))
        return in_line

    def in_call(frame: FrameType, event: str, _: Any) -> Any:
        return in_line if frame.f_code.co_filename.startswith(_FOLDER) else None

    before = sys.gettrace()
    sys.settrace(in_call)
    try:
        target(text)
    finally:
        sys.settrace(before)
    return found


def lines_of(path: Path) -> set[Line]:
    """The lines of a file's functions that a text can reach; what runs when the file is imported does not count."""
    whole = compile(path.read_text(encoding="utf-8"), str(path), "exec")
    every = {(str(path), line) for code in _functions(whole) for line in _lines(code)}
    return every - reached(runpy.run_path, str(path))


def _functions(code: CodeType) -> Iterator[CodeType]:
    """The functions within a piece of code; a class is passed through, its methods are functions."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_flags & 0x02:  # CO_NEWLOCALS: a function, where a class body has none
                yield constant
            yield from _functions(constant)


def _lines(code: CodeType) -> Iterator[int]:
    """The lines of one function without its first, which is the `def` itself."""
    return (line for _, _, line in code.co_lines() if line is not None and line != code.co_firstlineno)
