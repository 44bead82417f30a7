"""What is raised instead of an answer. None of it is a verdict, and none of it lets anybody in."""

from collections.abc import Mapping
from typing import Any


class AigisError(Exception):
    """Anything that kept the client from an answer."""


class NoAnswer(AigisError):
    """Aigis gave no answer: unreachable, too slow, out of order, or an answer that cannot be read."""

    def __init__(self, why: str) -> None:
        super().__init__(f"No answer ({why}). Treat it as your outage plan says: it is not clear.")


class Refused(AigisError):
    """Aigis refused the request: `code` is stable, `field` names what is wrong, `problem` is the whole (RFC 9457)."""

    def __init__(self, problem: Mapping[str, Any], *, status: int) -> None:
        self.problem = dict(problem)
        self.status = status
        self.code = str(problem.get("code", "error"))
        self.detail = str(problem.get("detail", ""))
        field = problem.get("field")
        self.field = str(field) if field is not None else None
        super().__init__(f"{status} {self.code}: {self.detail}" + (f" ({self.field})" if self.field else ""))


class BadSignature(AigisError):
    """A webhook is not from Aigis, or is too old: answer 400 and believe none of it."""
