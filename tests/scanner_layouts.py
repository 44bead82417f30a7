"""What arrives in the browser if a scanner, an American keyboard, types through another keyboard layout."""

BANNED = "BB1234567"  # the number of the document whose holder the preview site denies
LETTERS = "abcdefghijklmnopqrstuvwxyz"
AMERICAN = f"1234567890{LETTERS}{LETTERS.upper()}<-.]"


def _keys(*, digits: str, letters: str, signs: str, capitals: str | None = None) -> dict[int, int]:
    return str.maketrans(AMERICAN, digits + letters + (capitals or letters.upper()) + signs)


_AZERTY = "qbcdefghijkl,noparstuvzxyw"
_AZERTY_CAPITALS = "QBCDEFGHIJKL?NOPARSTUVZXYW"
_QWERTZ = "abcdefghijklmnopqrstuvwxzy"

LAYOUTS: dict[str, dict[int, int]] = {
    "american": {},
    "caps lock": str.maketrans(LETTERS + LETTERS.upper(), LETTERS.upper() + LETTERS),
    "belgian": _keys(digits="&é\"'(§è!çà", letters=_AZERTY, capitals=_AZERTY_CAPITALS, signs=".):$"),
    "french": _keys(digits="&é\"'(-è_çà", letters=_AZERTY, capitals=_AZERTY_CAPITALS, signs=".):$"),
    "azerty with shift lock": _keys(digits="1234567890", letters=_AZERTY_CAPITALS, capitals=_AZERTY, signs=";°/*"),
    "german": _keys(digits="1234567890", letters=_QWERTZ, signs=";ß.+"),
    "dutch": _keys(digits="1234567890", letters=LETTERS, signs=";/.*"),
    "dvorak": _keys(
        digits="1234567890",
        letters="axje.uidchtnmbrl'poygk,qf;",
        capitals='AXJE>UIDCHTNMBRL"POYGK<QF:',
        signs="W[v=",
    ),
}
