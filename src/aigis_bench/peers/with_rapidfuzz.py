"""RapidFuzz on two lists or on pairs, as scripts use it: everybody with everybody, the mean of name and birth date.

python with_rapidfuzz.py REGISTER QUERIES SCORES [--same]
python with_rapidfuzz.py --pairs PAIRS SCORES
"""

import sys
from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import token_sort_ratio
from rapidfuzz.process import cdist, cpdist
from rapidfuzz.utils import default_process

_LEAST = 60.0
_LEAST_NAME = 50.0
_CELLS_AT_ONCE = 50_000_000


def main(arguments: Sequence[str]) -> None:
    """Writes the scores, 0 to 100."""
    if arguments[0] == "--pairs":
        _pairs(*arguments[1:3])
    else:
        frames = list(_lists(*arguments[:2]))
        schema = {"query_id": pl.String, "subject_id": pl.String, "score": pl.Float64}
        pl.concat([pl.DataFrame(schema=schema), *frames]).write_parquet(arguments[2])


def _lists(register: str, queries: str) -> Iterator[pl.DataFrame]:
    subjects, query_table = _table(register), _table(queries)
    names, births = subjects["name"].to_list(), subjects["birth_date"].to_list()
    for some in query_table.iter_slices(max(1, _CELLS_AT_ONCE // max(1, len(names)))):
        by_name = cdist(
            some["name"].to_list(), names, scorer=token_sort_ratio, score_cutoff=_LEAST_NAME, dtype=np.uint8, workers=-1
        )
        query, subject = by_name.nonzero()
        known_births = np.array(births, dtype=object)
        by_birth = cpdist(
            some["birth_date"].to_numpy()[query].tolist(),
            known_births[subject].tolist(),
            scorer=Levenshtein.normalized_similarity,
            workers=-1,
        )
        score = (by_name[query, subject] + 100 * by_birth) / 2
        keep = score >= _LEAST
        yield pl.DataFrame(
            {
                "query_id": some["id"].gather(query[keep]),
                "subject_id": subjects["id"].gather(subject[keep]),
                "score": score[keep].astype(np.float64),
            }
        )


def _table(path: str) -> pl.DataFrame:
    table = pl.read_parquet(path)
    names = [
        default_process(f"{given_names} {family}")
        for given_names, family in table.select("given_names", "family_name").rows()
    ]
    return table.select("id", "birth_date", pl.Series("name", names, dtype=pl.String))


def _pairs(pairs: str, scores: str) -> None:
    table = pl.read_parquet(pairs)
    sides = [[default_process(name) for name in table[f"{side}_full_name"]] for side in ("left", "right")]
    scores_found = cpdist(*sides, scorer=token_sort_ratio)
    table.select("id", pl.Series("score", scores_found, dtype=pl.Float64)).write_parquet(scores)


if __name__ == "__main__":
    main(sys.argv[1:])
