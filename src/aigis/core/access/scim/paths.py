"""Filters and paths of SCIM, as far as directories use them for users (RFC 7644, sections 3.4.2.2 and 3.5.2)."""

import json
import re
from dataclasses import dataclass
from typing import Any

from aigis.core.access.scim.attributes import MULTIPLE, NAMES, NUMBER_SCHEMA, USER_SCHEMA, ScimFault

_FILTER = re.compile(r"\s*([\w:.$-]+)\s+eq\s+(\"(?:[^\"\\]|\\.)*\"|true|false|[0-9]+)\s*", re.IGNORECASE)
_PATH = re.compile(r"(?P<attribute>[\w$-]+)(?:\[(?P<filter>.+)\])?(?:\.(?P<sub>[\w$-]+))?")
_SEARCHED = {"username": "userName", "externalid": "externalId", "id": "id", "emails.value": "emails.value"}


@dataclass(frozen=True, slots=True)
class AttributeFilter:
    """`attribute eq value`."""

    attribute: str
    value: Any

    def fits(self, item: Any) -> bool:
        """Tells whether an element of a list has the value."""
        if not isinstance(item, dict):
            return False
        present = item.get(self.attribute)
        if isinstance(present, str) and isinstance(self.value, str):
            return present.lower() == self.value.lower()
        return bool(present == self.value)


@dataclass(frozen=True, slots=True)
class TargetPath:
    """The attribute that an operation of a patch changes, of a list the elements, and of these a part."""

    attribute: str
    comparison: AttributeFilter | None = None
    sub: str = ""


def parse_search(text: str) -> AttributeFilter:
    """Reads the filter of a list of users; raises ScimFault (`invalidFilter`) for one that is not offered."""
    comparison = _comparison(text)
    attribute = comparison.attribute.removeprefix(f"{USER_SCHEMA.lower()}:") if comparison else ""
    if comparison is None or attribute not in _SEARCHED or not isinstance(comparison.value, str):
        raise ScimFault("invalidFilter", 'Filters are userName, externalId, id or emails.value eq "…".', field="filter")
    return AttributeFilter(_SEARCHED[attribute], comparison.value)


def parse_path(text: str) -> TargetPath:
    """Reads the path of an operation; raises ScimFault (`invalidPath`) for one that names no attribute."""
    if text.lower().startswith(NUMBER_SCHEMA.lower()):
        rest = text[len(NUMBER_SCHEMA) :].lstrip(":.")
        return TargetPath(NUMBER_SCHEMA, None, _name(rest) if rest else "")
    text = text[len(USER_SCHEMA) + 1 :] if text.lower().startswith(f"{USER_SCHEMA.lower()}:") else text
    match = _PATH.fullmatch(text)
    attribute = _name(match["attribute"]) if match else ""
    comparison = _comparison(match["filter"]) if match and match["filter"] else None
    if match is None or (match["filter"] and (comparison is None or attribute not in MULTIPLE)):
        raise ScimFault("invalidPath", "This path names no attribute of a user.", field="path")
    element = AttributeFilter(_name(comparison.attribute), comparison.value) if comparison else None
    return TargetPath(attribute, element, _name(match["sub"]) if match["sub"] else "")


def _comparison(text: str) -> AttributeFilter | None:
    match = _FILTER.fullmatch(text)
    if match is None:
        return None
    literal = match[2] if match[2].startswith('"') else match[2].lower()
    try:
        return AttributeFilter(match[1].lower(), json.loads(literal))
    except ValueError:
        return None


def _name(text: str) -> str:
    return NAMES.get(text.lower(), text)
