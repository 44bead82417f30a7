"""The address of the client: that of the connection, or what the configured proxies in front say."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from aigis.core.access.client_networks import client_address

_FORWARDED = "HTTP_X_FORWARDED_"


class ClientAddressMiddleware:
    """Reads `X-Forwarded-For` from the right, one address for each trusted proxy, and ignores what lies before.

    Without a trusted proxy every `X-Forwarded-…` header is dropped: whoever connects could have written it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes the request on with the address in `REMOTE_ADDR`."""
        proxies = settings.ENVIRONMENT.trusted_proxies
        if proxies == 0:
            for name in [name for name in request.META if name.startswith(_FORWARDED)]:
                del request.META[name]
            return self._get_response(request)
        remote, forwarded = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
        request.META["REMOTE_ADDR"] = client_address(remote, forwarded, proxies=proxies)
        return self._get_response(request)
