"""A fresh proof of the second factor before what cannot be undone."""

import time
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from aigis.core.access.permissions import Role
from aigis.core.access.second_factor import FRESH_TO_OPEN, FRESH_TO_SEND, needs_factor


def proof_due(request: HttpRequest, *, back_to: str) -> HttpResponse | None:
    """Returns the way to prove the second factor again; None where it was proven shortly before or is not asked for."""
    role = getattr(request.user, "role", "")
    if not settings.ENVIRONMENT.second_factor or not role or not needs_factor(Role(role)):
        return None
    window = FRESH_TO_OPEN if request.method == "GET" else FRESH_TO_SEND
    proofs = [record["at"] for record in get_authentication_records(request, request.user) if record["method"] == "mfa"]
    if proofs and time.time() - proofs[-1] < window.total_seconds():
        return None
    messages.info(request, gettext("Confirm with your second factor first. Then send the form again."))
    address = f"{_factor_page(request)}?{urlencode({'next': back_to})}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _factor_page(request: HttpRequest) -> str:
    methods = get_adapter().get_reauthentication_methods(request.user)
    factors = [str(method["url"]) for method in methods if str(method["id"]).startswith("mfa_")]
    factors.sort(key=lambda address: "webauthn" not in address)  # a passkey cannot be phished: it comes first
    return factors[0] if factors else "/account/2fa/"
