"""All addresses on a page."""

from django.urls import include, path
from django.views.i18n import set_language

from aigis.api.api import api
from aigis.web import alerts, audit, facility, front, log, lookup, people, registry, rosters
from aigis.web.reception import reception, reception_outcome

handler500 = "aigis.web.failures.server_error"

urlpatterns = [
    path("", front.home, name="home"),
    path("reception/", reception, name="reception"),
    path("reception/<uuid:check>/outcome/", reception_outcome, name="reception_outcome"),
    path("registry/", registry.registry, name="registry"),
    path("bans/new", registry.ban_new, name="ban_new"),
    path("bans/period", registry.ban_period, name="ban_period"),
    path("bans/<uuid:ban>", registry.ban, name="ban"),
    path("lookup/", lookup.lookup, name="lookup"),
    path("people/", people.people, name="people"),
    path("people/clients/new", people.client_new, name="client_new"),
    path("people/clients/<int:client>/revoke", people.client_revoke, name="client_revoke"),
    path("facility/", facility.facility, name="facility"),
    path("facility/checks/<uuid:check>/", facility.referred, name="referred"),
    path("rosters/", rosters.rosters, name="rosters"),
    path("rosters/<slug:name>/screen/", rosters.screen, name="roster_screen"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<uuid:alert>", alerts.alert, name="alert"),  # as mails and webhooks name it
    path("alerts/<uuid:alert>/acknowledge/", alerts.acknowledge, name="alert_acknowledge"),
    path("alerts/<uuid:alert>/close/", alerts.close, name="alert_close"),
    path("audit/", audit.audit, name="audit"),
    path("audit/entries/<uuid:entry>/", audit.entry, name="audit_entry"),
    path("audit/entries/<uuid:entry>/receipt", audit.entry_receipt, name="audit_receipt"),
    path("healthz", front.healthy, name="healthz"),
    path("readyz", front.ready, name="readyz"),
    path("metrics", front.metrics, name="metrics"),
    path("log/checkpoint", log.checkpoint, name="log_checkpoint"),
    path("log/<path:place>", log.tile, name="log_tile"),
    path("language/", set_language, name="set_language"),
    path("account/", include("allauth.urls")),
    path("api/v1/", api.urls),
]
