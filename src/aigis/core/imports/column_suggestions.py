"""Which column of a list is which, where headers are not written as usual: likenesses are proposed, people choose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel
from rapidfuzz.process import extractOne

from aigis.core.errors import InvalidInput
from aigis.core.imports.columns import MEANING, REASON_HEADERS, Column, folded, meanings, plain

_ALIKE = 0.82  # share of letters in the same order: one letter wrong in six, an ending that differs
_SHORTEST = 5  # letters: shorter words resemble too many others
_OURS = frozenset(folded(header) for header in REASON_HEADERS.values())
_KNOWN = sorted(header for header in MEANING if len(header) >= _SHORTEST)
_LEFT_OUT = frozenset({"", "-"})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a column probably holds; `sure` where its header is a usual one, otherwise somebody should look."""

    column: Column | None
    sure: bool = True


def is_reason(header: str) -> bool:
    """Tells whether a column is our own one of a list of rejects."""
    return folded(header) in _OURS


def suggested(headers: Sequence[str]) -> list[Suggestion]:
    """Proposes a column for each header; of two that look alike the one written as usual counts, else the first."""
    suggestions = [Suggestion(column) for column in meanings(headers)]
    taken = {suggestion.column for suggestion in suggestions if suggestion.column}
    for index, header in enumerate(headers):
        if suggestions[index].column is None and not is_reason(header):
            alike = _alike(header)
            if alike is not None and alike not in taken:
                suggestions[index] = Suggestion(alike, sure=False)
                taken.add(alike)
    return suggestions


def _alike(header: str) -> Column | None:
    written = plain(header)
    if len(written) < _SHORTEST:
        return None
    within = [known for known in _KNOWN if known in written and 2 * len(known) >= len(written)]
    if within:
        return MEANING[max(within, key=len)]
    best = extractOne(written, _KNOWN, scorer=Indel.normalized_similarity, score_cutoff=_ALIKE)
    return MEANING[best[0]] if best else None


def told(headers: Sequence[str], words: Mapping[str, str]) -> list[Column | None]:
    """The usual meanings of the headers, changed by what somebody says: header -> our name of it, "-" for none.

    Raises InvalidInput for a header the list does not have, or a column there is no such of.
    """
    columns = meanings(headers)
    for header, word in words.items():
        places = [index for index, cell in enumerate(headers) if folded(cell) == folded(header)]
        if not places:
            raise InvalidInput("The list has no column '%(header)s'.", field="map", values={"header": header})
        for index in places:
            columns[index] = None if word in _LEFT_OUT else _column(word)
    return columns


def _column(word: str) -> Column:
    try:
        return Column(word)
    except ValueError:
        names = ", ".join(Column)
        raise InvalidInput(
            "There is no column '%(word)s'. The columns are: %(names)s.",
            field="map",
            values={"word": word, "names": names},
        ) from None
