"""nomenklatura on two lists or on pairs; run by the peers' own Python.

python with_nomenklatura.py REGISTER QUERIES SCORES [--same]    its index proposes, its matcher logic-v2 scores 0 to 1
python with_nomenklatura.py --pairs PAIRS SCORES                its matcher alone
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from followthemoney import Dataset, EntityProxy, StatementEntity
from nomenklatura.blocker import Index
from nomenklatura.matching import LogicV2, ScoringConfig
from nomenklatura.resolver import Linker
from nomenklatura.store import MemoryStore

_SET = Dataset.make({"name": "bench", "title": "bench"})


def main(arguments: Sequence[str]) -> None:
    """Writes the scores."""
    if arguments[0] == "--pairs":
        _pairs(*arguments[1:3])
    else:
        _lists(*arguments[:3], same="--same" in arguments)


def _lists(register: str, queries: str, scores: str, *, same: bool) -> None:
    subjects = {person.id: person for person in _people(register)}
    query_subjects = subjects if same else {person.id: person for person in _people(queries)}
    store = MemoryStore(_SET, Linker({}))
    with store.writer() as writer:
        for entity in subjects.values():
            writer.add_entity(entity)
    config, scored = ScoringConfig.defaults(), []
    with TemporaryDirectory() as folder:
        index = Index(store.default_view(), Path(folder))
        index.build()
        for query, candidates in index.match_entities(query_subjects.values()):
            for subject, _ in candidates:
                score = LogicV2.compare(query_subjects[query.id], subjects[subject.id], config).score
                scored.append((query.id, subject.id, score))
    pl.DataFrame(scored, schema=["query_id", "subject_id", "score"], orient="row").write_parquet(scores)


def _people(path: str) -> Iterator[StatementEntity]:
    """The persons of a list, each in the properties that an official list would fill."""
    for row in pl.read_parquet(path).iter_rows(named=True):
        statements = {
            "name": [f"{row['given_names']} {row['family_name']}".strip()],
            "firstName": [row["given_names"]],
            "lastName": [row["family_name"]],
            "birthDate": [row["birth_date"]],
        }
        filled_statements = {name: [value for value in values if value] for name, values in statements.items()}
        yield StatementEntity.from_data(_SET, {"id": row["id"], "schema": "Person", "properties": filled_statements})


def _pairs(pairs: str, scores: str) -> None:
    config, scored = ScoringConfig.defaults(), []
    for row in pl.read_parquet(pairs).iter_rows(named=True):
        left, other = (_named(row[f"{side}_full_name"], row[f"{side}_birth_date"]) for side in ("left", "right"))
        scored.append((row["id"], LogicV2.compare(left, other, config).score))
    pl.DataFrame(scored, schema=["id", "score"], orient="row").write_parquet(scores)


def _named(name: str, birth: str) -> EntityProxy:
    properties = {"name": [name], "birthDate": [birth] if birth else []}
    return EntityProxy.from_dict({"id": name or "-", "schema": "Person", "properties": properties})


if __name__ == "__main__":
    main(sys.argv[1:])
