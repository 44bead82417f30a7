"""Registering a ban: one page, with the end computed and the person compared with those known as one types."""

from datetime import datetime
from secrets import token_hex
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.register.bans import queries
from aigis.apps.register.bans import registration as ban_registration
from aigis.apps.register.bans.registration import BanDraft
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.models import Authority
from aigis.apps.register.proposals import condition_replacement
from aigis.apps.register.search import suggestions
from aigis.apps.register.search.suggestions import OfferedSubject
from aigis.core.access import masking
from aigis.core.access.permissions import Capability
from aigis.core.dates.brussels import BRUSSELS
from aigis.core.errors import Conflict, InvalidInput, RequestKeyReused
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.form import FilledForm
from aigis.web.forms.rejection_log import record_refused
from aigis.web.labels import dates as date_labels
from aigis.web.labels.register import KIND_HINTS, KINDS, SEXES
from aigis.web.registry import registration_form

Offers = tuple[OfferedSubject, ...] | None


@page(Capability.BAN_REGISTER)
@never_cache
@require_http_methods(["GET", "POST"])
def ban_new(request: PageRequest) -> HttpResponse:
    """The form, and the ban it registers."""
    authorities, now = queries.authorities(), timezone.now()
    if request.method == "GET":
        today = date_labels.typed_day(now.astimezone(BRUSSELS).date())
        return _form_page(request, registration_form.filled({"starts_on": today}), authorities, token_hex(16), None)
    form, key = registration_form.filled(request.POST.dict()), request.POST.get("request_key", "")
    offers = _offers(request, form, now) if form["subject"] else None
    made = _registered(request, form, authorities, key, offers)
    if made is not None:
        return redirect("ban", made)
    record_refused(request, form, at=now)
    return _form_page(request, form, authorities, key, offers)


@page(Capability.BAN_REGISTER)
@never_cache
@require_GET
def ban_period(request: PageRequest) -> HttpResponse:
    """The piece of the form that says from when until when the ban would be in force."""
    form = registration_form.filled(request.GET.dict())
    context = {"form": form, "term": registration_form.term(form)}
    return render(request, "web/registry/period.html", context)


@page(Capability.BAN_REGISTER)
@never_cache
@require_POST
def ban_known(request: PageRequest) -> HttpResponse:
    """The piece of the form that says who of the register the person may be."""
    form = registration_form.filled(request.POST.dict())
    offers = _offers(request, form, timezone.now())
    return render(request, "web/registry/known.html", {"form": form, **_offered(offers)})


def _offers(request: PageRequest, form: FilledForm, at: datetime) -> Offers:
    """Who the typed person may be; None as long as too little is typed to ask."""
    person = registration_form.typed_person(form)
    if person is None:
        return None
    return suggestions.offer(person, actor=request.actor, at=at, view=current_register.current(at=at))


def _registered(
    request: PageRequest, form: FilledForm, authorities: list[Authority], key: str, offers: Offers
) -> UUID | None:
    """Registers what the form says; None where something is wrong with it, which is said beside the field."""
    draft = registration_form.draft(form, authorities, offered=offers or ())
    if draft is None:
        return None
    try:
        made = _made(request, form, draft, key)
    except RequestKeyReused:
        form.refuse("family_name", gettext("This form was already sent with other details. Open a new form."))
    except Conflict as busy:
        form.refuse("family_name", translate_error(busy))
    except InvalidInput as wrong:
        form.take(wrong, registration_form.PLACES, otherwise="family_name")
    else:
        messages.success(request, gettext("The ban is registered. It is now in force at every gate."))
        return made
    return None


def _made(request: PageRequest, form: FilledForm, draft: BanDraft, key: str) -> UUID:
    """The ban; where it replaces a condition, the end of that one is proposed with it."""
    keyed, now = IdempotentRequest.of(key, address=request.path, body=form.values), timezone.now()
    if not form["replaces"]:
        return ban_registration.register_one(draft, actor=request.actor, at=now, request=keyed)
    reason = gettext("Replaced by the penalty %(case)s of %(day)s.") % {
        "case": draft.case_reference,
        "day": date_format(draft.decision_date),
    }
    condition = UUID(form["replaces"])
    return condition_replacement.register_in_place(
        draft, condition=condition, reason=reason, actor=request.actor, at=now, request=keyed
    )


def _offered(offers: Offers) -> dict[str, Any]:
    masked = [(offer, *masking.masked_identifiers(offer.person)) for offer in offers or ()]
    return {"asked": offers is not None, "offered": masked}


def _form_page(
    request: PageRequest, form: FilledForm, authorities: list[Authority], key: str, offers: Offers
) -> HttpResponse:
    language = get_language() or "nl"
    named = sorted(((row.code, row.name(language), row.kind) for row in authorities), key=lambda item: item[1])
    context = {
        "form": form,
        "request_key": key,
        "kinds": [(code, word, KIND_HINTS[code]) for code, word in KINDS.items()],
        "authorities": [(word, code, [item for item in named if item[2] == code]) for code, word in KINDS.items()],
        "sexes": list(SEXES.items()),
        "term": registration_form.term(form),
        **_offered(offers),
    }
    return render(request, "web/registry/form.html", context, status=200 if form.sound else 422)
