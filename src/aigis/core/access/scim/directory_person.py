"""What a directory says of a person: read from a SCIM resource, and the claims by which rules place the person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aigis.core.access.scim.attributes import NUMBER_SCHEMA, USER_SCHEMA, ScimFault, with_usual_names
from aigis.core.errors import InvalidInput
from aigis.core.person.writing_direction import require_no_direction_signs
from aigis.core.translations import LANGUAGES

_LONGEST = {"userName": 150, "givenName": 80, "familyName": 80, "email": 254, "externalId": 200, "userType": 200}
_MOST_VALUES = 100
# What rules may place a person by.
PLACING = ("userType", "roles", "entitlements")


@dataclass(frozen=True, slots=True)
class DirectoryPerson:
    """A person as a directory describes them; empty texts say nothing."""

    user_name: str
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    language: str = ""
    active: bool = True
    external_id: str = ""
    national_number: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)

    def claims(self) -> dict[str, Any]:
        """Returns the claims that rules compare; `schemas` is the same for everybody of the directory."""
        values = {name: _values_of(self.attributes[name]) for name in PLACING if name in self.attributes}
        return {"schemas": USER_SCHEMA, "userName": self.user_name, "externalId": self.external_id, **values}


def read_person(resource: Any) -> DirectoryPerson:
    """Reads a whole SCIM user; raises ScimFault (`invalidValue`) for an attribute that cannot be.

    Attributes that are unknown here are left out (RFC 7644, section 3.3).
    """
    if not isinstance(resource, Mapping):
        raise ScimFault("invalidSyntax", "Send the user as a JSON object.")
    user = with_usual_names(resource)
    name = user.get("name") or {}
    number = user.get(NUMBER_SCHEMA) or {}
    if not isinstance(name, Mapping) or not isinstance(number, Mapping):
        raise ScimFault("invalidValue", "Send 'name' and extensions as JSON objects.", field="name")
    user_name = _text(user, "userName")
    if not user_name:
        raise ScimFault("invalidValue", "Send a userName.", field="userName")
    return DirectoryPerson(
        user_name=user_name,
        given_name=_text(name, "givenName"),
        family_name=_text(name, "familyName"),
        email=_email(user.get("emails")),
        language=language_of(_text(user, "preferredLanguage")),
        active=_active(user.get("active")),
        external_id=_text(user, "externalId"),
        national_number=_text(number, "nationalNumber"),
        attributes=_kept_attributes(user),
    )


def _kept_attributes(user: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what is returned as it was sent: what rules compare, the tag of the language, the kind of the address."""
    sent = {name: user[name] for name in PLACING if _is_placing(name, user.get(name))}
    if tag := _text(user, "preferredLanguage"):
        sent["preferredLanguage"] = tag
    address = _chosen_email(user.get("emails"))
    if marks := {name: address[name] for name in ("type", "primary") if isinstance(address.get(name), str | bool)}:
        sent["emails"] = marks
    return sent


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or not value.isprintable() or len(value) > _LONGEST.get(name, 80):
        raise ScimFault("invalidValue", f"'{name}' is no text, or too long.", field=name)
    try:
        require_no_direction_signs(value)
    except InvalidInput as wrong:
        raise ScimFault("invalidValue", wrong.sentence, field=name) from None
    return value.strip()


def _active(value: Any) -> bool:
    """Tells whether the person is active; some directories send the word."""
    if value is None or isinstance(value, bool):
        return value is not False
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise ScimFault("invalidValue", "'active' is true or false.", field="active")


def _email(emails: Any) -> str:
    return _text({"email": _chosen_email(emails).get("value")}, "email")


def _chosen_email(emails: Any) -> Mapping[str, Any]:
    """Returns the primary address, or that of work, or the first one."""
    items = emails if isinstance(emails, list) else []
    addresses = [item for item in items if isinstance(item, Mapping) and item.get("value")]
    primary = [item for item in addresses if item.get("primary") is True]
    work = [item for item in addresses if item.get("type") == "work"]
    return next(iter((*primary, *work, *addresses)), {})


def language_of(text: str) -> str:
    """Returns one of our languages for a tag such as `fr-BE`; none for any other."""
    language = text.replace("_", "-").partition("-")[0].lower()
    return language if language in LANGUAGES else ""


def _is_placing(name: str, value: Any) -> bool:
    """Tells whether an attribute is sent that rules may compare; raises ScimFault for one of another shape."""
    if value is None:
        return False
    if name == "userType":
        return bool(_text({name: value}, name))
    if not isinstance(value, list) or len(value) > _MOST_VALUES:
        raise ScimFault("invalidValue", f"'{name}' is a list of at most {_MOST_VALUES} values.", field=name)
    for item in value:
        if not isinstance(item, Mapping) or not isinstance(item.get("value"), str) or len(item["value"]) > 200:
            raise ScimFault("invalidValue", f"Each of '{name}' has a text as its 'value'.", field=name)
    return bool(value)


def _values_of(value: Any) -> Any:
    return [item["value"] for item in value] if isinstance(value, list) else value
