"""Users and lists of them as SCIM resources, and the resources by which the service describes itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from aigis.apps.accounts.provisioned_accounts import DirectoryAccount, described
from aigis.core.access.scim.attributes import USER_SCHEMA
from aigis.core.access.scim.directory_person import language_of

ROOT = "/scim/v2"
MOST_RESULTS = 200
LIST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
_CONFIG_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
_TYPE_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
_SCHEMA_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema"


def location(path: str) -> str:
    """Returns the address of a resource."""
    return f"{settings.ENVIRONMENT.url}{ROOT}{path}"


def write_user(account: DirectoryAccount) -> dict[str, Any]:
    """Returns an account as a resource; the national number is never returned."""
    user, row = account.user, account.row
    created = row.created_at if row is not None else user.date_joined
    changed = row.changed_at if row is not None else user.placed_at or user.date_joined
    name = {"givenName": user.first_name, "familyName": user.last_name}
    known = {key: value for key, value in described(account).items() if value}
    marks = known.pop("emails", {} if row is not None else {"type": "work", "primary": True})
    tag = known.pop("preferredLanguage", "")
    resource: dict[str, Any] = {
        "schemas": [USER_SCHEMA],
        "id": str(user.pk),
        "userName": user.username,
        "displayName": user.get_full_name() or user.username,
        "active": account.active,
        **known,
        "meta": {
            "resourceType": "User",
            "created": created.isoformat(),
            "lastModified": changed.isoformat(),
            "location": location(f"/Users/{user.pk}"),
        },
    }
    if name := {part: text for part, text in name.items() if text}:
        resource["name"] = name
    if tag:
        resource["preferredLanguage"] = tag if language_of(tag) in ("", user.language) else user.language
    if user.email:
        resource["emails"] = [{"value": user.email, **marks}]
    return resource


def write_list(resources: Sequence[Mapping[str, Any]], *, total: int, start: int = 1) -> dict[str, Any]:
    """Returns a page of resources; `start` counts from 1."""
    return {
        "schemas": [LIST_SCHEMA],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(resources),
        "Resources": list(resources),
    }


def service_provider_config() -> dict[str, Any]:
    """Returns what of SCIM is offered (RFC 7643, section 5)."""
    scheme = {
        "type": "oauthbearertoken",
        "name": "Key of an API client",
        "description": "A key with the role 'directory', made on the page of API clients.",
        "specUri": "https://www.rfc-editor.org/info/rfc6750",
        "primary": True,
    }
    return {
        "schemas": [_CONFIG_SCHEMA],
        "patch": {"supported": True},
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": MOST_RESULTS},
        "changePassword": {"supported": False},
        "sort": {"supported": False},
        "etag": {"supported": False},
        "authenticationSchemes": [scheme],
        "meta": {"resourceType": "ServiceProviderConfig", "location": location("/ServiceProviderConfig")},
    }


def resource_types() -> list[dict[str, Any]]:
    """Returns the types of resources: users alone, because rules place people, not groups."""
    return [
        {
            "schemas": [_TYPE_SCHEMA],
            "id": "User",
            "name": "User",
            "description": "A person of your organisation",
            "endpoint": "/Users",
            "schema": USER_SCHEMA,
            "schemaExtensions": [],
            "meta": {"resourceType": "ResourceType", "location": location("/ResourceTypes/User")},
        }
    ]


def schemas() -> list[dict[str, Any]]:
    """Returns the attributes of a user that mean something here (RFC 7643, section 7)."""
    # The extension with the national number is for offices that choose to send it, not for whoever fills every field.
    return [_schema(USER_SCHEMA, "User", "A person of your organisation", _USER_ATTRIBUTES)]


def _schema(urn: str, name: str, description: str, attributes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    meta = {"resourceType": "Schema", "location": location(f"/Schemas/{urn}")}
    return {
        "schemas": [_SCHEMA_SCHEMA],
        "id": urn,
        "name": name,
        "description": description,
        "attributes": list(attributes),
        "meta": meta,
    }


def _attribute(name: str, description: str, **changed: Any) -> dict[str, Any]:
    attribute = {
        "name": name,
        "type": "string",
        "multiValued": False,
        "description": description,
        "required": False,
        "caseExact": False,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
    } | changed
    if attribute["type"] in ("boolean", "complex"):
        attribute.pop("caseExact")
        attribute.pop("uniqueness")
    return attribute


def _values(name: str, description: str) -> dict[str, Any]:
    value = _attribute("value", "The value that a rule compares", caseExact=True)
    return _attribute(name, description, type="complex", multiValued=True, subAttributes=[value])


_USER_ATTRIBUTES = (
    _attribute("userName", "The name with which the person signs in", required=True, uniqueness="server"),
    _attribute(
        "name",
        "The person's name",
        type="complex",
        subAttributes=[
            _attribute("givenName", "Given names"),
            _attribute("familyName", "Family name"),
        ],
    ),
    _attribute("displayName", "The name that Aigis shows", mutability="readOnly"),
    _attribute("preferredLanguage", "Of mails: nl, fr, de or en"),
    _attribute("active", "False closes the account at once and ends its sessions", type="boolean", required=True),
    _attribute(
        "emails",
        "The address for the invitation; one is kept",
        type="complex",
        multiValued=True,
        subAttributes=[
            _attribute("value", "Mail address"),
            _attribute("type", "Of several, that of work is kept"),
            _attribute("primary", "Of several, the primary one is kept", type="boolean"),
        ],
    ),
    _attribute("userType", "What a rule may place the person by", caseExact=True),
    _values("roles", "What a rule may place the person by"),
    _values("entitlements", "What a rule may place the person by"),
)
