"""What every SCIM address shares: the directory's key, the answer, and errors in SCIM's form."""

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.exceptions import ValidationError as ModelFault
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from aigis.api.authentication import BearerKey
from aigis.api.problems import respond
from aigis.api.strict_json import BodyTooLarge, MalformedBody, WrongContentType, WrongMethod, read_json
from aigis.apps.audit.actions import NOBODY
from aigis.apps.people import access
from aigis.core.access.permissions import Actor, Capability
from aigis.core.access.scim.attributes import ScimFault
from aigis.core.errors import (
    DomainError,
    InternalFault,
    InvalidInput,
    NameTaken,
    NotAllowed,
    NotSignedIn,
    Unavailable,
)

CONTENT_TYPE = "application/scim+json"
ERROR_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error"
View = Callable[..., HttpResponse]
_TAKEN = (CONTENT_TYPE, "application/json")
_KEY = BearerKey()
logger = logging.getLogger("aigis.api")


def answer(body: Mapping[str, Any], *, status: int = 200, **headers: str) -> HttpResponse:
    """Returns a SCIM answer."""
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=CONTENT_TYPE, headers=headers)


def refuse(error: DomainError) -> HttpResponse:
    """Returns an error as RFC 7644, section 3.12, has it; status and headers are those of the API's problems."""
    problem = respond(error)
    status = 400 if isinstance(error, InvalidInput) and problem.status_code == 422 else problem.status_code
    body = {"schemas": [ERROR_SCHEMA], "status": str(status), "detail": error.sentence}
    if scim_type := _scim_type(error):
        body["scimType"] = scim_type
    headers = {name: value for name, value in problem.items() if name != "Content-Type"}
    return answer(body, status=status, **headers)


def body_of(request: HttpRequest) -> Any:
    """Returns the body as Python values."""
    if request.content_type not in _TAKEN:
        raise WrongContentType("Send the body as 'Content-Type: application/scim+json'.")
    try:
        return read_json(request.body)
    except RequestDataTooBig:
        raise BodyTooLarge from None


def scim(**views: View) -> View:
    """Returns a view that answers a directory: each method by a function of the request, its actor and the instant."""

    @csrf_exempt
    @wraps(next(iter(views.values())))
    def opened(request: HttpRequest, **arguments: Any) -> HttpResponse:
        at = timezone.now()
        try:
            actor = _actor(request, at)
            view = views.get(request.method or "")
            if view is None:
                raise WrongMethod("This address does not take this method.")
            return view(request, actor=actor, at=at, **arguments)
        except DomainError as error:
            return _refused(request, error, at)
        except ModelFault as error:
            return _refused(request, _fault_of(error), at)
        except IntegrityError:
            return _refused(request, NameTaken(), at)
        except (OperationalError, InterfaceError):
            return refuse(Unavailable())
        except Exception as error:
            logger.error("fault at scim: %s", type(error).__name__, exc_info=error)
            return refuse(InternalFault())

    return opened


def _actor(request: HttpRequest, at: datetime) -> Actor:
    actor: Actor = _KEY(request)
    request.auth = actor  # type: ignore[attr-defined]
    access.require(actor, Capability.PEOPLE_PROVISION, at=at, address=request.path)
    return actor


def _refused(request: HttpRequest, error: DomainError, at: datetime) -> HttpResponse:
    """Answers a refusal; what a key asked in vain leaves an entry."""
    actor = getattr(request, "auth", None)
    try:
        if isinstance(actor, Actor) and isinstance(error, NotAllowed):
            capability = Capability.PEOPLE_PROVISION
            access.record_refusal(actor, at=at, address=request.path, capability=capability.value)
        elif isinstance(error, InvalidInput | NotSignedIn) and "Authorization" in request.headers:
            known = actor if isinstance(actor, Actor) else NOBODY
            access.record_malformed(known, at=at, address=request.path, code=error.code, field=error.field)
    except (OperationalError, InterfaceError):
        return refuse(Unavailable())
    return refuse(error)


def _fault_of(error: ModelFault) -> ScimFault:
    """Returns the first fault of a model's fields."""
    messages = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    field, sentences = next(iter(messages.items()))
    return ScimFault("invalidValue", f"{field}: {sentences[0]}", field=field)


def _scim_type(error: DomainError) -> str:
    if isinstance(error, ScimFault):
        return error.scim_type
    if isinstance(error, NameTaken):
        return "uniqueness"
    if isinstance(error, MalformedBody):
        return "invalidSyntax"
    return "invalidValue" if isinstance(error, InvalidInput) else ""
