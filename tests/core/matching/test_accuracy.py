"""How many strangers are stopped, and how many subjects found, in a generated population and in development data."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from aigis.core.matching.index import Index
from aigis.core.matching.match import screen
from aigis.core.matching.types import Strength
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person

Population = Callable[..., list[tuple[UUID, Person]]]
pytestmark = pytest.mark.usefixtures("warm")
DEV_DATA = Path(os.environ.get("AIGIS_DEV_DATA", Path(__file__).parents[3] / ".." / "shared" / "data"))


def test_hardly_any_stranger_is_denied_and_few_are_referred(population: Population) -> None:
    index = Index.build(population(10_000), version=1)
    strangers = [replace(person, documents=()) for _, person in population(2_500, seed=77)]
    strongest = [found[0].strength for found in screen(strangers, index) if found]
    assert strongest.count(Strength.CERTAIN) <= 2
    assert strongest.count(Strength.POSSIBLE) <= 0.005 * len(strangers)


def test_the_register_of_synthetic_persons_answers_as_it_should() -> None:
    polars = pytest.importorskip("polars")
    register, asked = (DEV_DATA / "synthetic" / name for name in ("reg_10000.parquet", "q_10000_10000.parquet"))
    if not register.exists():
        pytest.skip("development data is absent")
    subjects = {
        row["id"]: (UUID(int=i), _person(row)) for i, row in enumerate(polars.read_parquet(register).to_dicts())
    }
    rows = (
        polars.read_parquet(asked)
        .filter(polars.col("kind").is_in(["hit", "twin", "samename"]) | (polars.col("id") < "Q00003000"))
        .to_dicts()
    )
    results = screen([_person(row) for row in rows], Index.build(subjects.values(), version=1))
    both = list(zip(rows, results, strict=True))
    missed = [
        row
        for row, found in both
        if row["kind"] == "hit" and subjects[row["truth"]][0] not in {m.subject for m in found}
    ]
    alerted = [found for row, found in both if row["kind"] != "hit" and found]
    assert len(missed) <= 4
    assert len(alerted) <= 8
    assert not any(found[0].strength is Strength.CERTAIN for found in alerted)


def _person(row: dict[str, str]) -> Person:
    birth = BirthDate.parse(row["dob"]) if row["dob"] else None
    return Person(names=(Name(row["surname"] or "", row["given"] or ""),), birth=birth)
