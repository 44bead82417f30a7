"""Carries the operations of a SCIM patch out on a resource (RFC 7644, section 3.5.2)."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from aigis.core.access.scim.attributes import MULTIPLE, READ_ONLY, ScimFault, with_usual_names
from aigis.core.access.scim.paths import TargetPath, parse_path

_MOST_OPERATIONS = 100
_READ_ONLY = "This attribute is read-only. Leave it out."


def apply_patch(resource: Mapping[str, Any], body: Any) -> dict[str, Any]:
    """Returns a resource after all operations of a body; raises ScimFault, and then nothing of them counts."""
    body = with_usual_names(body) if isinstance(body, Mapping) else {}
    members = {str(name).lower(): value for name, value in body.items()}
    operations = members.get("operations")
    if not isinstance(operations, list) or not 1 <= len(operations) <= _MOST_OPERATIONS:
        raise ScimFault("invalidSyntax", f"Send 1 to {_MOST_OPERATIONS} operations as 'Operations'.")
    changed = deepcopy(dict(resource))
    for operation in operations:
        if not isinstance(operation, Mapping):
            raise ScimFault("invalidSyntax", "Each operation is a JSON object.")
        _apply(changed, {str(name).lower(): value for name, value in operation.items()})
    return changed


def _apply(resource: dict[str, Any], operation: Mapping[str, Any]) -> None:
    verb, path, value = str(operation.get("op", "")).lower(), operation.get("path"), operation.get("value")
    if verb not in ("add", "replace", "remove"):
        raise ScimFault("invalidSyntax", "'op' is add, replace or remove.", field="op")
    if path is not None and not isinstance(path, str):
        raise ScimFault("invalidPath", "'path' is a text.", field="path")
    if path:
        _apply_to(resource, verb, parse_path(path), with_usual_names(value))
    elif verb == "remove":
        raise ScimFault("noTarget", "Name in 'path' what to remove.", field="path")
    elif not isinstance(value, Mapping):
        raise ScimFault("invalidValue", "Without 'path', 'value' is a JSON object.", field="value")
    else:
        for name, inner in value.items():
            if name != "schemas":
                _apply_to(resource, verb, parse_path(str(name)), with_usual_names(inner))


def _apply_to(resource: dict[str, Any], verb: str, target: TargetPath, value: Any) -> None:
    if target.attribute in READ_ONLY:
        raise ScimFault("mutability", _READ_ONLY, field=target.attribute)
    if target.attribute in MULTIPLE:
        _apply_to_list(resource, verb, target, value)
    elif target.sub:
        holder = resource.get(target.attribute)
        members = dict(holder) if isinstance(holder, Mapping) else {}
        resource[target.attribute] = _changed(members, verb, target.sub, value)
    elif verb == "remove":
        resource.pop(target.attribute, None)
    elif verb == "add" and isinstance(value, Mapping) and isinstance(resource.get(target.attribute), Mapping):
        resource[target.attribute] = {**resource[target.attribute], **value}
    else:
        resource[target.attribute] = value


def _changed(members: dict[str, Any], verb: str, sub: str, value: Any) -> dict[str, Any]:
    if verb == "remove":
        members.pop(sub, None)
        return members
    return {**members, sub: value}


def _apply_to_list(resource: dict[str, Any], verb: str, target: TargetPath, value: Any) -> None:
    present = resource.get(target.attribute)
    items = list(present) if isinstance(present, list) else []
    if target.comparison is None and not target.sub:
        resource[target.attribute] = _whole_list(items, verb, value)
        return
    fitting = [item for item in items if target.comparison is None or target.comparison.fits(item)]
    if not fitting and verb == "remove":
        raise ScimFault("noTarget", "There is no such value.", field="path")
    if verb == "remove" and not target.sub:
        resource[target.attribute] = [item for item in items if item not in fitting]
        return
    if not fitting:  # as directories expect of a value that is to be set
        fitting = [{target.comparison.attribute: target.comparison.value} if target.comparison else {}]
        items += fitting
    resource[target.attribute] = [
        _changed_item(item, verb, target.sub, value) if item in fitting else item for item in items
    ]


def _changed_item(item: Any, verb: str, sub: str, value: Any) -> Any:
    members = dict(item) if isinstance(item, Mapping) else {}
    if sub:
        return _changed(members, verb, sub, value)
    return {**members, **value} if isinstance(value, Mapping) else value


def _whole_list(items: list[Any], verb: str, value: Any) -> list[Any]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    if verb == "replace":
        return values
    if verb == "add":
        return [*items, *(item for item in values if item not in items)]
    return [item for item in items if item not in values] if values else []
