"""Counts what the weights are made from: `python -m aigis_bench.fitting --data DIR`, over development data.

For every relation of tokens and of birth dates it prints how often pairs of one person show it (m), how often pairs of
two do (u), log2 of m over u, and the bits the table of weights gives on average. The table is set by hand beside these
figures: error rates of development data are no error rates of a harbour, and twins stand in no data set.
"""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import log2
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from uuid import UUID

import polars as pl

from aigis.core.errors import InvalidInput
from aigis.core.matching.evidence import Kind, Part, contributions
from aigis.core.matching.frequencies import Frequencies
from aigis.core.matching.index import Index
from aigis.core.matching.prepared import Prepared
from aigis.core.matching.weights import WEIGHTS_VERSION
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from aigis_bench.match_sets import KnownSet, known_sets

_STRANGERS = 50_000  # pairs of two persons looked at for each set
_COUNTED = (Kind.NAME, Kind.BIRTH)


@dataclass(slots=True)
class Counts:
    """How many pairs were looked at, and in how many each relation stood; the bits it was given in all."""

    pairs: int = 0
    shown: Counter[str] = field(default_factory=Counter)
    bits: Counter[str] = field(default_factory=Counter)

    def add(self, parts: Iterable[Part]) -> None:
        """Counts one pair, each of its relations once."""
        self.pairs += 1
        relations = {part.relation.value: part.bits for part in parts if part.kind in _COUNTED}
        self.shown.update(relations.keys())
        self.bits.update(relations)

    def rate(self, relation: str) -> float:
        """The share of pairs that show a relation; what was never seen counts half a pair."""
        return max(self.shown[relation], 0.5) / max(self.pairs, 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures over all sets of a folder. Exit 0, 2 where it holds none."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="development data")
    args = parser.parse_args(arguments)
    same, others = Counts(), Counts()
    with TemporaryDirectory() as work:
        for known_set in known_sets(args.data, Path(work)):
            if not known_set.pairs:
                print(f"counting {known_set.name}", file=sys.stderr)
                _count(known_set, same, others)
    if not same.pairs:
        print(f"{args.data} holds no set whose truth is known.", file=sys.stderr)
        return 2
    print("\n".join(_lines(same, others)))
    return 0


def _count(known_set: KnownSet, same: Counts, others: Counts) -> None:
    register, queries = (
        {name: Prepared.of(person) for name, person in _persons(known_set.folder / file)} for file in _FILES
    )
    index = Index.build(((UUID(int=i), who.person) for i, who in enumerate(register.values())), version=0)
    truth = {tuple(row) for row in pl.read_parquet(known_set.folder / "truth.parquet").iter_rows()}
    for query, subject in sorted(truth):
        same.add(_parts(queries[query], register[subject], index.frequencies))
    random, query_list, known = Random(known_set.name), list(queries), list(register)
    for _ in range(_STRANGERS):
        query, subject = random.choice(query_list), random.choice(known)
        if query != subject and (query, subject) not in truth and (subject, query) not in truth:
            others.add(_parts(queries[query], register[subject], index.frequencies))


_FILES = ("register.parquet", "queries.parquet")


def _parts(query: Prepared, subject: Prepared, frequencies: Frequencies) -> list[Part]:
    return contributions(query, subject, frequencies=frequencies)


def _persons(path: Path) -> Iterator[tuple[str, Person]]:
    for row in pl.read_parquet(path).iter_rows(named=True):
        yield row["id"], Person(names=(Name(row["family_name"], row["given_names"]),), birth=_birth(row["birth_date"]))


def _birth(written: str) -> BirthDate | None:
    try:
        return BirthDate.parse(written)
    except InvalidInput:
        return None


def _lines(same: Counts, others: Counts) -> Iterator[str]:
    yield f"weights version {WEIGHTS_VERSION}: {same.pairs:,} pairs of one person, {others.pairs:,} pairs of two"
    yield f"{'relation':28}{'m':>10}{'u':>12}{'log2 m/u':>10}{'given':>8}"
    for relation in sorted(same.shown | others.shown, key=lambda name: -same.rate(name) / others.rate(name)):
        m, u = same.rate(relation), others.rate(relation)
        both = same.shown[relation] + others.shown[relation]
        share = (same.bits[relation] + others.bits[relation]) / both / 1_000
        yield f"{relation:28}{m:10.4%}{u:12.5%}{log2(m / u):10.1f}{share:8.1f}"


if __name__ == "__main__":
    sys.exit(main())
