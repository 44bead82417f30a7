"""All addresses on a page."""

from django.urls import include, path
from django.views.i18n import set_language

from aigis.api.api import api
from aigis.web import front, log

handler500 = "aigis.web.failures.server_error"

urlpatterns = [
    path("", front.home, name="home"),
    path("healthz", front.healthy, name="healthz"),
    path("readyz", front.ready, name="readyz"),
    path("metrics", front.metrics, name="metrics"),
    path("log/checkpoint", log.checkpoint, name="log_checkpoint"),
    path("log/<path:place>", log.tile, name="log_tile"),
    path("language/", set_language, name="set_language"),
    path("account/", include("allauth.urls")),
    path("api/v1/", api.urls),
]
