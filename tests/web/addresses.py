"""The addresses that the panels name, without views behind them."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def nothing(request: HttpRequest, **_: object) -> HttpResponse:
    """An empty reply."""
    return HttpResponse()


urlpatterns = [
    path("reception/", nothing, name="reception"),
    path("reception/<uuid:check>/outcome/", nothing, name="reception_outcome"),
    path("checks/<uuid:check>/receipt/", nothing, name="receipt"),
]
