"""All addresses, and the reception page's own."""

from django.urls import path

from aigis.config.urls import urlpatterns as others
from aigis.web.reception import reception, reception_outcome

handler500 = "aigis.web.failures.server_error"

urlpatterns = [
    path("reception/", reception, name="reception"),
    path("reception/<uuid:check>/outcome/", reception_outcome, name="reception_outcome"),
    *others,
]
