"""The administrator's desk: what exists, what waits and what is broken; no ban and no check is seen from here."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from aigis.apps.accounts import scope
from aigis.apps.accounts.proposal_queries import listed_proposals
from aigis.apps.administration import queries
from aigis.apps.audit.log_status import condition
from aigis.apps.notices import actions as notices
from aigis.apps.notices.models import Notice
from aigis.apps.register.lookups import unreviewed
from aigis.core.access.permissions import Capability
from aigis.core.errors import DomainError
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.page_parts import (
    Action,
    DetailPage,
    Filter,
    ListCell,
    ListPage,
    render_detail,
    render_list,
)
from aigis.web.labels.accounts import NOTICE_COLOURS, NOTICE_STATES
from aigis.web.labels.dates import written_instant
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
def deliveries(request: PageRequest) -> HttpResponse:
    """Notices that were not delivered, with what the receiver last said; none tells of a person."""
    rows = queries.open_notices()
    state = request.GET.get("state", "")
    rows = rows.filter(state=state) if state in (Notice.State.WAITING, Notice.State.GIVEN_UP) else rows
    total = rows.count()
    answers = queries.last_answers(list(rows[:500]))
    offered = [(code, NOTICE_STATES[code]) for code in ("waiting", "given_up")]
    listed = ListPage(
        title=gettext("Open deliveries"),
        columns=[
            gettext("Posted"),
            gettext("Kind"),
            gettext("Channel"),
            gettext("Attempts"),
            gettext("Last answer"),
            gettext("State"),
            gettext("Details"),
        ],
        empty=gettext("Everything was delivered."),
        filters=[Filter("state", gettext("State"), offered)],
        back=(reverse("people"), gettext("Administration")),
    )

    def cells(row: Notice) -> list[ListCell]:
        return [
            ListCell(written_instant(row.posted_at)),
            ListCell(row.kind),
            ListCell(row.channel),
            ListCell(str(row.attempt)),
            ListCell(answers.get(str(row.pk), "")),
            ListCell(NOTICE_STATES[row.state], tag=NOTICE_COLOURS[row.state]),
            ListCell(gettext("Open"), link=reverse("delivery", args=[row.pk])),
        ]

    return render_list(request, listed, rows, cells, total=total)


@page(Capability.PEOPLE_MANAGE)
@require_GET
def delivery(request: PageRequest, notice: UUID) -> HttpResponse:
    """One undelivered notice with its attempts; its text is not shown."""
    row_of_notice, attempts = queries.notice_with_attempts(notice)
    facts = [
        (gettext("Kind"), row_of_notice.kind),
        (gettext("Channel"), row_of_notice.channel),
        (gettext("Receiver"), row_of_notice.address),
        (gettext("Posted"), written_instant(row_of_notice.posted_at)),
        (gettext("Next attempt"), written_instant(row_of_notice.due_at)),
    ]
    rows = [
        [ListCell(str(row.number)), ListCell(written_instant(row.started_at)), ListCell(row.answer)] for row in attempts
    ]
    resend_action = Action(reverse("delivery_resend", args=[notice]), gettext("Send again now"), post=True)
    detail = DetailPage(
        title=gettext("Delivery"),
        facts=facts,
        back=(reverse("deliveries"), gettext("Open deliveries")),
        actions=[resend_action] if row_of_notice.state != Notice.State.DELIVERED else [],
        tables=[(gettext("Attempts"), [gettext("Number"), gettext("Started"), gettext("Answer")], rows)],
        tag=(NOTICE_STATES[row_of_notice.state], NOTICE_COLOURS[row_of_notice.state]),
    )
    return render_detail(request, detail)


@page(Capability.PEOPLE_MANAGE)
@require_POST
def delivery_resend(request: PageRequest, notice: UUID) -> HttpResponse:
    """Makes an undelivered notice due at once."""
    try:
        notices.resend(notice=notice, actor=request.actor, at=timezone.now())
        messages.success(request, gettext("It is sent again now."))
    except DomainError as refused:
        messages.error(request, translate_error(refused))
    return redirect("deliveries")


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
    detail = DetailPage(
        title=gettext("State of the system"),
        facts=facts,
        back=(reverse("people"), gettext("Administration")),
        tables=[(gettext("Deliveries"), columns, queues)],
        tag=(gettext("Alarm"), "red") if alarms else (gettext("In order"), "green"),
    )
    return render_detail(request, detail)
