"""Changes a text a little, as noise does, and often puts its check digits right, so that the change gets through."""

from collections.abc import Callable, Sequence
from random import Random

from aigis.core.person.mrz.check_digits import check_digit
from aigis.core.person.mrz.layouts import Layout, layouts_of

_SIGNS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<<<<&é\"'(§è!çà-_,;.?: \n\r\t/-"
    "ÄÖÜßÅØÑŁÞЖЩЇϊΓκ\u0301\u0308עא\u0647\u0627\u0644الشर\u094d王김かッー𐤀İı\u200d\u00ad\ufeff\0\ud800A<"
)
_WORDS = ("<<", "IDBEL", "IDFRA", "P<UTO", "PPD<<", "V<", "XX", "00", "nee ", "van den ", "Dr ", "ال", "·", "OISBZ")
_LONGEST = 420

Mutation = Callable[[str, Random], str]


def mutated(corpus: Sequence[str], chance: Random) -> str:
    """A text of the corpus, changed in one to four ways."""
    text = chance.choice(corpus)
    for _ in range(chance.randint(1, 4)):
        text = chance.choice(_MUTATIONS)(text, chance)
    if chance.random() < 0.05:
        text = _crossed(text, chance.choice(corpus), chance)
    return (with_check_digits(text) if chance.random() < 0.5 else text)[:_LONGEST]


def with_check_digits(text: str) -> str:
    """The text with fitting check digits, where it has the size of a zone; any other text as it is."""
    run = text.replace("\n", "")
    layouts = layouts_of(run)
    if not layouts or not set(run) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"):
        return text
    signs = list(run)
    layout = layouts[0]
    for field in _checked(layout):
        signs[field.stop] = check_digit("".join(signs[field]))
    if layout.composite is not None:
        signs[layout.composite] = check_digit("".join(sign for part in layout.covered for sign in signs[part]))
    lines = ["".join(signs[start : start + layout.width]) for start in range(0, len(signs), layout.width)]
    return "\n".join(lines)


def _checked(layout: Layout) -> list[slice]:
    fields = [layout.number, layout.birth]
    fields += [layout.expiry] if layout.expiry else []
    return fields + ([layout.optional[0]] if layout.checks_optional else [])


def _place(text: str, chance: Random) -> int:
    return chance.randrange(len(text) + 1)


def _replaced(text: str, chance: Random) -> str:
    place = _place(text, chance)
    return text[:place] + chance.choice(_SIGNS) + text[place + 1 :]


def _inserted(text: str, chance: Random) -> str:
    place = _place(text, chance)
    return text[:place] + chance.choice(_SIGNS) + text[place:]


def _word(text: str, chance: Random) -> str:
    """Writes over what stands there, so that the length stays."""
    place, word = _place(text, chance), chance.choice(_WORDS)
    return text[:place] + word + text[place + len(word) :]


def _dropped(text: str, chance: Random) -> str:
    place = _place(text, chance)
    return text[:place] + text[place + 1 :]


def _swapped(text: str, chance: Random) -> str:
    place = _place(text, chance)
    return text[:place] + text[place : place + 2][::-1] + text[place + 2 :]


def _repeated(text: str, chance: Random) -> str:
    start, end = sorted((_place(text, chance), _place(text, chance)))
    return text[:end] + text[start:end] + text[end:]


def _blurred(text: str, chance: Random) -> str:
    one, other = chance.choice(("0O", "1I", "8B", "5S", "2Z", "yz", "aq", "zw", "AÄ", "<;", "<.", "01"))
    return text.replace(one, other)


def _cased(text: str, chance: Random) -> str:
    return chance.choice((text.lower, text.upper, text.swapcase))()


def _crossed(one: str, other: str, chance: Random) -> str:
    return one[: _place(one, chance)] + other[_place(other, chance) :]


_MUTATIONS: tuple[Mutation, ...] = (
    _replaced,
    _replaced,
    _replaced,
    _word,
    _word,
    _inserted,
    _dropped,
    _swapped,
    _repeated,
    _blurred,
    _cased,
)
