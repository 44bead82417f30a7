"""Sets whose truth is known: those of others in a folder of development data, and our own generated work.

A set is a folder: `register.parquet` and `queries.parquet` (the same list twice where a list is searched for its own
duplicates) with `truth.parquet` of the pairs that are one person; or `pairs.parquet` whose truth stands beside.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

_COLUMNS = ("id", "family_name", "given_names", "birth_date")


@dataclass(frozen=True, slots=True)
class KnownSet:
    """A set in its folder: `same` for one list searched for duplicates, `pairs` for pairs; `rows` of both lists."""

    name: str
    folder: Path
    rows: int
    same: bool = False
    pairs: bool = False


def known_sets(data: Path, work: Path) -> Iterator[KnownSet]:
    """Lays out every set found under a folder of development data; `work` is where they go."""
    for make in (_febrl, _febrl_linked, _fake, _names, _synthetic):
        yield from make(data, work)


def _febrl(data: Path, work: Path) -> Iterator[KnownSet]:
    for path in sorted((data / "febrl").glob("dataset?.csv")):
        table = _febrl_table(path)
        yield _duplicates(f"FEBRL {path.stem[-1]}", work, table)


def _febrl_linked(data: Path, work: Path) -> Iterator[KnownSet]:
    for path in sorted((data / "febrl").glob("dataset?a.csv")):
        left, right = _febrl_table(path), _febrl_table(path.with_stem(path.stem[:-1] + "b"))
        pairs = right.join(left, on="cluster").select(query_id="id", subject_id="id_right")
        yield _linked(f"FEBRL {path.stem[-2]}", work, (left, right), pairs)


def _febrl_table(path: Path) -> pl.DataFrame:
    """FEBRL's columns (blanks after its commas, dates as YYYYMMDD); whose record it is stands in its id."""
    table = (
        pl.read_csv(path, infer_schema=False).rename(str.strip).with_columns(pl.all().fill_null("").str.strip_chars())
    )
    born = pl.col("date_of_birth")
    iso = pl.concat_str([born.str.slice(0, 4), born.str.slice(4, 2), born.str.slice(6, 2)], separator="-")
    return table.select(
        id="rec_id",
        family_name="surname",
        given_names="given_name",
        birth_date=pl.when(born.str.len_chars() == 8).then(iso).otherwise(pl.lit("")),
        cluster=pl.col("rec_id").str.split("-").list.get(1),
    )


def _fake(data: Path, work: Path) -> Iterator[KnownSet]:
    path = data / "names" / "fake_1000.csv"
    if path.exists():
        table = pl.read_csv(path, infer_schema=False).with_columns(pl.all().fill_null(""))
        yield _duplicates(
            "splink fake 1000",
            work,
            table.select("cluster", id="unique_id", family_name="surname", given_names="first_name", birth_date="dob"),
        )


def _names(data: Path, work: Path) -> Iterator[KnownSet]:
    for path in sorted((data / "names").glob("name_pairs*.csv")):
        table = pl.read_csv(path, infer_schema=False).filter(pl.col("schema") == "Person").with_row_index("id")
        folder = _folder(work, path.stem)
        texts = [pl.col(name).fill_null("") for name in ("name1", "name2")]
        rows = table.select(
            pl.col("id").cast(pl.String),
            left_full_name=texts[0],
            left_birth_date=pl.lit(""),
            right_full_name=texts[1],
            right_birth_date=pl.lit(""),
            same=pl.col("is_match").str.to_lowercase() == "true",
        )
        rows.drop("same").write_parquet(folder / "pairs.parquet")
        rows.filter("same").select("id").write_parquet(folder / "truth.parquet")
        yield KnownSet("name pairs", folder, 2 * len(rows), pairs=True)


def _synthetic(data: Path, work: Path) -> Iterator[KnownSet]:
    for path in sorted((data / "synthetic").glob("reg_*.parquet")):
        size = path.stem.removeprefix("reg_")
        for query_path in sorted(path.parent.glob(f"q_{size}_*.parquet")):
            table = pl.read_parquet(query_path).with_columns(pl.col("truth").fill_null(""))
            lists = (_ours(pl.read_parquet(path)), _ours(table))
            pairs = table.filter(pl.col("truth") != "").select(query_id="id", subject_id="truth")
            yield _linked(f"synthetic {int(size):,}", work, lists, pairs)


def _ours(table: pl.DataFrame) -> pl.DataFrame:
    named = table.select("id", family_name="surname", given_names="given", birth_date="dob")
    return named.with_columns(pl.all().fill_null(""))


def _duplicates(name: str, work: Path, table: pl.DataFrame) -> KnownSet:
    pairs = table.join(table, on="cluster").filter(pl.col("id") < pl.col("id_right"))
    made = _linked(name, work, (table, table), pairs.select(query_id="id", subject_id="id_right"))
    return KnownSet(name, made.folder, len(table), same=True)


def _linked(name: str, work: Path, lists: tuple[pl.DataFrame, pl.DataFrame], pairs: pl.DataFrame) -> KnownSet:
    folder = _folder(work, name)
    for table, file in zip(lists, ("register", "queries"), strict=True):
        table.select(_COLUMNS).write_parquet(folder / f"{file}.parquet")
    pairs.write_parquet(folder / "truth.parquet")
    return KnownSet(name, folder, sum(map(len, lists)))


def _folder(work: Path, name: str) -> Path:
    folder = work / name.replace(" ", "_").replace(",", "")
    folder.mkdir()
    return folder
