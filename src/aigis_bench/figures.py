"""Percentiles and progress lines of the benchmarks."""

import sys
from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which the share (0 to 1) of the values lies, by nearest rank; 0 without values."""
    if not values:
        return 0.0
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def milliseconds(values: Sequence[float], *shares: float) -> dict[str, float]:
    """Percentiles of seconds, as `p50_ms` and the like."""
    return {f"p{share * 100:.0f}_ms": round(percentile(values, share) * 1000, 2) for share in shares}


def say(sentence: str) -> None:
    """One line of progress."""
    print(f"bench: {sentence}", file=sys.stderr, flush=True)
