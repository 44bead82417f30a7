"""The registry desk: the bans that end soon, one ban with its story, and the form that registers one."""

from secrets import token_hex
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from aigis.apps.people import directory
from aigis.apps.people.requests import Request
from aigis.apps.register import actions, listing, queries
from aigis.apps.register.models import Authority
from aigis.core.bans import BRUSSELS
from aigis.core.errors import Conflict, InvalidInput, RequestKeyReused
from aigis.core.permissions import Capability, may
from aigis.web import ban_page, brussels, registry_form
from aigis.web.filled_form import FilledForm
from aigis.web.pages import PageRequest, page
from aigis.web.refused_form import record_refused
from aigis.web.register_words import KIND_HINTS, KINDS, SEXES


@page(Capability.BAN_READ)
@never_cache
@require_GET
def registry(request: PageRequest) -> HttpResponse:
    """The bans that end within thirty days and those registered last."""
    now = timezone.now()
    desk = listing.registry_desk(actor=request.actor, at=now)
    context = {
        "ending": [(one, ban_page.days_left(one.period, at=now)) for one in desk.ending],
        "ending_count": desk.ending_count,
        "latest": desk.latest,
        "may_register": may(request.actor, Capability.BAN_REGISTER),
    }
    return render(request, "web/registry/desk.html", context)


@page(Capability.BAN_READ)
@never_cache
@require_GET
def ban(request: PageRequest, ban: UUID) -> HttpResponse:
    """One ban: person, decision, period and versions."""
    now = timezone.now()
    found = queries.ban(ban, actor=request.actor, at=now)
    names = directory.actor_names(row.recorded_by for row in found.versions)
    numbers, documents = ban_page.masked_identifiers(found.person)
    context = {
        "found": found,
        "state": ban_page.state(found, at=now),
        "days_left": ban_page.days_left(found.period, at=now),
        "numbers": numbers,
        "documents": documents,
        "story": ban_page.story(found, names),
    }
    return render(request, "web/registry/ban.html", context)


@page(Capability.BAN_REGISTER)
@never_cache
@require_http_methods(["GET", "POST"])
def ban_new(request: PageRequest) -> HttpResponse:
    """The form, and the ban it registers."""
    authorities = queries.authorities()
    if request.method == "POST":
        form, key = registry_form.filled(request.POST.dict()), request.POST.get("request_key", "")
        made = _registered(request, form, authorities, key)
        return redirect("ban", made) if made else _form_page(request, form, authorities, key)
    today = brussels.written_day(timezone.now().astimezone(BRUSSELS).date())
    return _form_page(request, registry_form.filled({"starts_on": today}), authorities, token_hex(16))


@page(Capability.BAN_REGISTER)
@never_cache
@require_GET
def ban_period(request: PageRequest) -> HttpResponse:
    """The piece of the form that says from when until when the ban would be in force."""
    form = registry_form.filled(request.GET.dict())
    context = {"form": form, "term": registry_form.term(form)}
    return render(request, "web/registry/period.html", context)


def _registered(request: PageRequest, form: FilledForm, authorities: list[Authority], key: str) -> UUID | None:
    """Registers what the form says; None where something is wrong with it, which is said beside the field."""
    draft, now = registry_form.draft(form, authorities), timezone.now()
    if draft is not None:
        try:
            keyed = Request.of(key, address=request.path, body=form.values)
            made = actions.register_one(draft, actor=request.actor, at=now, request=keyed)
        except RequestKeyReused:
            form.refuse("family_name", gettext("This form was sent before with other details. Open a new form."))
        except Conflict as busy:
            form.refuse("family_name", gettext(busy.sentence))
        except InvalidInput as wrong:
            form.take(wrong, registry_form.PLACES, otherwise="family_name")
        else:
            messages.success(request, gettext("The ban is registered. Every gate knows it from this moment on."))
            return made
    record_refused(request, form, at=now)
    return None


def _form_page(request: HttpRequest, form: FilledForm, authorities: list[Authority], key: str) -> HttpResponse:
    language = get_language() or "nl"
    named = sorted(((row.code, row.name(language), row.kind) for row in authorities), key=lambda one: one[1])
    context = {
        "form": form,
        "request_key": key,
        "kinds": [(code, word, KIND_HINTS[code]) for code, word in KINDS.items()],
        "authorities": [(word, code, [one for one in named if one[2] == code]) for code, word in KINDS.items()],
        "sexes": list(SEXES.items()),
        "term": registry_form.term(form),
    }
    return render(request, "web/registry/form.html", context, status=200 if form.sound else 422)
