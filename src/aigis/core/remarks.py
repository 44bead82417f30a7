"""A sentence about a cell or a row of a list, apart from its values: every reader gets it in another language."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

from aigis.core.errors import DomainError, write_value


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said: `template` with the `%(name)s` that `values` fill in; `column` is the header it is about."""

    template: str
    column: str = ""
    values: Mapping[str, object] = field(default_factory=dict, hash=False)

    @classmethod
    def of(cls, error: DomainError, *, column: str = "") -> Self:
        """What an error says, about a column."""
        return cls(error.template, column, error.values)

    def about(self, column: str) -> Self:
        """The same sentence about a column."""
        return replace(self, column=column)

    def filled(self, **values: object) -> Self:
        """The same sentence with values."""
        return replace(self, values=values)

    @property
    def sentence(self) -> str:
        """The sentence in English, days with the month in a word."""
        return self.template % {name: write_value(value) for name, value in self.values.items()}

    def __str__(self) -> str:
        return f"{self.column}: {self.sentence}" if self.column else self.sentence

    def to_list(self) -> list[Any]:
        """The remark in plain JSON types; the inverse of `from_list`."""
        return [self.template, self.column, {name: _kept(value) for name, value in self.values.items()}]

    @classmethod
    def from_list(cls, stored: list[Any]) -> Self:
        """Rebuilds what `to_list` gave."""
        template, column, values = stored
        return cls(template, column, {name: _value(value) for name, value in values.items()})


def _kept(value: object) -> object:
    return [value.isoformat()] if isinstance(value, date) else value if isinstance(value, int) else str(value)


def _value(stored: Any) -> object:
    return date.fromisoformat(stored[0]) if isinstance(stored, list) else stored
