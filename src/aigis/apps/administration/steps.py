"""The steps from what an installation holds to what a file wants: one for each record that differs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from aigis.core.access.permissions import Actor

Changes = Mapping[str, tuple[object, object]]


@dataclass(slots=True)
class ShownOnce:
    """What carrying out the steps made that is shown only once: keys by client, one-time links by user."""

    keys: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)


CarryOut = Callable[[Actor, datetime, ShownOnce], object]


@dataclass(frozen=True, slots=True)
class Step:
    """One difference in words, and the function that carries it out inside the open transaction."""

    verb: str  # "add" or "change"
    table: str
    name: str
    carry_out: CarryOut
    changes: Changes = field(default_factory=dict)

    def lines(self) -> list[str]:
        """Returns the step as it is printed: `+` adds, `~` changes with each value before and after."""
        sign = {"add": "+", "change": "~"}[self.verb]
        details = [f"    {key}: {_shown(before)} -> {_shown(after)}" for key, (before, after) in self.changes.items()]
        return [f"{sign} {self.table} {self.name}", *details]


def differences(present: Mapping[str, object], wanted: Mapping[str, object]) -> Changes:
    """Returns the columns whose values differ, each with the present and the wanted one."""
    return {key: (present[key], value) for key, value in wanted.items() if present[key] != value}


def _shown(value: object) -> str:
    return "-" if value in ("", None, (), {}) else str(value)
