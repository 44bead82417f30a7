"""The attributes of a user that a directory may send, by their names in any case (RFC 7643, section 2.1)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from aigis.core.errors import InvalidInput

USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User"
NUMBER_SCHEMA = "urn:aigis:params:scim:schemas:extension:2.0:User"
MULTIPLE = frozenset({"emails", "roles", "entitlements"})
READ_ONLY = frozenset({"id", "meta", "displayName", "groups"})
_NAMES = (
    *("schemas", "id", "externalId", "meta", "userName", "name", "displayName", "userType", "preferredLanguage"),
    *("active", "emails", "groups", "roles", "entitlements", NUMBER_SCHEMA),
    *("givenName", "familyName", "value", "type", "primary", "display", "nationalNumber"),
)
NAMES: Mapping[str, str] = MappingProxyType({name.lower(): name for name in _NAMES})


class ScimFault(InvalidInput):
    """A SCIM request that cannot be carried out; `scim_type` is one of RFC 7644, table 9."""

    code = "scim_fault"
    sentence = "The directory's request cannot be carried out. Correct it and send it again."

    def __init__(
        self, scim_type: str = "invalidValue", sentence: str | None = None, *, field: str | None = None
    ) -> None:
        super().__init__(sentence, field=field)
        self.scim_type = scim_type


def with_usual_names(value: Any) -> Any:
    """Returns a value of JSON with every known attribute under its usual name; others keep theirs."""
    if isinstance(value, Mapping):
        return {NAMES.get(str(name).lower(), str(name)): with_usual_names(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [with_usual_names(item) for item in value]
    return value
