"""A bare polars join, the limit of what a machine can do: equal or nothing.

python with_polars.py REGISTER QUERIES SCORES [--same]          lower-case names with birth date, words in any order
python with_polars.py --pairs PAIRS SCORES                      the same for names side by side
python with_polars.py --numbers REGISTER QUERIES SCORES         national numbers as they stand, from CSV to CSV
"""

import sys
from collections.abc import Sequence

import polars as pl


def main(arguments: Sequence[str]) -> None:
    """Writes the equal ones with score 1."""
    if arguments[0] == "--pairs":
        table = pl.read_parquet(arguments[1])
        equal = _sorted(pl.col("left_full_name")) == _sorted(pl.col("right_full_name"))
        table.filter(equal).select("id", score=pl.lit(1.0)).write_parquet(arguments[2])
    elif arguments[0] == "--numbers":
        register, queries = (
            pl.scan_csv(path, infer_schema=False).rename({"id": name})
            for path, name in zip(arguments[1:3], ("subject_id", "query_id"), strict=True)
        )
        joined = queries.join(register, on="national_number").select("query_id", "subject_id", score=pl.lit(1.0))
        joined.collect().write_csv(arguments[3])
    else:
        _lists(*arguments[:3])


def _lists(register: str, queries: str, scores: str) -> None:
    left, right = (
        pl.read_parquet(path).select(
            "birth_date",
            pl.col("id").alias(name),
            _sorted(pl.col("given_names") + " " + pl.col("family_name")).alias("name"),
        )
        for path, name in ((queries, "query_id"), (register, "subject_id"))
    )
    joined = left.join(right, on=["name", "birth_date"])
    joined.select("query_id", "subject_id", score=pl.lit(1.0)).write_parquet(scores)


def _sorted(name: pl.Expr) -> pl.Expr:
    return name.str.to_lowercase().str.strip_chars().str.split(" ").list.sort().list.join(" ")


if __name__ == "__main__":
    main(sys.argv[1:])
