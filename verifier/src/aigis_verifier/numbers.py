"""An organisation's own count: from a pile of receipts, whether one of its entries is missing or counted twice."""

from pathlib import Path

from aigis_verifier.errors import Bad
from aigis_verifier.note import Trust
from aigis_verifier.receipt import check_receipt


def check_numbers(files: list[Path], trust: Trust) -> list[str]:
    """Proves every receipt and that the organisation's numbers in them follow one another; raises Bad otherwise."""
    found: dict[int, tuple[Path, tuple[str, int]]] = {}
    organisations = set()
    for file in files:
        proven = check_receipt(file.read_bytes(), trust)
        sequence = proven.opened.get("sequence")
        if not isinstance(sequence, dict):
            raise Bad(f"{file} does not open the organisation's number")
        organisations.add(sequence["organisation"])
        place = (proven.origin, proven.index)
        other, its_place = found.setdefault(sequence["number"], (file, place))
        if its_place != place:
            raise Bad(f"{file} and {other} carry the same number for two entries")
    if len(organisations) != 1:
        raise Bad(f"the receipts are of {len(organisations)} organisations")
    first, last = min(found), max(found)
    missing = [number for number in range(first, last + 1) if number not in found][:10]
    if missing:
        raise Bad(f"of the numbers {first} to {last} these are missing here: {', '.join(map(str, missing))}")
    return [f"organisation {organisations.pop()}: entries {first} to {last}, none missing"]
