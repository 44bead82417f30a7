"""Details for generated people: most have a national number, many a document, each is asked about with their own."""

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

_SHARES = {"national_number": 0.7, "document": 0.4, "sex": 0.8, "nationality": 0.8}  # of a list that gives a detail
_COUNTERS = 997
_STATES = ("BEL", "NLD", "FRA", "D")
_BIRTH = pl.col("birth_date")


def add_details(work: Path, folder: Path) -> None:
    """Writes the lists of a folder of work with details, as CSV, into a new one; the same work gives the same."""
    folder.mkdir()
    chance = np.random.default_rng(7)
    register, queries, truth = (pl.read_parquet(work / f"{name}.parquet") for name in ("register", "queries", "truth"))
    everybody = _everybody(pl.concat([register["birth_date"], queries["birth_date"]]))
    about = truth["subject_id"].str.strip_prefix("s").cast(pl.Int64, strict=False).fill_null(-1).to_numpy()
    subject_of_query = np.where(about < 0, np.arange(len(queries)) + len(register), about)
    for name, listed, who in (("register", register, np.arange(len(register))), ("queries", queries, subject_of_query)):
        listed.hstack(_given(everybody[who], chance)).write_csv(folder / f"{name}.csv")


def _everybody(births: pl.Series) -> pl.DataFrame:
    """The details of one person after the other: no two have a number or a document in common."""
    people = pl.DataFrame({"birth_date": births}).with_row_index("place")
    day = _BIRTH.str.replace_all("-", "").cast(pl.Int64, strict=False)
    counter = pl.int_range(1, pl.len() + 1).over("birth_date")
    body = day % 1_000_000 * 1_000 + counter
    check = 97 - (body + (day >= 20_000_101).cast(pl.Int64) * 2_000_000_000) % 97
    numbered = (_BIRTH.str.len_chars() == len("1981-04-03")) & (counter <= _COUNTERS)
    states = pl.col("place") % len(_STATES)
    return people.select(
        national_number=pl.when(numbered).then((body * 100 + check).cast(pl.String).str.zfill(11)),
        document=states.replace_strict(dict(enumerate(_STATES))) + pl.format(":{}", pl.col("place") + 10_000_000),
        sex=(pl.col("place") % 2).replace_strict({0: "F", 1: "M"}),
        nationality=states.replace_strict(dict(enumerate(_STATES))),
    )


def _given(details: pl.DataFrame, chance: np.random.Generator) -> list[pl.Series]:
    """Leaves details out where the list does not have them."""
    included: dict[str, NDArray[np.bool_]] = {
        name: chance.random(len(details)) < share for name, share in _SHARES.items()
    }
    return details.select(
        pl.when(pl.lit(pl.Series(included[name]))).then(name).alias(name) for name in included
    ).get_columns()
