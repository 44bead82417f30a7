"""What is written of a match: its bits, its strength and its evidence."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aigis.core.matching.dates import unpacked
from aigis.core.matching.evidence import birth
from aigis.core.matching.frequencies import Frequencies
from aigis.core.matching.prepared import Prepared
from aigis.core.matching.types import Match
from aigis.core.person.person import Person

EVIDENCE = pl.Schema({"bits": pl.Float64(), "strength": pl.String(), "evidence": pl.String()})
MATCHES = pl.Schema({"query_id": pl.String(), "subject_id": pl.String(), **EVIDENCE})
_A_DAY, _FIRST_JANUARY = 1981_04_03, 1981_01_01


def said(match: Match, *, explain: bool) -> tuple[float, str, str]:
    """Gives bits, strength and evidence: in words where it is to be explained, else the bits of each kind."""
    return round(match.bits, 3), match.strength.value, _in_words(match) if explain else _in_bits(match)


def bits_apart(
    bits: NDArray[np.int32], ours: NDArray[np.int32], theirs: NDArray[np.int64], *, frequencies: Frequencies
) -> list[str]:
    """Writes the same as `said` of many pairs known by names and birth dates (YYYYMMDD): what is left is the name's."""
    of_birth = _birth_bits(ours, theirs)
    prior = frequencies.prior
    parts = zip((bits - of_birth - prior).tolist(), of_birth.tolist(), strict=True)
    return [_joined({"name": name / 1_000, "birth": born / 1_000, "prior": prior / 1_000}) for name, born in parts]


def _birth_bits(ours: NDArray[np.int32], theirs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Millibits of the birth dates of each pair; one day is as good as another where both are the same."""
    same = (ours == theirs) & (ours % 100 > 0)
    day = np.where(ours % 10_000 == _FIRST_JANUARY % 10_000, _FIRST_JANUARY, _A_DAY)
    pairs = np.stack([np.where(same, day, ours), np.where(same, day, theirs)], axis=1)
    kinds, which = np.unique(pairs, axis=0, return_inverse=True)
    return np.array([_of_pair(*kind) for kind in kinds.tolist()], dtype=np.int64)[which.reshape(-1)]


def _of_pair(ours: int, theirs: int) -> int:
    one, other = (Prepared.of(Person(birth=unpacked(packed))) for packed in (ours, theirs))
    return sum(part.bits for part in birth(one, other))


def _in_words(match: Match) -> str:
    return " | ".join(f"{line.sentence} {line.bits:+.1f}" if line.bits else line.sentence for line in match.evidence)


def _in_bits(match: Match) -> str:
    sums: dict[str, float] = {}
    for line in match.evidence:
        sums[line.kind] = sums.get(line.kind, 0.0) + line.bits
    return _joined(sums)


def _joined(sums: dict[str, float]) -> str:
    """The bits of each kind of evidence, in the order of the sentences."""
    return " ".join([f"{kind} {round(bits, 3):+.1f}" for kind, bits in sums.items() if bits])
