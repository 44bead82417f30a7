"""Tables of any length out as CSV, Parquet or XLSX by the ending of their name; a file appears whole or not at all."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import xlsxwriter

from aigis.core.errors import InvalidInput

_ENDINGS = "Its name must end in .csv, .parquet or .xlsx."
_MOST_ROWS = 1_048_575  # what a sheet holds beside its header
_TOO_MANY = "A sheet holds no more than 1,048,575 rows. Write a .csv or .parquet file."
_WIDEST_CELL = 32_767
_DECIMALS = 3


def write_list(path: Path, schema: pl.Schema, frames: Iterable[pl.DataFrame]) -> None:
    """Writes the frames as they come, never all of them in memory; whoever wrote the file alone may read it.

    Texts of a workbook are cells of text, never formulas; a CSV file holds the texts as they are, as data for programs.
    Raises InvalidInput where the file cannot be written; then nothing is left and what was there stays.
    """
    require_ending(path)
    with _beside(path) as unfinished:
        if path.suffix.lower() == ".xlsx":
            _workbook(unfinished, schema, frames)
        elif path.suffix.lower() == ".parquet":
            _parquet(unfinished, schema, frames)
        else:
            _delimited(unfinished, schema, frames)


def require_ending(path: Path) -> None:
    """Raises InvalidInput unless the path ends in one of the forms that can be written."""
    if path.suffix.lower() not in (".csv", ".parquet", ".xlsx"):
        raise InvalidInput(f"{path} cannot be written. {_ENDINGS}", field="out")


def _delimited(path: Path, schema: pl.Schema, frames: Iterable[pl.DataFrame]) -> None:
    with path.open("wb") as file:
        pl.DataFrame(schema=schema).write_csv(file)
        for frame in frames:
            frame.write_csv(file, include_header=False, float_precision=_DECIMALS)


def _parquet(path: Path, schema: pl.Schema, frames: Iterable[pl.DataFrame]) -> None:
    """By way of a CSV file beside it: a Parquet file ends with the places of all its columns."""
    with _spare(path, ".csv") as spool:
        _delimited(spool, schema, frames)
        pl.scan_csv(spool, schema=schema, empty_string_is_null=False).sink_parquet(path)


def _workbook(path: Path, schema: pl.Schema, frames: Iterable[pl.DataFrame]) -> None:
    with (
        TemporaryDirectory(dir=path.parent) as folder,
        xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": folder}) as book,
    ):
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for column, (name, kind) in enumerate(schema.items()):
            sheet.set_column(column, column, 18, text if kind == pl.String else None)
            sheet.write_string(0, column, name)
        for number, row in enumerate((row for frame in frames for row in frame.iter_rows()), start=1):
            if number > _MOST_ROWS:
                raise InvalidInput(_TOO_MANY, field="out")
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell[:_WIDEST_CELL], text)
                else:
                    sheet.write_number(number, column, round(cell, _DECIMALS))


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Gives a file beside the path that takes the path's place once it is whole."""
    try:
        with _spare(path, path.suffix) as unfinished:
            yield unfinished
            unfinished.replace(path)
    except (OSError, pl.exceptions.PolarsError, xlsxwriter.exceptions.XlsxWriterException) as wrong:
        raise InvalidInput(f"{path} cannot be written: {_cause(wrong)}. Choose another place.", field="out") from None


@contextmanager
def _spare(path: Path, ending: str) -> Iterator[Path]:
    """Gives an empty file beside the path, readable by its owner alone, and removes it unless it was moved."""
    spare = path.with_name(f".{path.name}.{os.getpid()}{ending}")
    try:
        os.close(os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        yield spare
    finally:
        spare.unlink(missing_ok=True)


def _cause(wrong: Exception) -> str:
    return (wrong.strerror if isinstance(wrong, OSError) else None) or str(wrong).partition("\n")[0]
