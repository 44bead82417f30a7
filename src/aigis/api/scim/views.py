"""The addresses of SCIM below /scim/v2/."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from aigis.api.scim import resources
from aigis.api.scim.requests import answer, body_of, scim
from aigis.apps.accounts import provisioned_accounts
from aigis.core.access.permissions import Actor
from aigis.core.access.scim.attributes import ScimFault, with_usual_names
from aigis.core.access.scim.directory_person import read_person
from aigis.core.access.scim.patch import apply_patch
from aigis.core.access.scim.paths import parse_search
from aigis.core.errors import NotAllowed, NotFound

_DEFAULT_COUNT = 100
Query = Mapping[str, str] | QueryDict
_ALWAYS = frozenset({"schemas", "id"})


def _list_users(request: HttpRequest, *, actor: Actor, at: datetime) -> HttpResponse:
    return _page(request.GET, actor=actor, at=at)


def _search_users(request: HttpRequest, *, actor: Actor, at: datetime) -> HttpResponse:
    """Reads the same from a body (RFC 7644, section 3.4.3)."""
    body = body_of(request)
    if not isinstance(body, Mapping):
        raise ScimFault("invalidSyntax", "Send the search as a JSON object.")
    texts = {
        str(name): ",".join(map(str, value)) if isinstance(value, list) else str(value) for name, value in body.items()
    }
    return _page(texts, actor=actor, at=at)


def _page(query: Query, *, actor: Actor, at: datetime) -> HttpResponse:
    text = query.get("filter", "")
    search = parse_search(text) if text else None
    start, count = max(1, _number(query, "startIndex", 1)), _number(query, "count", _DEFAULT_COUNT)
    count = min(max(0, count), resources.MOST_RESULTS)
    page, total = provisioned_accounts.read_page(search, start - 1, count, actor=actor, at=at)
    users = [_shown(query, resources.write_user(account)) for account in page]
    return answer(resources.write_list(users, total=total, start=start))


def _add_user(request: HttpRequest, *, actor: Actor, at: datetime) -> HttpResponse:
    account = provisioned_accounts.add(read_person(body_of(request)), actor=actor, at=at)
    user = resources.write_user(account)
    return answer(_shown(request.GET, user), status=201, Location=user["meta"]["location"])


def _read_user(request: HttpRequest, *, user: str, actor: Actor, at: datetime) -> HttpResponse:
    account = provisioned_accounts.read_account(_key(user), actor=actor, at=at)
    return answer(_shown(request.GET, resources.write_user(account)))


def _replace_user(request: HttpRequest, *, user: str, actor: Actor, at: datetime) -> HttpResponse:
    person = read_person(body_of(request))
    account = provisioned_accounts.change(_key(user), lambda _: person, actor=actor, at=at)
    return answer(_shown(request.GET, resources.write_user(account)))


def _patch_user(request: HttpRequest, *, user: str, actor: Actor, at: datetime) -> HttpResponse:
    body = body_of(request)
    account = provisioned_accounts.change(
        _key(user),
        lambda present: read_person(apply_patch(resources.write_user(present), body)),
        actor=actor,
        at=at,
    )
    return answer(_shown(request.GET, resources.write_user(account)))


def _remove_user(request: HttpRequest, *, user: str, actor: Actor, at: datetime) -> HttpResponse:
    provisioned_accounts.remove(_key(user), actor=actor, at=at)
    return HttpResponse(status=204)


def _config(request: HttpRequest, **_: Any) -> HttpResponse:
    _refuse_filter(request)
    return answer(resources.service_provider_config())


def _types(request: HttpRequest, *, name: str = "", **_: Any) -> HttpResponse:
    return _described(request, resources.resource_types(), name)


def _schemas(request: HttpRequest, *, name: str = "", **_: Any) -> HttpResponse:
    return _described(request, resources.schemas(), name)


def _unknown(request: HttpRequest, **_: Any) -> HttpResponse:
    raise NotFound


search = scim(POST=_search_users)
users = scim(GET=_list_users, POST=_add_user)
user = scim(GET=_read_user, PUT=_replace_user, PATCH=_patch_user, DELETE=_remove_user)
service_provider_config = scim(GET=_config)
resource_types = scim(GET=_types)
schemas = scim(GET=_schemas)
unknown = scim(GET=_unknown, POST=_unknown, PUT=_unknown, PATCH=_unknown, DELETE=_unknown)


def _described(request: HttpRequest, items: list[dict[str, Any]], name: str) -> HttpResponse:
    """Returns all descriptions, or one of them by its id."""
    if not name:
        _refuse_filter(request)
        return answer(resources.write_list(items, total=len(items)))
    chosen = next((item for item in items if item["id"].lower() == name.lower()), None)
    if chosen is None:
        raise NotFound
    return answer(chosen)


def _refuse_filter(request: HttpRequest) -> None:
    if "filter" in request.GET:
        raise NotAllowed("This address takes no filter.")  # RFC 7644, section 4


def _key(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise NotFound("There is no such user in your organisation.")
    return int(text)


def _number(query: Query, name: str, usual: int) -> int:
    text = query.get(name, str(usual))
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 9):
        raise ScimFault("invalidValue", f"'{name}' is a whole number.", field=name)
    return int(text)


def _shown(query: Query, resource: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the attributes that the directory asks for; whole ones alone (RFC 7644, section 3.9)."""
    wanted, unwanted = (_names(query.get(name, "")) for name in ("attributes", "excludedAttributes"))
    if wanted:
        return {name: value for name, value in resource.items() if name in wanted | _ALWAYS}
    return {name: value for name, value in resource.items() if name not in unwanted - _ALWAYS}


def _names(text: str) -> frozenset[str]:
    parts = (part.strip().partition(".")[0] for part in text.rpartition(":")[2].split(","))
    return frozenset(with_usual_names(dict.fromkeys(filter(None, parts))))
