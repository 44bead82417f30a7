"""Pages of failures that are found before or around a view."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from aigis.web.base.access import from_script, signed_out


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or came from elsewhere; a script is told which, and whether anybody is signed in."""
    if from_script(request):
        return (
            HttpResponse(status=403, headers={"Aigis-Problem": "csrf"})
            if _is_signed_in(request)
            else signed_out(request)
        )
    return render(request, "403_csrf.html", status=403)


def _is_signed_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated


def server_error(request: HttpRequest) -> HttpResponse:
    """A lost database is *no answer*, wherever it was noticed; anything else is our fault.

    Rendered without the request: who is signed in stands in the database too.
    """
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return HttpResponse(render_to_string("503.html"), status=503)
    return HttpResponse(render_to_string("500.html"), status=500)
