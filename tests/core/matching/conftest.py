"""A generated population: names of skewed frequency, birth dates of a working life, some of them a stand-in."""

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from itertools import accumulate
from random import Random
from uuid import UUID

import pytest

from aigis.core.matching import compiled_search
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person

_ONSETS = "b br d f g h j k kr l m n p r s st t v w z".split()
_VOWELS = "a e i o u aa ee oe ou ie".split()
_CODAS = "n r s l m t k ns rs ts".split()

Population = Callable[..., list[tuple[UUID, Person]]]


class People:
    """Draws persons; each has two or three tokens whose frequencies fall like those of real names."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        names = Random(7)  # the stock of names is the same for every seed, so that strangers share names
        self.given = self._stock(names, 400)
        self.family = self._stock(names, 6_000)

    def person(self) -> Person:
        given = self._draw(self.given)
        if self.random.random() < 0.25:
            given += " " + self._draw(self.given)
        return Person(
            names=(Name(self._draw(self.family), given),),
            birth=self._birth(),
            documents=(Document("BEL", f"{self.random.randrange(10**9):09d}"),),
        )

    def _birth(self) -> BirthDate:
        year = self.random.randint(1955, 2005)
        if self.random.random() < 0.03:
            return BirthDate(year, 1, 1)
        return BirthDate(year, self.random.randint(1, 12), self.random.randint(1, 28))

    def _draw(self, stock: tuple[list[str], list[float]]) -> str:
        return self.random.choices(stock[0], cum_weights=stock[1])[0]

    @staticmethod
    def _stock(random: Random, size: int) -> tuple[list[str], list[float]]:
        def syllable() -> str:
            return random.choice(_ONSETS) + random.choice(_VOWELS)

        words: dict[str, None] = {}
        while len(words) < size:
            words["".join(syllable() for _ in range(random.randint(1, 3))) + random.choice(_CODAS)] = None
        return list(words), list(accumulate(1 / (rank + 10) for rank in range(size)))


@pytest.fixture
def population() -> Population:
    """A function that draws `size` subjects, the same for the same seed."""

    def draw(size: int, seed: int = 1) -> list[tuple[UUID, Person]]:
        people = People(seed)
        return [(UUID(int=people.random.getrandbits(128)), people.person()) for _ in range(size)]

    return draw


@pytest.fixture(scope="session")
def _compiled() -> bool:
    """Compiles the search, once on a machine: workers that run side by side take turns, the later ones load it."""
    with open(os.path.join(tempfile.gettempdir(), f"aigis-kernel-{os.getuid()}.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return compiled_search.warm()


@pytest.fixture
def warm(_compiled: bool) -> Iterator[None]:
    """The compiled search serves in this test; skips where it cannot."""
    if not _compiled:
        pytest.skip("numba is not installed")
    compiled_search.warm()
    yield
    compiled_search.cool()


@pytest.fixture(autouse=True)
def _cold() -> None:
    """The reference serves unless a test asks for `warm`."""
    compiled_search.cool()
