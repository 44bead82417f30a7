"""Which bans of an imported list the colleague compares with their decisions before the whole list is confirmed.

Nobody compares ten thousand bans by hand, and whoever may choose which ones to look at looks at nothing. So the system
draws them, by codes that neither the importer nor the colleague can know beforehand.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

# Where one ban in ten is wrong, twenty find one in 88 of 100 lists; where one in five is, in 99.
DRAWN = 20


def sample(codes: Mapping[UUID, bytes], *, chosen: Collection[UUID], corrected: int) -> tuple[UUID, ...]:
    """The bans to be compared: every one that was registered against the machine's warning, then those drawn.

    `codes` are keyed codes of the bans that still wait; `chosen` the conflicts registered all the same; `corrected` how
    many bans of the list had to be put right since: each says that the list is worse than it looked, and has as many
    drawn again.
    """
    order = sorted(codes, key=lambda ban: (codes[ban], ban))
    overruled = [ban for ban in order if ban in chosen]
    others = [ban for ban in order if ban not in chosen]
    return (*overruled, *others[: DRAWN * (1 + corrected)])
