"""Writes lists as Parquet, every column text."""

import io
from collections.abc import Iterable, Sequence


def parquet_bytes(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Returns the bytes of a Parquet file; the library is loaded where the first one is written."""
    import polars as pl

    buffer = io.BytesIO()
    schema = dict.fromkeys(headers, pl.String)
    pl.DataFrame(list(rows), schema=schema, orient="row").write_parquet(buffer)
    return buffer.getvalue()
