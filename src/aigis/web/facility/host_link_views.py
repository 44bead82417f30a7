"""Links for hosts: made and ended by the security officer, opened by a host without an account to announce visitors."""

from collections.abc import Callable
from datetime import timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from aigis.apps.facilities.models import Facility
from aigis.apps.facilities.queries import facilities_of
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.rosters import announcements, host_links
from aigis.apps.rosters.announcements import Occasion
from aigis.apps.rosters.host_links import HostLinkDraft
from aigis.apps.rosters.models import HostLink
from aigis.core.access.permissions import Capability
from aigis.core.dates.brussels import day_of
from aigis.core.errors import Conflict, DomainError, InvalidInput
from aigis.web.base.access import PageRequest, failure, open_to_all, page
from aigis.web.base.error_messages import translate_error
from aigis.web.facility import announcement_form
from aigis.web.forms import uploaded_files
from aigis.web.forms.form import FilledForm
from aigis.web.forms.rejection_log import record_refused
from aigis.web.labels import dates as date_labels
from aigis.web.labels.vocabulary import PURPOSES

_USUAL = timedelta(days=7)
_LENGTHS = {"facility": 10, "host": 120, "last_day": 40}
View = Callable[..., HttpResponse]


@page(Capability.FACILITY_READ)
@never_cache
@require_http_methods(["GET", "POST"])
def host_link_list(request: PageRequest) -> HttpResponse:
    """The links that work, and the form that makes another one; its address is shown once."""
    now = timezone.now()
    facilities = facilities_of(request.actor)
    first = facilities[0].code if facilities else ""
    opens = {"facility": first, "last_day": date_labels.typed_day(day_of(now) + _USUAL)}
    form = FilledForm(request.POST.dict() if request.method == "POST" else opens, longest=_LENGTHS)
    address = _make(request, form, facilities) if request.method == "POST" else ""
    links = host_links.links_of(actor=request.actor, at=now)
    context = {
        "form": form,
        "address": address,
        "facilities": [(facility.code, f"{facility.code} {facility.name}") for facility in facilities],
        "links": [(link, host_links.host_of_link(link)) for link in links],
    }
    return render(request, "web/announcements/links.html", context, status=200 if form.sound else 422)


def _make(request: PageRequest, form: FilledForm, facilities: list[Facility]) -> str:
    """Makes a link and returns its address; empty, with sentences beside the fields, where it cannot."""
    now = timezone.now()
    form.choice("facility", {facility.code: facility for facility in facilities}, gettext("Choose a facility."))
    form.require("host", gettext("Enter who the link is for."))
    form.require("last_day", gettext("Enter the day."))
    last_day = form.read("last_day", date_labels.day)
    if form.sound and last_day is not None:
        try:
            draft = HostLinkDraft(form["facility"], form["host"], last_day)
            return host_links.address_of(host_links.make_host_link(draft, actor=request.actor, at=now))
        except InvalidInput as wrong:
            form.take(wrong, {}, otherwise="host")
    record_refused(request, form, at=now)
    return ""


@page(Capability.FACILITY_READ)
@require_POST
def host_link_end(request: PageRequest, link: UUID) -> HttpResponse:
    """Ends a link at once."""
    try:
        host_links.end_host_link(link, actor=request.actor, at=timezone.now())
        messages.success(request, gettext("The link has ended."))
    except Conflict as ended:
        messages.warning(request, translate_error(ended))
    return redirect("host_links")


def _with_link(view: View) -> View:
    """Gives a view the link of the address instead of its secret; one that does not work is not found."""

    def opened(request: HttpRequest, secret: str) -> HttpResponse:
        try:
            return view(request, host_links.host_link_of(secret, at=timezone.now()), secret)
        except DomainError as refused:
            return failure(request, refused)

    return open_to_all(opened)


@uploaded_files.with_file_in_memory(_with_link)
@never_cache
@require_http_methods(["GET", "POST"])
def host_visit(request: HttpRequest, link: HostLink, secret: str) -> HttpResponse:
    """The host's form and the preview of what it was sent; no verdict and no other announcement is ever shown here."""
    today = day_of(timezone.now())
    facilities = [link.gate.facility]
    form = announcement_form.filled(request, facilities, today=today)
    form.values |= {"facility": link.gate.facility.code, "host": host_links.host_of_link(link)}
    context: dict[str, Any] = {"form": form, "link": link, "secret": secret, "purposes": list(PURPOSES.items())}
    if request.method == "GET":
        return render(request, "web/announcements/visit_form.html", context)
    preview = announcement_form.preview(request, form, facilities, today=today)
    if preview is not None and len(preview.draft.persons) > host_links.MOST_PERSONS:
        form.refuse("pasted", gettext("Announce at most 50 persons at once. Split the list."))
    if preview is None or not form.sound:
        return render(request, "web/announcements/visit_form.html", context, status=422)
    context |= announcement_form.shown(preview)
    user = host_links.actor_of_link(link).key
    context["signed"] = announcement_form.signed(preview.draft, user=user, request_key=token_hex(16))
    return render(request, "web/announcements/visit_preview.html", context)


@_with_link
@require_POST
def host_visit_confirm(request: HttpRequest, link: HostLink, secret: str) -> HttpResponse:
    """Announces the persons of a host's preview; the same preview sent twice is one announcement."""
    now = timezone.now()
    actor = host_links.actor_of_link(link)
    try:
        draft, key = announcement_form.confirmed(request.POST.get("draft", ""), user=actor.key)
        keyed = IdempotentRequest.of(key, address="visits", body=key)
        row = announcements.announce(draft, actor=actor, at=now, request=keyed, gate=link.gate)
    except InvalidInput as wrong:
        messages.warning(request, translate_error(wrong))
        return redirect("host_visit", secret)
    announcements.check_persons(row, announcements.unchecked(row), Occasion.ANNOUNCED, actor=actor, at=now)
    return render(request, "web/announcements/visit_made.html", {"draft": draft, "link": link, "secret": secret})
