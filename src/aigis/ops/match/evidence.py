"""What is written of a match: its bits, its strength and its evidence."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aigis.core.matching.evidence import BIT_OF, OF_IDENTITY, Kind
from aigis.core.matching.types import Match

EVIDENCE = pl.Schema({"bits": pl.Float64(), "strength": pl.String(), "evidence": pl.String()})
MATCHES = pl.Schema({"query_id": pl.String(), "subject_id": pl.String(), **EVIDENCE})
_ROOM = 1 << 20  # for the millibits of a birth date, below nought and above


def format_match(match: Match, *, explain: bool) -> tuple[float, str, str]:
    """Gives bits, strength and evidence: in words where it is to be explained, else the bits of each kind."""
    return round(match.bits, 3), match.strength.value, _in_words(match) if explain else _in_bits(match)


def bits_apart(
    bits: NDArray[np.int32], of_birth: NDArray[np.int32], relations: NDArray[np.int32], *, prior: int
) -> pl.Series:
    """Writes the same as `format_match` of many pairs; what is left of the bits is the name's."""
    whole = (bits.astype(np.int64) << 32) + ((of_birth.astype(np.int64) + _ROOM) << 8) + relations
    kinds, which = np.unique(whole, return_inverse=True)
    texts = [
        _apart(kind >> 32, (kind >> 8 & (2 * _ROOM - 1)) - _ROOM, kind & 255, prior=prior) for kind in kinds.tolist()
    ]
    return pl.Series(texts, dtype=pl.String).gather(which)


def _apart(bits: int, of_birth: int, related: int, *, prior: int) -> str:
    kinds = dict.fromkeys(Kind, 0)
    kinds[Kind.BIRTH], kinds[Kind.PRIOR] = of_birth, prior
    for relation, (kind, of_relation) in OF_IDENTITY.items():
        if related & BIT_OF[relation]:
            kinds[kind] += of_relation
    kinds[Kind.NAME] = bits - sum(kinds.values())
    return _joined({kind: of_kind / 1_000 for kind, of_kind in kinds.items()})


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
