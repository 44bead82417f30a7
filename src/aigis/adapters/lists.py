"""Workbooks and CSV files, as the rooms need them."""

from collections.abc import Iterable, Sequence

from aigis.adapters.parquet_writer import parquet_bytes
from aigis.adapters.spreadsheet import read_table
from aigis.adapters.table_writer import table_bytes
from aigis.core.imports.table import Table


class SpreadsheetLists:
    """Reads in a child process, writes in memory."""

    def read(self, content: bytes, *, filename: str, encoding: str = "") -> Table:
        """The list of a file; raises InvalidInput for what is none."""
        return read_table(content, filename=filename, encoding=encoding)

    def written(self, headers: Sequence[str], rows: Iterable[Sequence[str]], *, ending: str) -> bytes:
        """The bytes of a list, for people to open in a spreadsheet."""
        if ending == ".parquet":
            return parquet_bytes(headers, rows)
        return table_bytes(headers, rows, ending=ending)
