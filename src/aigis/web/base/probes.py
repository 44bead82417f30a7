"""The addresses that machines watch: answered under any host name, in detail only to this machine."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PROBES = ("/healthz", "/readyz", "/metrics")
_LOCAL = "aigis.local"
_BY_A_PROXY = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP")


class ProbeMiddleware:
    """Lets a probe name any host: an orchestrator asks a process under its own address.

    Nothing of such an answer depends on the host's name. Notes whether this machine asks, before anything of a proxy
    is taken out of the request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes a probe on under the installation's own name."""
        if request.path in PROBES:
            request.META[_LOCAL] = _is_direct_from_this_machine(request)
            request.META["HTTP_HOST"] = settings.ENVIRONMENT.hosts[0]
        return self._get_response(request)


def is_local(request: HttpRequest) -> bool:
    """Tells whether this machine asks, through no proxy."""
    return bool(request.META.get(_LOCAL))


def _is_direct_from_this_machine(request: HttpRequest) -> bool:
    if any(name in request.META for name in _BY_A_PROXY):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
