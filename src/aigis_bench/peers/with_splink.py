"""Splink on two lists: python with_splink.py REGISTER QUERIES SCORES [--same]; run by the peers' own Python.

Its documentation's model for names and birth dates: trained on the lists themselves, in DuckDB, no labels. Scores are
match weights (bits); `--same` links a list with itself.
"""

import sys
from collections.abc import Sequence

import polars as pl
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

_TRAINED_ON = ("birth_date",), ("family_name", "given_names"), ("family_name",)
_LEAST_WEIGHT = -10.0


def settings(*, same: bool) -> SettingsCreator:
    """The model: what is compared, and which pairs are looked at."""
    return SettingsCreator(
        link_type="dedupe_only" if same else "link_only",
        unique_id_column_name="id",
        comparisons=[
            cl.ForenameSurnameComparison("given_names", "family_name"),
            cl.DateOfBirthComparison("birth_date", input_is_string=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("birth_date"),
            block_on("family_name", "given_names"),
            "l.family_name = r.given_names and l.given_names = r.family_name",
            block_on("family_name", "substr(birth_date, 1, 4)"),
            block_on("given_names", "substr(birth_date, 1, 4)", "substr(family_name, 1, 1)"),
            block_on("substr(family_name, 1, 3)", "substr(given_names, 1, 1)", "substr(birth_date, 6, 5)"),
        ],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )


def main(arguments: Sequence[str]) -> None:
    """Trains, predicts and writes the scores."""
    register, queries, scores = arguments[:3]
    same = "--same" in arguments
    api = DuckDBAPI()
    names = ["register"] if same else ["queries", "register"]
    tables = [
        api.register(_table(path), dataset_display_name=name) for name, path in _sources(names, queries, register)
    ]
    linker = Linker(tables[0] if same else tables, settings(same=same), log_level=None)
    exactly = block_on("family_name", "given_names", "birth_date")
    linker.training.estimate_probability_two_random_records_match([exactly], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for columns in _TRAINED_ON:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns), max_pairs=5e6)
    predictions = linker.inference.predict(threshold_match_weight=_LEAST_WEIGHT)
    _write(pl.DataFrame(predictions.as_duckdbpyrelation().pl()), scores)


def _sources(names: Sequence[str], queries: str, register: str) -> list[tuple[str, str]]:
    return [(name, queries if name == "queries" else register) for name in names]


def _table(path: str) -> object:
    """Lower case and null for nothing, as its documentation asks."""
    names = [pl.col(name).str.to_lowercase().replace("", None) for name in ("family_name", "given_names")]
    birth = pl.col("birth_date").replace("", None)
    return pl.read_parquet(path).select("id", *names, birth).to_arrow()


def _write(predictions: pl.DataFrame, scores: str) -> None:
    own_id, other = ("id_l", "id_r")
    if "source_dataset_l" in predictions.columns:
        left = pl.col("source_dataset_l") == "queries"
        predictions = predictions.select(
            pl.when(left).then(pl.col(own_id)).otherwise(pl.col(other)).alias("query_id"),
            pl.when(left).then(pl.col(other)).otherwise(pl.col(own_id)).alias("subject_id"),
            pl.col("match_weight").alias("score"),
        )
    else:
        predictions = predictions.select(query_id=own_id, subject_id=other, score="match_weight")
    predictions.write_parquet(scores)


if __name__ == "__main__":
    main(sys.argv[1:])
