"""One check after the other in this process: how long each takes. python match_single.py REGISTER QUERIES CHECKS"""

import json
import sys
import time
from collections.abc import Sequence
from uuid import UUID

import polars as pl

from aigis.core.matching import compiled_search
from aigis.core.matching.index import Index
from aigis.core.matching.match import screen
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from aigis_bench.figures import milliseconds

_WARMING = 200


def main(arguments: Sequence[str]) -> None:
    """Prints the percentiles, and how long the index took, as one JSON object."""
    register, queries = map(_persons, arguments[:2])
    begun = time.perf_counter()
    index = Index.build(((UUID(int=index_number), person) for index_number, person in enumerate(register)), version=0)
    built = time.perf_counter() - begun
    compiled_search.warm()
    took = []
    for query in queries[: int(arguments[2]) + _WARMING]:
        begun = time.perf_counter()
        screen([query], index)
        took.append(time.perf_counter() - begun)
    figures = {"subjects": len(index), "checks": len(took[_WARMING:]), **milliseconds(took[_WARMING:], 0.5, 0.99)}
    print(json.dumps({**figures, "index_seconds": round(built, 2)}))


def _persons(path: str) -> list[Person]:
    rows = pl.read_parquet(path).select("family_name", "given_names", "birth_date").rows()
    return [
        Person(names=(Name(family, given_names),), birth=BirthDate.parse(birth) if birth else None)
        for family, given_names, birth in rows
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
