"""How the kernel reads and writes arrays: by address, since numba counts a reference for every array it hands on.

Counting took nine tenths of the time. The addresses are of arrays that the caller holds as long as the kernel works;
all are whole rows of 64 or 32 bits, and nothing is read or written but by the names below.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, cast

from numpy.typing import NDArray

from aigis.core.matching.kernel.jit import AVAILABLE
from aigis.core.matching.kernel.scratch import COLUMNS as ROOM_COLUMNS
from aigis.core.matching.kernel.scratch import RESULT_COLUMNS
from aigis.core.matching.packed import IDENTIFIER_COLUMNS, NAME_COLUMNS, PERSON_COLUMNS, WORD_COLUMNS
from aigis.core.matching.token_features import COLUMNS as TOKEN_COLUMNS

if AVAILABLE:
    from llvmlite import ir
    from numba import types
    from numba.extending import intrinsic

    def _cell(builder: Any, bits: int, columns: int, given: Sequence[Any]) -> Any:
        """The address of the cell in a row and column of a table that has so many columns."""
        pointer = builder.inttoptr(given[0], ir.IntType(bits).as_pointer())
        place = builder.add(builder.mul(given[1], ir.Constant(ir.IntType(64), columns)), given[2])
        return builder.gep(pointer, [place])

    def _reader(bits: int, columns: int) -> Callable[[int, int, int], int]:
        """Reads a table of integers of so many bits, by address, row and column."""

        def read(typing: Any, table: Any, row: Any, column: Any) -> Any:
            def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
                found = builder.load(_cell(builder, bits, columns, given))
                return found if bits == 64 else builder.sext(found, ir.IntType(64))

            return types.int64(types.int64, types.int64, types.int64), code

        return cast(Callable[[int, int, int], int], intrinsic(read))

    def _writer(bits: int, columns: int) -> Callable[[int, int, int, int], None]:
        """Writes a table of integers of so many bits, by address, row, column and value."""

        def write(typing: Any, table: Any, row: Any, column: Any, value: Any) -> Any:
            def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
                value = given[3] if bits == 64 else builder.trunc(given[3], ir.IntType(bits))
                builder.store(value, _cell(builder, bits, columns, given))
                return context.get_dummy_value()

            return types.void(types.int64, types.int64, types.int64, types.int64), code

        return cast(Callable[[int, int, int, int], None], intrinsic(write))

    get, put = _reader(64, ROOM_COLUMNS), _writer(64, ROOM_COLUMNS)
    trait, word, name = _reader(64, TOKEN_COLUMNS), _reader(32, WORD_COLUMNS), _reader(32, NAME_COLUMNS)
    person, identifier = _reader(64, PERSON_COLUMNS), _reader(64, IDENTIFIER_COLUMNS)
    cell, write_cell = _reader(32, 1), _writer(32, 1)  # lists of 32 bits
    key, filed = _reader(64, 1), _reader(32, 2)
    span, write_span = _reader(64, 2), _writer(64, 2)
    write_result = _writer(32, RESULT_COLUMNS)


class People(NamedTuple):
    """The addresses of `packed.People`."""

    persons: int
    names: int
    words: int
    identifiers: int
    tokens: int
    rarity: int


def address(array: NDArray[Any]) -> int:
    """Gives where an array begins; its rows must follow each other without gaps."""
    if not array.flags.c_contiguous:
        raise ValueError("the kernel reads whole rows")
    return int(array.__array_interface__["data"][0])  # several times as fast as by ctypes
