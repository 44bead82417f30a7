"""The id of a request: in its answer, in every line of the log about it, and in its trace."""

import re
import uuid
from contextvars import ContextVar

HEADER = "X-Request-ID"
# What a proxy makes: an id of 8 to 64 letters, digits and hyphens. Anything else could be a name.
_FORM = re.compile(r"[0-9A-Za-z-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def begin(offered: str, *, trusted: bool) -> str:
    """Takes the id that a trusted proxy offers, or draws one, as that of the present request."""
    name = offered if trusted and _FORM.fullmatch(offered) else uuid.uuid4().hex
    _current.set(name)
    return name


def end() -> None:
    """Forgets the id: the thread answers another request next."""
    _current.set("")


def current() -> str:
    """Returns the id of the present request, empty outside one."""
    return _current.get()
