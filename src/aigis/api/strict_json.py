"""JSON as strictly as it is meant: no duplicate keys, no NUL, no lone surrogates, no NaN, no guessing."""

import json
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja.parser import Parser
from pydantic import BaseModel, ConfigDict

from aigis.core.errors import DomainError, InvalidInput, NotFound

_LINES = "mrz"  # the field of every body that carries the lines of a document
_LINE_ENDS = str.maketrans("", "", "\r\n\t")


class MalformedBody(InvalidInput):
    """The body is not the JSON it should be."""

    code = "malformed_json"
    sentence = "The body is not valid JSON in UTF-8. Correct it and send it again."


class WrongContentType(InvalidInput):
    """A body that is not sent as JSON: a form of another site could send it so."""

    code = "wrong_content_type"
    sentence = "Send the body as JSON, with 'Content-Type: application/json'."


class BodyTooSlow(DomainError):
    """A request whose body did not come in time."""

    code = "body_too_slow"
    sentence = "The request did not arrive in time. Send it again."


class BodyTooLarge(InvalidInput):
    """The body is larger than any sound request."""

    code = "too_large"
    sentence = "The request is too large. Send at most 1,000 items and 4 MB at once."


class WrongMethod(NotFound):
    """The address is there, the method is not."""

    code = "wrong_method"
    sentence = "This address does not take this method. The API describes itself at /api/v1/docs."


class Strict(BaseModel):
    """The base of every body: types as written, nothing unknown."""

    model_config = ConfigDict(extra="forbid", strict=True)


class StrictParser(Parser):
    """Reads bodies for the API."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as Python values; raises WrongContentType, MalformedBody or BodyTooLarge."""
        if request.content_type != "application/json":
            raise WrongContentType
        try:
            return read_json(request.body)
        except RequestDataTooBig:
            raise BodyTooLarge from None


def read_json(body: bytes) -> Any:
    """Reads one JSON value; raises MalformedBody with what is wrong."""
    try:
        value = json.loads(body.decode(), object_pairs_hook=_object, parse_constant=_no_constant)
        _require_text(value)
    except MalformedBody:
        raise
    except (ValueError, RecursionError):
        raise MalformedBody from None
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise MalformedBody("A field is given twice in one object. Give each field once.")
    return members


def _no_constant(name: str) -> NoReturn:
    raise MalformedBody(f"{name} is no number in JSON.")


def _require_text(value: Any, *, scanned: bool = False) -> None:
    """Refuses what no name or number holds and no database stores: control characters and lone surrogates.

    The lines of a document (`scanned`) may hold the line ends that a scanner sends after each.
    """
    if isinstance(value, str):
        text = value.translate(_LINE_ENDS) if scanned else value
        if not text.isprintable() and any(_foreign(sign) for sign in text):
            raise MalformedBody("A text holds a control character or half a character. Remove it and send it again.")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _require_text(key)
            _require_text(inner, scanned=key == _LINES)
    elif isinstance(value, list):
        for inner in value:
            _require_text(inner, scanned=scanned)


def _foreign(sign: str) -> bool:
    return sign < " " or "\x7f" <= sign <= "\x9f" or "\ud800" <= sign <= "\udfff"
