"""Verdicts, which are compared and never taken for true or false."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NoReturn

from aigis_client.errors import NoAnswer


class Verdict(Enum):
    """What a check says. Compare it: `verdict is Verdict.CLEAR`."""

    CLEAR = "clear"
    DENIED = "denied"
    REFER = "refer"

    def __bool__(self) -> NoReturn:
        raise TypeError("A verdict is neither true nor false. Compare it: verdict is Verdict.CLEAR.")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str):
            raise TypeError("A verdict is no text. Compare it: verdict is Verdict.CLEAR.")
        return self is other

    __hash__ = Enum.__hash__


def read_verdict(text: object) -> Verdict:
    """Returns the verdict of a text; raises NoAnswer for anything that is none."""
    match text:
        case "clear":
            return Verdict.CLEAR
        case "denied":
            return Verdict.DENIED
        case "refer":
            return Verdict.REFER
    raise NoAnswer(f"an unknown verdict, {text!r}")


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """The answer to a check. `drill`: a test identity of the sandbox was asked about."""

    id: str
    verdict: Verdict
    reason: str
    instruction: str
    checked_at: datetime
    register_version: int
    receipt: str
    drill: bool

    def __bool__(self) -> NoReturn:
        raise TypeError("An answer is neither true nor false. Ask it: answer.may_enter.")

    @property
    def may_enter(self) -> bool:
        """Tells whether the person may enter: clear, and no drill."""
        return self.verdict is Verdict.CLEAR and not self.drill
