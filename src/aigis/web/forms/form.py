"""A form as somebody filled it in: what was typed, to be shown again, and the sentences beside what is wrong."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from django.utils.translation import gettext

from aigis.core.errors import InvalidInput
from aigis.core.person.writing_direction import require_no_direction_signs
from aigis.web.base.error_messages import translate_error

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

T = TypeVar("T")


class FilledForm:
    """The fields of one form without blanks around them, and at most one sentence for each."""

    def __init__(self, sent: Mapping[str, str], *, longest: Mapping[str, int]) -> None:
        self.values = {name: str(sent.get(name, "")).replace("\r\n", "\n").strip() for name in longest}
        self.errors: dict[str, str] = {}
        self.first_code = InvalidInput.code
        for name, value in self.values.items():
            if _CONTROL.search(value) or len(value) > longest[name]:
                self.refuse(
                    name,
                    gettext(
                        "Contains characters that are not allowed, or is too long. Use only letters, numbers and "
                        "hyphens, and keep it shorter."
                    ),
                )
            self._refuse_direction_signs(name)

    def _refuse_direction_signs(self, name: str) -> None:
        try:
            require_no_direction_signs(self.values[name])
        except InvalidInput as wrong:
            self.refuse(name, translate_error(wrong))

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    @property
    def sound(self) -> bool:
        """Tells whether nothing wrong was found yet."""
        return not self.errors

    def refuse(self, name: str, sentence: str) -> None:
        """Puts a sentence, in the reader's language, beside a field; the first one said about a field stays."""
        self.errors.setdefault(name, sentence)

    def require(self, name: str, sentence: str) -> str:
        """The field's value; an empty one is refused with the sentence."""
        if not self[name]:
            self.refuse(name, sentence)
        return self[name]

    def choice(self, name: str, offered: Mapping[str, object], sentence: str) -> str | None:
        """The field's value when it is one of those offered; None, refused with the sentence, when it is not."""
        if self[name] in offered:
            return self[name]
        self.refuse(name, sentence)
        return None

    def read(self, name: str, parse: Callable[[str], T]) -> T | None:
        """What the field's text says; None for an empty field, and for one that is refused because it says nothing."""
        if not self[name] or name in self.errors:
            return None
        try:
            return parse(self[name])
        except InvalidInput as wrong:
            self.refuse(name, translate_error(wrong))
            return None

    def take(self, wrong: InvalidInput, places: Mapping[str, str], *, otherwise: str) -> None:
        """Puts an error of the rooms beside its field; `places` maps their names of fields to the form's."""
        field = wrong.field or ""
        name = places.get(field, field)
        self.first_code = wrong.code
        self.refuse(name if name in self.values else otherwise, translate_error(wrong))
