"""The door by which an identity provider ends sessions (OpenID Connect Back-Channel Logout 1.0)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from aigis import wiring
from aigis.apps.accounts import provider_accounts
from aigis.apps.accounts.provider_accounts import PROVIDER
from aigis.core.errors import NotAllowed
from aigis.web.base.access import open_to_all

_LONGEST = 16_384


@csrf_exempt
@open_to_all
@require_POST
def provider_logout(request: HttpRequest) -> HttpResponse:
    """Ends the sessions that a signed logout token names; 400 for any other request."""
    token = request.POST.get("logout_token", "")
    verifier = wiring.provider_tokens()
    if verifier is None or not token or len(token) > _LONGEST:
        return _refused("invalid_request")
    try:
        claims = verifier.verify(token)
        provider_accounts.end_sessions(claims, provider=PROVIDER, at=timezone.now())
    except (ValueError, NotAllowed):
        return _refused("invalid_token")
    return HttpResponse(status=200)


def _refused(code: str) -> HttpResponse:
    return JsonResponse({"error": code}, status=400)
