"""How two birth dates relate: by their parts, as people mistype them."""

from aigis.core.matching import weights
from aigis.core.matching.weights import BirthRelation
from aigis.core.person.birth import BirthDate


def birth_relation(left: BirthDate, right: BirthDate) -> BirthRelation:
    """Names the relation of two birth dates, whichever comes first."""
    if not (left.full and right.full):
        return _partial(left, right)
    if left == right:
        return BirthRelation.EQUAL_FIRST_JANUARY if first_january(left) else BirthRelation.EQUAL
    if left.year == right.year and (first_january(left) or first_january(right)):
        return BirthRelation.FIRST_JANUARY
    if first_january(left) and first_january(right):
        return _years(left, right)
    if left.year == right.year and (left.month, left.day) == (right.day, right.month):
        return BirthRelation.SWAPPED
    relation = _by_parts(left, right)
    if relation is not BirthRelation.DIGIT and (stands_in(left) or stands_in(right)):
        return _estimated(left, right) or relation
    return relation


def first_january(birth: BirthDate) -> bool:
    """Tells whether the date may stand for an unknown day of its year."""
    return birth.month == 1 and birth.day == 1


def stands_in(birth: BirthDate) -> bool:
    """Tells whether the day may stand for an unknown one of its year."""
    return (birth.month or 0) * 100 + (birth.day or 0) in weights.STAND_INS


def packed(birth: BirthDate | None) -> int:
    """Writes a birth date as the integer YYYYMMDD, zeros where unknown."""
    return birth.year * 10_000 + (birth.month or 0) * 100 + (birth.day or 0) if birth else 0


def unpacked(birth: int) -> BirthDate | None:
    """Reads the integer again."""
    return BirthDate(birth // 10_000, birth // 100 % 100 or None, birth % 100 or None) if birth else None


def _partial(left: BirthDate, right: BirthDate) -> BirthRelation:
    """At least one day is unknown; what both know is compared."""
    if left.year != right.year:
        return _years(left, right)
    if left.month is None or right.month is None:
        return BirthRelation.YEAR
    if left.month == right.month:
        return BirthRelation.YEAR_MONTH
    if first_january(left) or first_january(right):
        return BirthRelation.FIRST_JANUARY
    return BirthRelation.ESTIMATED if stands_in(left) or stands_in(right) else BirthRelation.MONTH_OTHER


def _years(left: BirthDate, right: BirthDate) -> BirthRelation:
    near = abs(left.year - right.year) <= weights.YEARS_OFF
    return BirthRelation.YEAR_NEAR if near else BirthRelation.YEAR_OTHER


def _estimated(left: BirthDate, right: BirthDate) -> BirthRelation | None:
    """Two full dates of which one may stand for its year; None if the years are too far apart for an estimate."""
    if left.year == right.year:
        return BirthRelation.ESTIMATED
    return BirthRelation.YEAR_NEAR if abs(left.year - right.year) <= weights.YEARS_OFF_BY_DAY else None


def _by_parts(left: BirthDate, right: BirthDate) -> BirthRelation:
    """Both are full, differ, and neither is a stand-in: counts the parts that differ."""
    pairs = ((left.year, right.year), (left.month, right.month), (left.day, right.day))
    different = [(a, b) for a, b in pairs if a != b]
    if len(different) == 1:
        return BirthRelation.DIGIT if _digit(*different[0]) else BirthRelation.DAY_OTHER
    if len(different) == 2 and all(_digit(*pair) for pair in different):
        return BirthRelation.TWO_DIGITS
    return BirthRelation.FAR if len(different) == 2 else BirthRelation.NOTHING_EQUAL


def _digit(left: int | None, right: int | None) -> bool:
    """Tells whether one digit differs, or two neighbours are swapped."""
    digits, other = f"{left:04d}", f"{right:04d}"
    apart = [i for i in range(4) if digits[i] != other[i]]
    if len(apart) == 1:
        return True
    return len(apart) == 2 and apart[1] == apart[0] + 1 and sorted(digits) == sorted(other)
