"""The administrator's desk: what exists, what waits and what is broken; no ban and no check is seen from here."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from aigis.apps.accounts import scope
from aigis.apps.accounts.proposal_queries import listed_proposals
from aigis.apps.administration import queries
from aigis.apps.audit.log_status import condition
from aigis.apps.insight.installation_gaps import installation_gaps
from aigis.apps.register.lookups import unreviewed
from aigis.core.access.permissions import Capability
from aigis.telemetry.setup_gaps import SENTENCES
from aigis.web.base.access import PageRequest, page
from aigis.web.forms.page_parts import (
    DetailPage,
    ListCell,
    render_detail,
)
from aigis.web.people.record_kinds import RECORD_KINDS


@page(Capability.PEOPLE_MANAGE)
@require_GET
def people(request: PageRequest) -> HttpResponse:
    """The ways into everything an administrator does, each with how many there are."""
    now = timezone.now()
    waiting = listed_proposals(actor=request.actor, state="waiting")
    states = queries.queue_states(at=now)
    tiles: list[tuple[str, object, object]] = [
        (reverse("records", args=[slug]), kind.title, kind.rows().count()) for slug, kind in RECORD_KINDS.items()
    ]
    tiles += [
        (reverse("users"), gettext("Accounts"), scope.managed_users(request.actor).count()),
        (reverse("clients"), gettext("API clients"), scope.managed_clients(request.actor).count()),
        (reverse("account_proposals"), gettext("Proposals about accounts"), len(waiting)),
        (reverse("deliveries"), gettext("Open deliveries"), sum(state.waiting + state.given_up for state in states)),
        (reverse("configuration"), gettext("Configuration"), ""),
        (reverse("system_health"), gettext("State of the system"), ""),
    ]
    context = {"tiles": tiles, "unreviewed": unreviewed.unreviewed(actor=request.actor, at=now)}
    return render(request, "web/people/desk.html", context)


@page(Capability.PEOPLE_MANAGE)
@require_GET
def configuration(request: PageRequest) -> HttpResponse:
    """Every setting with its value and where it comes from; secrets are hidden, and nothing is changed here."""
    words = {"environment": gettext("environment"), "default": gettext("default")}
    rows = [
        [
            ListCell(setting.name),
            ListCell(setting.shown),
            ListCell(words[setting.origin]),
            ListCell(gettext(setting.sentence)),
        ]
        for setting in settings.SETTING_ORIGINS
    ]
    columns = [gettext("Setting"), gettext("Value"), gettext("Origin"), gettext("What it does")]
    facts = [(gettext("Mode"), settings.ENVIRONMENT.mode), (gettext("Address"), settings.ENVIRONMENT.url)]
    detail = DetailPage(
        title=gettext("Configuration"),
        facts=facts,
        back=(reverse("people"), gettext("Administration")),
        tables=[(gettext("Settings"), columns, rows)],
        note=gettext("Settings are changed on the server by the operator, never in the browser."),
    )
    return render_detail(request, detail)


@page(Capability.PEOPLE_MANAGE)
@require_GET
def system_health(request: PageRequest) -> HttpResponse:
    """Whether the log and the deliveries work; figures only."""
    now = timezone.now()
    status = condition(at=now)
    alarms = ", ".join(alarm.value for alarm in status.alarms)
    facts = [
        (gettext("Alarms"), alarms or gettext("none")),
        (gettext("Entries in the log"), str(status.health.size)),
        (gettext("Entries waiting to be sealed"), str(status.health.waiting)),
        (gettext("Age of the last checkpoint"), f"{status.age(at=now).total_seconds():.0f} s"),
    ]
    queues = [
        [
            ListCell(queue.channel),
            *(ListCell(str(count)) for count in (queue.waiting, queue.late, queue.given_up, queue.delivered)),
        ]
        for queue in queries.queue_states(at=now)
    ]
    columns = [
        gettext("Channel"),
        gettext("Waiting"),
        gettext("Late"),
        gettext("Given up"),
        gettext("Delivered in 24 hours"),
    ]
    tables = [(gettext("Deliveries"), columns, queues)]
    if gaps := installation_gaps(at=now):
        missing = [[ListCell(gettext(SENTENCES[gap]))] for gap in gaps]
        tables.insert(0, (gettext("Not set up yet"), [gettext("What is missing")], missing))
    detail = DetailPage(
        title=gettext("State of the system"),
        facts=facts,
        back=(reverse("people"), gettext("Administration")),
        tables=tables,
        tag=(gettext("Alarm"), "red") if alarms else (gettext("In order"), "green"),
    )
    return render_detail(request, detail)
