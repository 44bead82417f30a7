"""Versions as HTTP names them: an ETag on what is read, If-Match on what is changed, so that nobody overwrites anybody.

A version is one exact state, so only the plain form `"3"` is taken: `*`, weak tags and lists would let through a change
of a state the caller has not read.
"""

import re
from typing import Annotated

from ninja import Header

from aigis.core.errors import DomainError, InvalidInput

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description='The version you read, as its ETag: "3". If it has changed, nothing is done.'),
]
_ETAG = re.compile(r'"([1-9][0-9]{0,8})"')


class PreconditionRequired(DomainError):
    """A change that counts at once, sent without the version it was made on."""

    code = "precondition_required"
    sentence = "Say which version you read: GET the ban and send its ETag as If-Match, or its number as 'version'."


def etag(version: int) -> str:
    """The strong entity tag of a version."""
    return f'"{version}"'


def required_version(if_match: str | None) -> int:
    """The version of `If-Match`; raises PreconditionRequired without one, InvalidInput where it is none."""
    if if_match is None:
        raise PreconditionRequired("Say which version you read: GET it and send its ETag as If-Match.")
    return _parsed(if_match)


def expected(if_match: str | None, version: int | None, *, required: bool) -> int | None:
    """The version the caller read, by header or body; None where none is said and none is required.

    Raises InvalidInput where it is not one plain version or the two differ, PreconditionRequired where it is missing.
    """
    stated = _parsed(if_match) if if_match is not None else version
    if stated is None and required:
        raise PreconditionRequired
    if version is not None and stated != version:
        raise InvalidInput("If-Match and 'version' name two versions. Send the one you read.", field="version")
    return stated


def _parsed(if_match: str) -> int:
    match = _ETAG.fullmatch(if_match.strip())
    if match is None:
        raise InvalidInput("Send the one ETag you read, like If-Match: \"3\"; not '*', W/ or a list.", field="If-Match")
    return int(match[1])
