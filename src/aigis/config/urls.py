"""All addresses on a page."""

from django.urls import include, path
from django.views.i18n import set_language

from aigis.api.api import api
from aigis.web.account import kiosk_views, provider_views, start_views
from aigis.web.account import views as account_views
from aigis.web.alerts import delivery_views
from aigis.web.alerts import settings_views as alert_desk_views
from aigis.web.alerts import views as alert_views
from aigis.web.audit import (
    actor_views,
    anomaly_views,
    disclosure_views,
    health_views,
    recomputation_views,
    trail_views,
)
from aigis.web.audit import (
    views as audit_views,
)
from aigis.web.facility import (
    announcement_views,
    host_link_views,
    list_views,
    roster_edit_views,
    roster_views,
    upkeep_views,
    webhook_views,
)
from aigis.web.facility import views as facility_views
from aigis.web.imports import confirmation_views
from aigis.web.imports import views as import_views
from aigis.web.judgements import views as judgement_views
from aigis.web.lookups import review_views
from aigis.web.lookups import views as lookup_views
from aigis.web.people import client_views, record_views, rule_views, user_form_views, user_views
from aigis.web.people import proposal_views as account_proposal_views
from aigis.web.people import views as people_views
from aigis.web.prison import correction_views
from aigis.web.prison import views as prison_views
from aigis.web.probing import views as probing_views
from aigis.web.proposals import views as proposal_views
from aigis.web.public import log_views, receipt_views
from aigis.web.public import views as public_views
from aigis.web.reception.decisions import reception_decisions
from aigis.web.reception.offline import reception_offline, service_worker
from aigis.web.reception.views import reception, reception_outcome
from aigis.web.registry import ban_views, change_views, desk_views, registration_views
from aigis.web.reminders import views as reminder_views
from aigis.web.retention import views as retention_views
from aigis.web.subjects import change_views as subject_change_views
from aigis.web.subjects import search_views
from aigis.web.thresholds import chance_views
from aigis.web.thresholds import views as threshold_views

handler500 = "aigis.web.base.failures.server_error"

urlpatterns = [
    path("", public_views.home, name="home"),
    path("reception/", reception, name="reception"),
    path("reception/decisions/", reception_decisions, name="reception_decisions"),
    path("reception/offline/", reception_offline, name="reception_offline"),
    path("reception/service-worker.js", service_worker, name="service_worker"),
    path("reception/<uuid:check>/outcome/", reception_outcome, name="reception_outcome"),
    path("registry/", desk_views.registry, name="registry"),
    path("registry/reminders/", reminder_views.reminders, name="reminders"),
    path("registry/reminders/<uuid:ban>/answer/", reminder_views.reminder_answer, name="reminder_answer"),
    path("registry/imports/", import_views.imports, name="imports"),
    path("registry/imports/<uuid:upload>", import_views.upload, name="import"),
    path("registry/imports/<uuid:upload>/columns", import_views.columns, name="import_columns"),
    path("registry/imports/<uuid:upload>/conflicts", import_views.conflicts, name="import_conflicts"),
    path("registry/imports/<uuid:upload>/commit", import_views.commit, name="import_commit"),
    path("registry/imports/<uuid:upload>/remove", import_views.remove, name="import_remove"),
    path("registry/imports/<uuid:upload>/rejects.<str:ending>", import_views.rejects, name="import_rejects"),
    path("registry/lists/<uuid:reference>", confirmation_views.imported_list, name="imported_list"),
    path("registry/confirm", desk_views.registry_confirm, name="registry_confirm"),
    path("bans/new", registration_views.ban_new, name="ban_new"),
    path("bans/period", registration_views.ban_period, name="ban_period"),
    path("bans/known", registration_views.ban_known, name="ban_known"),
    path("bans/<uuid:ban>", ban_views.ban, name="ban"),
    path("bans/<uuid:ban>/change/<slug:code>", change_views.ban_change, name="ban_change"),
    path("bans/<uuid:ban>/change/<slug:code>/weigh", change_views.ban_weigh, name="ban_weigh"),
    path("proposals/", proposal_views.proposals_list, name="proposals"),
    path("proposals/<uuid:proposal>", proposal_views.proposal, name="proposal"),
    path("proposals/<uuid:proposal>/approve", proposal_views.proposal_approve, name="proposal_approve"),
    path("proposals/<uuid:proposal>/reject", proposal_views.proposal_reject, name="proposal_reject"),
    path("registry/find", search_views.find, name="find"),
    path("subjects/<uuid:subject>", search_views.subject, name="subject"),
    path("subjects/<uuid:subject>/change/<slug:code>", subject_change_views.subject_change, name="subject_change"),
    path("lookup/", lookup_views.lookup, name="lookup"),
    path("lookup/<uuid:lookup>/justification/", lookup_views.lookup_justify, name="lookup_justify"),
    path("lookup/reviews/", review_views.reviews, name="reviews"),
    path("lookup/reviews/<uuid:lookup>/", review_views.review, name="review"),
    path("prison/", prison_views.prison_desk, name="prison"),
    path("prison/<uuid:lookup>/", prison_views.detention, name="detention"),
    path("detentions/<uuid:stay>/correct/", correction_views.detention_correct, name="detention_correct"),
    path("scim/v2/", include("aigis.api.scim.urls")),
    path("people/", people_views.people, name="people"),
    path("people/configuration/", people_views.configuration, name="configuration"),
    path("people/health/", people_views.system_health, name="system_health"),
    path("people/gates/<int:gate>", record_views.gate_edit, name="gate_edit"),
    path("people/facilities/<str:facility>/gates/new", record_views.gate_new, name="gate_new"),
    path("people/lists/<slug:kind>/", record_views.records, name="records"),
    path("people/lists/<slug:kind>/new", record_views.record_new, name="record_new"),
    path("people/lists/<slug:kind>/<str:code>", record_views.record, name="record"),
    path("people/lists/<slug:kind>/<str:code>/change", record_views.record_edit, name="record_edit"),
    path("accounts/", user_views.users, name="users"),
    path("accounts/new", user_form_views.user_new, name="user_new"),
    path("accounts/<int:user>", user_views.user_detail, name="user"),
    path("accounts/<int:user>/change", user_form_views.user_edit, name="user_edit"),
    path("accounts/<int:user>/gates", user_form_views.user_gates, name="user_gates"),
    path("accounts/<int:user>/place", user_form_views.user_place, name="user_place"),
    path("accounts/<int:user>/step/<slug:step>", user_form_views.user_step, name="user_step"),
    path("accounts/<int:user>/act/<slug:step>", user_form_views.user_act, name="user_act"),
    path("accounts/clients/", client_views.clients, name="clients"),
    path("accounts/clients/new", client_views.client_new, name="client_new"),
    path("accounts/clients/<int:client>", client_views.client_detail, name="client"),
    path("accounts/clients/<int:client>/public-key", client_views.client_public_key, name="client_public_key"),
    path("accounts/clients/<int:client>/networks", client_views.client_networks, name="client_networks"),
    path("accounts/clients/<int:client>/rotate", client_views.client_rotate, name="client_rotate"),
    path("accounts/clients/<int:client>/revoke", client_views.client_revoke, name="client_revoke"),
    path("accounts/rules/", rule_views.rules, name="provider_rules"),
    path("accounts/rules/new", rule_views.rule_new, name="provider_rule_new"),
    path("accounts/rules/<int:rule>/end", rule_views.rule_end, name="provider_rule_end"),
    path("accounts/<int:user>/admit", rule_views.user_admit, name="user_admit"),
    path("accounts/proposals/", account_proposal_views.account_proposals, name="account_proposals"),
    path("accounts/proposals/<uuid:proposal>", account_proposal_views.account_proposal, name="account_proposal"),
    path("accounts/proposals/<uuid:proposal>/approve", account_proposal_views.account_approve, name="account_approve"),
    path("accounts/proposals/<uuid:proposal>/reject", account_proposal_views.account_reject, name="account_reject"),
    path("facility/", facility_views.facility, name="facility"),
    path("facility/gates/", upkeep_views.facility_gates, name="facility_gates"),
    path("facility/gates/<int:gate>", upkeep_views.own_gate, name="own_gate"),
    path("facility/statistics/", upkeep_views.facility_statistics, name="facility_statistics"),
    path("facility/export.<slug:ending>", upkeep_views.facility_export, name="facility_export"),
    path("facility/<str:code>/settings", upkeep_views.facility_settings, name="facility_settings"),
    path("facility/checks/<uuid:check>/", facility_views.referred, name="referred"),
    path("announcements/", announcement_views.announcements_day, name="announcements"),
    path("announcements/new", announcement_views.announcement_new, name="announcement_new"),
    path("announcements/confirm", announcement_views.announcement_confirm, name="announcement_confirm"),
    path("announcements/<uuid:announcement>", announcement_views.announcement, name="announcement"),
    path("announcements/links/", host_link_views.host_link_list, name="host_links"),
    path("announcements/links/<uuid:link>/end", host_link_views.host_link_end, name="host_link_end"),
    path("visits/<str:secret>/", host_link_views.host_visit, name="host_visit"),
    path("visits/<str:secret>/confirm", host_link_views.host_visit_confirm, name="host_visit_confirm"),
    path("judgements/", judgement_views.judgements, name="judgements"),
    path("judgements/<int:judgement>/revoke", judgement_views.judgement_revoke, name="judgement_revoke"),
    path("judgements/checks/<uuid:check>/", judgement_views.settle, name="settle"),
    path("thresholds/", threshold_views.thresholds, name="thresholds"),
    path("thresholds/new", threshold_views.threshold_new, name="threshold_new"),
    path("thresholds/<uuid:proposal>", threshold_views.threshold_proposal, name="threshold_proposal"),
    path("thresholds/<uuid:proposal>/approve", threshold_views.threshold_approve, name="threshold_approve"),
    path("thresholds/<uuid:proposal>/reject", threshold_views.threshold_reject, name="threshold_reject"),
    path("webhooks/", webhook_views.webhooks, name="webhooks"),
    path("webhooks/<int:target>/", webhook_views.webhook, name="webhook"),
    path("webhooks/<int:target>/secret", webhook_views.webhook_secret, name="webhook_secret"),
    path("webhooks/<int:target>/<slug:step>", webhook_views.webhook_step, name="webhook_step"),
    path("webhooks/<int:target>/deliveries/<uuid:notice>", webhook_views.webhook_resend, name="webhook_resend"),
    path("rosters/", roster_views.rosters, name="rosters"),
    path("rosters/new", roster_edit_views.roster_new, name="roster_new"),
    path("rosters/report/", roster_views.roster_report, name="roster_report"),
    path("rosters/screenings/<uuid:job>/<slug:step>", roster_views.screening_step, name="screening_step"),
    path("rosters/lists/", list_views.list_screenings, name="list_screenings"),
    path("rosters/lists/<uuid:job>/", list_views.list_screening, name="list_screening"),
    path("rosters/lists/<uuid:job>/results.<slug:form>", list_views.list_screening_results, name="list_results"),
    path("rosters/lists/<uuid:job>/<slug:step>", list_views.list_screening_step, name="list_screening_step"),
    path("rosters/<slug:name>/", roster_edit_views.roster, name="roster"),
    path("rosters/<slug:name>/validity", roster_edit_views.roster_validity, name="roster_validity"),
    path("rosters/<slug:name>/lists/", roster_edit_views.roster_upload, name="roster_upload"),
    path("rosters/<slug:name>/lists/<uuid:upload>", roster_edit_views.roster_list, name="roster_list"),
    path(
        "rosters/<slug:name>/lists/<uuid:upload>/apply", roster_edit_views.roster_list_apply, name="roster_list_apply"
    ),
    path("rosters/<slug:name>/lists/<uuid:upload>/drop", roster_edit_views.roster_list_drop, name="roster_list_drop"),
    path("rosters/<slug:name>/screen/", roster_views.screen, name="roster_screen"),
    path("alerts/", alert_views.alerts, name="alerts"),
    path("alerts/acknowledge/", alert_views.acknowledge_group, name="alerts_acknowledge"),
    path("alerts/handover/", alert_views.hand_over, name="alerts_hand_over"),
    path("alerts/drill/", alert_views.drill, name="alerts_drill"),
    path("alerts/desks/", alert_desk_views.desks, name="alert_desks"),
    path("alerts/desks/<slug:desk>/propose/", alert_desk_views.propose, name="alert_desk_propose"),
    path(
        "alerts/desks/proposals/<uuid:proposal>/approve/",
        alert_desk_views.decide,
        {"decision": "approve"},
        name="alert_desk_approve",
    ),
    path(
        "alerts/desks/proposals/<uuid:proposal>/reject/",
        alert_desk_views.decide,
        {"decision": "reject"},
        name="alert_desk_reject",
    ),
    path("alerts/<uuid:alert>", alert_views.alert, name="alert"),  # as mails and webhooks name it
    path("alerts/<uuid:alert>/acknowledge/", alert_views.acknowledge, name="alert_acknowledge"),
    path("alerts/<uuid:alert>/close/", alert_views.close, name="alert_close"),
    path("alerts/<uuid:alert>/assign/", alert_views.step, {"kind": "assign"}, name="alert_assign"),
    path("alerts/<uuid:alert>/note/", alert_views.step, {"kind": "note"}, name="alert_note"),
    path("alerts/<uuid:alert>/reopen/", alert_views.step, {"kind": "reopen"}, name="alert_reopen"),
    path("deliveries/", delivery_views.deliveries, name="deliveries"),
    path("deliveries/<uuid:notice>/resend/", delivery_views.resend, name="delivery_resend"),
    path("audit/", audit_views.audit, name="audit"),
    path("audit/sight/", disclosure_views.sight, name="sight"),
    path("audit/health/", health_views.health, name="audit_health"),
    path("audit/health/verify", health_views.verify, name="audit_verify"),
    path("audit/actors/", actor_views.actor, name="audit_actor"),
    path("audit/patterns/", anomaly_views.unusual_patterns, name="audit_patterns"),
    path("audit/persons/", trail_views.trail_ask, name="audit_trail_ask"),
    path("audit/persons/<uuid:trail>/", trail_views.trail, name="audit_trail"),
    path("audit/persons/<uuid:trail>/sheet", trail_views.sheet_give, name="audit_sheet_give"),
    path("audit/sheets/<uuid:sheet>/", trail_views.sheet, name="audit_sheet"),
    path("probing/", probing_views.probing, name="probing"),
    path("probing/<uuid:finding>/release/", probing_views.probing_release, name="probing_release"),
    path("probing/decoys/", probing_views.decoys_page, name="decoys"),
    path("probing/decoys/<int:decoy>/end/", probing_views.decoy_end, name="decoy_end"),
    path("audit/retention/", retention_views.retention, name="retention"),
    path("audit/retention/holds/new", retention_views.hold_new, name="hold_new"),
    path("audit/retention/holds/<uuid:hold>/lift", retention_views.hold_lift, name="hold_lift"),
    path("audit/retention/erasures/new", retention_views.erasure_new, name="erasure_new"),
    path("audit/retention/erasures/<uuid:erasure>/approve", retention_views.erasure_approve, name="erasure_approve"),
    path("audit/retention/erasures/<uuid:erasure>/reject", retention_views.erasure_reject, name="erasure_reject"),
    path("audit/coincidences/", chance_views.coincidences, name="coincidences"),
    path("audit/checks/", recomputation_views.check_find, name="check_find"),
    path("audit/checks/<uuid:check>/", recomputation_views.check_again, name="check_again"),
    path("audit/entries/<uuid:entry>/", audit_views.entry, name="audit_entry"),
    path("audit/entries/<uuid:entry>/receipt", audit_views.entry_receipt, name="audit_receipt"),
    path("checks/<uuid:check>/receipt/", receipt_views.receipt, name="receipt"),
    path("healthz", public_views.healthy, name="healthz"),
    path("readyz", public_views.ready, name="readyz"),
    path("metrics", public_views.metrics, name="metrics"),
    path("log/checkpoint", log_views.checkpoint, name="log_checkpoint"),
    path("log/<path:place>", log_views.tile, name="log_tile"),
    path("language/", set_language, name="set_language"),
    path("start/<str:secret>/", start_views.start, name="start"),
    path("welcome/<str:secret>/", account_views.welcome, name="welcome"),
    path("account/login/", account_views.sign_in, name="account_login"),
    path("account/password/reset/", account_views.password_reset, name="account_reset_password"),
    path("account/password/strength/", account_views.password_strength, name="password_strength"),
    path("account/pin/", kiosk_views.pin, name="kiosk_pin"),
    path("account/lock/", kiosk_views.lock, name="kiosk_lock"),
    path("account/lock/now", kiosk_views.lock_now, name="kiosk_lock_now"),
    path("account/sessions/", account_views.session_list, name="account_sessions"),
    path("account/provider/logout/", provider_views.provider_logout, name="provider_logout"),
    path("account/", include("allauth.urls")),
    path("api/v1/", api.urls),
]
