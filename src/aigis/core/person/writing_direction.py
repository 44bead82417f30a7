"""Refuses signs that turn the direction of writing: with them a name is read otherwise than it is stored.

U+202A to U+202E and U+2066 to U+2069 embed, override or isolate; so do U+200E, U+200F and U+061C in part, and the
deprecated U+206A to U+206F. Names in Arabic or Hebrew need none of them. Source: Unicode Standard Annex 9.
"""

import re

from aigis.core.errors import InvalidInput

_SIGNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]")


def require_no_direction_signs(text: str, *, field: str | None = None) -> None:
    """Raises InvalidInput for a text that holds a sign for the direction of writing."""
    if not text.isascii() and _SIGNS.search(text):
        raise InvalidInput(
            "This holds an invisible sign that turns the direction of writing. Delete the text and type it again.",
            field=field,
        )
