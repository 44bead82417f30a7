"""An organisation's own count: from a pile of receipts, whether one of its entries is missing or counted twice."""

from itertools import pairwise
from pathlib import Path
from typing import Any

from aigis_verifier.errors import Bad
from aigis_verifier.note import Trust
from aigis_verifier.receipt import check_receipt
from aigis_verifier.source import read_file

_FIELDS = ("organisation", "number")


def check_numbers(files: list[Path], trust: Trust) -> list[str]:
    """Proves every receipt and that the organisation's numbers in them follow one another; raises Bad otherwise."""
    found: dict[int, tuple[Path, tuple[str, int]]] = {}
    organisations = set()
    for file in files:
        proven = check_receipt(read_file(file), trust)
        organisation, number = _counted(file, proven.opened.get("sequence"))
        organisations.add(organisation)
        place = (proven.origin, proven.index)
        other, its_place = found.setdefault(number, (file, place))
        if its_place != place:
            raise Bad(f"{file} and {other} carry the same number for two entries")
    if len(organisations) != 1:
        raise Bad(f"the receipts are of {len(organisations)} organisations")
    numbers = sorted(found)
    gaps = [f"{one + 1} to {next_one - 1}" for one, next_one in pairwise(numbers) if next_one > one + 1]
    if gaps:
        raise Bad(f"of the numbers {numbers[0]} to {numbers[-1]} these are missing here: {', '.join(gaps[:10])}")
    return [f"organisation {organisations.pop()}: entries {numbers[0]} to {numbers[-1]}, none missing"]


def _counted(file: Path, sequence: Any) -> tuple[str, int]:
    """The organisation and the number that a receipt opens; raises Bad where it does not."""
    organisation, number = (sequence.get(name) if isinstance(sequence, dict) else None for name in _FIELDS)
    if not isinstance(organisation, str) or type(number) is not int or number < 1:
        raise Bad(f"{file} does not open the organisation's number")
    return organisation, number
