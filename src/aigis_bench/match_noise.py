"""What happens to a name and a birth date on the way to a list: the errors of clerks, scanners and other alphabets."""

from collections.abc import Callable
from random import Random

from aigis.core.errors import InvalidInput
from aigis.core.person.birth import BirthDate
from aigis.core.person.names import tokens

Written = tuple[str, str]  # family name, given names
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_MRZ_LETTERS = 24
_SPELLINGS = (("ck", "k"), ("ou", "u"), ("kh", "h"), ("sch", "sh"), ("ph", "f"), ("y", "i"), ("w", "v"), ("ij", "y"))


def _exact(name: Written, chance: Random) -> Written:
    return name


def _swapped(name: Written, chance: Random) -> Written:
    return name[1], name[0]


def _plain(name: Written, chance: Random) -> Written:
    """Without accents and in Latin letters, as a machine-readable zone has it."""
    return " ".join(tokens(name[0])), " ".join(tokens(name[1]))


def _typo(name: Written, chance: Random) -> Written:
    family, given_names = name
    return (_edited(family, chance), given_names) if chance.random() < 0.6 else (family, _edited(given_names, chance))


def _two_typos(name: Written, chance: Random) -> Written:
    return _typo(_typo(name, chance), chance)


def _initial(name: Written, chance: Random) -> Written:
    family, given_names = name
    return family, given_names[:1]


def _shortened(name: Written, chance: Random) -> Written:
    """One given name of several, one half of a double family name."""
    family, given_names = name
    return family.split("-")[0], given_names.split()[0] if given_names.split() else given_names


def _joined(name: Written, chance: Random) -> Written:
    """Van den Berg as Vandenberg; a family name of one word loses its hyphen or apostrophe, if it has one."""
    return name[0].replace(" ", "").replace("-", "").replace("'", "").capitalize(), name[1]


def _cut(name: Written, chance: Random) -> Written:
    family, given_names = _plain(name, chance)
    return family[:_MRZ_LETTERS], given_names[: max(3, _MRZ_LETTERS - len(family))]


def _respelled(name: Written, chance: Random) -> Written:
    """Another transliteration of the same sounds."""
    family, given_names = _plain(name, chance)
    for spelling, other in _SPELLINGS:
        family, given_names = family.replace(spelling, other), given_names.replace(spelling, other)
    return family, given_names


def _edited(word: str, chance: Random) -> str:
    """One letter replaced, left out, doubled in, or swapped with its neighbour."""
    if len(word) < 3:
        return word
    position = chance.randrange(1, len(word) - 1)
    letter, kind = chance.choice(_ALPHABET), chance.randrange(4)
    middle = (letter, "", word[position] + letter, word[position + 1] + word[position])[kind]
    return word[:position] + middle + word[position + (2 if kind == 3 else 1) :]


def _year_only(birth: str, chance: Random) -> str:
    return birth[:4]


def _first_january(birth: str, chance: Random) -> str:
    return f"{birth[:4]}-01-01"


def _day_and_month(birth: str, chance: Random) -> str:
    """Swapped where both can be a month; else another digit is wrong."""
    if len(birth) == 10 and int(birth[8:]) <= 12:
        return f"{birth[:5]}{birth[8:]}-{birth[5:7]}"
    return _digit(birth, chance)


def _digit(birth: str, chance: Random) -> str:
    """A wrong last digit of the year or of the day."""
    if len(birth) < 10 or chance.random() < 0.5:
        return birth[:3] + str((int(birth[3]) + chance.randrange(1, 10)) % 10) + birth[4:]
    return birth[:9] + str((int(birth[9]) + 1) % 9 + 1) if birth[8] != "3" else birth[:8] + "28"


_NAMES: dict[str, tuple[int, Callable[[Written, Random], Written]]] = {
    "exact": (30, _exact),
    "swapped": (8, _swapped),
    "plain": (9, _plain),
    "typo": (20, _typo),
    "two_typos": (7, _two_typos),
    "initial": (4, _initial),
    "shortened": (8, _shortened),
    "joined": (5, _joined),
    "cut": (3, _cut),
    "respelled": (6, _respelled),
}
_BIRTHS: dict[str, tuple[int, Callable[[str, Random], str]]] = {
    "exact": (82, lambda birth, chance: birth),
    "digit": (8, _digit),
    "day_and_month": (5, _day_and_month),
    "first_january": (3, _first_january),
    "year_only": (2, _year_only),
}


def noisy(name: Written, birth: str, chance: Random) -> tuple[Written, str, str]:
    """Gives the name and the birth date as another list might have them, and what was done to both.

    The name suffers one kind of error, the birth date (ISO) one of its own; a date that would not exist stays as it is.
    """
    of_name = chance.choices(list(_NAMES), [share for share, _ in _NAMES.values()])[0]
    of_birth = chance.choices(list(_BIRTHS), [share for share, _ in _BIRTHS.values()])[0]
    if of_name == "initial":
        of_birth = "exact"  # an initial and a wrong date together say nothing about anybody
    changed = _BIRTHS[of_birth][1](birth, chance)
    return _NAMES[of_name][1](name, chance), changed if _exists(changed) else birth, f"{of_name}+{of_birth}"


def _exists(birth: str) -> bool:
    try:
        return bool(BirthDate.parse(birth))
    except InvalidInput:
        return False
