"""What is written of a match: its bits, its strength and its evidence."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aigis.core.matching.types import Match

EVIDENCE = pl.Schema({"bits": pl.Float64(), "strength": pl.String(), "evidence": pl.String()})
MATCHES = pl.Schema({"query_id": pl.String(), "subject_id": pl.String(), **EVIDENCE})
_ROOM = 1 << 20  # for the millibits of a birth date, below nought and above


def said(match: Match, *, explain: bool) -> tuple[float, str, str]:
    """Gives bits, strength and evidence: in words where it is to be explained, else the bits of each kind."""
    return round(match.bits, 3), match.strength.value, _in_words(match) if explain else _in_bits(match)


def bits_apart(bits: NDArray[np.int32], of_birth: NDArray[np.int32], *, prior: int) -> pl.Series:
    """Writes the same as `said` of many pairs known by names and birth dates: what is left is the name's."""
    kinds, which = np.unique((bits.astype(np.int64) - of_birth - prior) * _ROOM + of_birth, return_inverse=True)
    parts = (((kind + _ROOM // 2) // _ROOM, (kind + _ROOM // 2) % _ROOM - _ROOM // 2) for kind in kinds.tolist())
    texts = [_joined({"name": name / 1_000, "birth": born / 1_000, "prior": prior / 1_000}) for name, born in parts]
    return pl.Series(texts, dtype=pl.String).gather(which)


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
