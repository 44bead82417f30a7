"""The administrator's desk: organisations, users and API clients; no ban and no check is seen from here."""

from datetime import timedelta
from secrets import token_hex

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from aigis.apps.people import clients, directory
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.people.models import ApiClient, Organisation
from aigis.apps.register.lookups import unreviewed
from aigis.core.access.permissions import Capability
from aigis.core.dates.brussels import BRUSSELS
from aigis.core.errors import Conflict, InvalidInput, RequestKeyReused
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.form import FilledForm
from aigis.web.forms.rejection_log import record_refused
from aigis.web.labels import dates as date_labels
from aigis.web.labels.people import KEY_STATES, ORGANISATION_KINDS
from aigis.web.labels.vocabulary import ROLES
from aigis.web.people import form as people_form

_A_YEAR = timedelta(days=365)


@page(Capability.PEOPLE_MANAGE)
@never_cache
@require_GET
def people(request: PageRequest) -> HttpResponse:
    """Organisations, users and API clients."""
    now = timezone.now()
    people_page = directory.directory(actor=request.actor, at=now)
    context = {
        "organisations": [
            (organisation, ORGANISATION_KINDS[organisation.kind]) for organisation in people_page.organisations
        ],
        "users": people_page.users,
        "clients": [(listed_client, KEY_STATES[listed_client.state]) for listed_client in people_page.clients],
        "unreviewed": unreviewed.unreviewed(actor=request.actor, at=now),
    }
    return render(request, "web/people/desk.html", context)


@page(Capability.PEOPLE_MANAGE, step_up=True)
@never_cache
@require_http_methods(["GET", "POST"])
def client_new(request: PageRequest) -> HttpResponse:
    """The form of a new API client, and the page that shows its key this once."""
    organisations, today = directory.organisations(), timezone.now().astimezone(BRUSSELS).date()
    if request.method == "GET":
        opening = {"expires_on": date_labels.typed_day(today + _A_YEAR)}
        return _client_form(request, people_form.filled_client(opening), organisations, token_hex(16))
    form, key = people_form.filled_client(request.POST.dict()), request.POST.get("request_key", "")
    made = _added(request, form, people_form.draft(form, organisations, today=today), key)
    if made is None:
        return _client_form(request, form, organisations, key)
    return render(request, "web/people/client_added.html", {"client": made[0], "key": made[1]})


@page(Capability.PEOPLE_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def client_revoke(request: PageRequest, client: int) -> HttpResponse:
    """Asks why a key is to end, and ends it."""
    now = timezone.now()
    form = FilledForm(request.POST.dict(), longest=people_form.REVOKING)
    if request.method == "POST":
        form.require("why", gettext("Explain why you revoke the key."))
        if form.sound:
            clients.revoke(client, actor=request.actor, at=now, why=form["why"])
            messages.success(request, gettext("The key is revoked. It stops working within seconds."))
            return redirect("people")
        record_refused(request, form, at=now)
    context = {"form": form, "client": directory.client(client)}
    return render(request, "web/people/client_revoke.html", context, status=200 if form.sound else 422)


def _added(
    request: PageRequest, form: FilledForm, draft: clients.ClientDraft | None, key: str
) -> tuple[ApiClient, str] | None:
    """Adds the client; None where something is wrong with the form, which is said beside the field."""
    now = timezone.now()
    if draft is not None:
        try:
            keyed = IdempotentRequest.of(key, address=request.path, body=form.values)
            return clients.add(draft, actor=request.actor, at=now, request=keyed)
        except RequestKeyReused:
            form.refuse("name", gettext("This form was already sent with other details. Open a new form."))
        except Conflict as sent_before:
            form.refuse("name", translate_error(sent_before))
        except InvalidInput as wrong:
            form.take(wrong, {}, otherwise="name")
    record_refused(request, form, at=now)
    return None


def _client_form(request: PageRequest, form: FilledForm, organisations: list[Organisation], key: str) -> HttpResponse:
    context = {
        "form": form,
        "request_key": key,
        "organisations": [(organisation.code, organisation.name) for organisation in organisations],
        "roles": list(ROLES.items()),
    }
    return render(request, "web/people/client_form.html", context, status=200 if form.sound else 422)
