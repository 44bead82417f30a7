"""Number formats of a workbook: the part of a date that a cell shows, the zeros and signs that are added to a number.

Source: ECMA-376 part 1, sections 18.8.30 (numFmt, built-in formats) and 18.8.31 (number format codes).
"""

import re
from enum import Enum

BUILT_IN = {16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 45: "mm:ss", 47: "mm:ss.0"}

_COLOUR_OR_LOCALE = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.IGNORECASE)
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*].')
_TOKENS = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|([0#?])|([-/() :]|\u00a0)')
_MINUTES = re.compile(r"(?<=h)(\W*)m{1,2}(?!m)|(?<![a-z])m{1,2}(?=\W*s)", re.IGNORECASE)


class ShownDate(Enum):
    """The part of a date that a format shows."""

    WHOLE = "whole"
    MONTH = "month"
    YEAR = "year"
    UNCLEAR = "unclear"  # no year, or only the time


def shown_date(code: str) -> ShownDate | None:
    """Returns which part of a date a format shows, None if it is no format of dates."""
    letters = _LITERAL.sub("", _COLOUR_OR_LOCALE.sub("", _section(code))).lower()
    if "general" in letters or "@" in letters or re.search(r"[0#?]", letters):
        return None
    has_time = bool(re.search(r"[hs]", letters))
    letters = _MINUTES.sub(r"\1", letters).replace("am/pm", "").replace("a/p", "")
    day, month, year = (sign in letters for sign in "dmy")
    year = year or "e" in letters
    if not (day or month or year or has_time):
        return None
    if year and month and day:
        return ShownDate.WHOLE
    if year and not day:
        return ShownDate.MONTH if month else ShownDate.YEAR
    return ShownDate.UNCLEAR


def adds_signs(code: str) -> bool:
    """Tells whether a format shows a whole number with zeros at the front or signs between its digits."""
    tokens = _tokens(code)
    if tokens is None:
        return False
    zeros = sum(token == "0" for token, is_digit in tokens if is_digit)
    return zeros > 1 or (zeros == 1 and any(not is_digit for _, is_digit in tokens))


def shown_number(number: int, code: str) -> str:
    """Returns a whole number as a format that `adds_signs` shows it."""
    tokens = _tokens(code) or []
    digits = list(str(abs(number)))
    first = next((index for index, (_, is_digit) in enumerate(tokens) if is_digit), 0)
    shown: list[str] = []
    for index in range(len(tokens) - 1, -1, -1):
        token, is_digit = tokens[index]
        if not is_digit:
            shown.append(token)
        elif digits or token == "0":
            shown.append(digits.pop() if digits else "0")
        if index == first:
            shown.extend(reversed(digits))
            digits.clear()
    return ("-" if number < 0 else "") + "".join(reversed(shown)).strip()


def _tokens(code: str) -> list[tuple[str, bool]] | None:
    """Returns literal signs and placeholders (True) in their order; None for a format with anything else."""
    section = _COLOUR_OR_LOCALE.sub("", _section(code))
    tokens: list[tuple[str, bool]] = []
    end = 0
    for match in _TOKENS.finditer(section):
        if match.start() != end:
            return None
        end = match.end()
        quoted, escaped, placeholder, sign = match.groups()
        if placeholder:
            tokens.append((placeholder, True))
        elif literal := quoted or escaped or sign:
            tokens.append((literal, False))
    return tokens if end == len(section) else None


def _section(code: str) -> str:
    """Returns the section of a format that is for positive numbers."""
    section = ""
    for match in re.finditer(r'"[^"]*"|\\.|[^;"\\]|(;)|.', code, re.DOTALL):
        if match[1]:
            break
        section += match.group()
    return section
