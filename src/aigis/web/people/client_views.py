"""API clients: listed, made, rotated and revoked; a new key is shown once."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from secrets import token_hex

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aigis.apps.accounts import keys, scope
from aigis.apps.accounts.history import account_history
from aigis.apps.accounts.keys import KeyDraft, MadeKey
from aigis.apps.facilities.queries import assigned_codes, gates_of_organisation
from aigis.apps.people import directory
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.people.models import ApiClient, Organisation
from aigis.apps.people.signing_keys import keys_of, parse_scopes
from aigis.core.access.client_networks import read_networks
from aigis.core.access.permissions import TABLE, Capability, Role
from aigis.core.dates.brussels import BRUSSELS, midnight
from aigis.core.errors import Conflict, DomainError, InvalidInput, NotAllowed, RequestKeyReused
from aigis.core.person.numbers import national_number
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.form import FilledForm
from aigis.web.forms.page_parts import (
    Action,
    DetailPage,
    Filter,
    FormField,
    FormPage,
    ListCell,
    ListPage,
    render_detail,
    render_form,
    render_list,
    search,
    search_of,
)
from aigis.web.forms.rejection_log import record_refused
from aigis.web.forms.steps import carry_out
from aigis.web.labels import dates as date_labels
from aigis.web.labels.accounts import KEY_COLOURS
from aigis.web.labels.dates import written_end_of, written_instant
from aigis.web.labels.facilities import gate_name
from aigis.web.labels.people import KEY_STATES
from aigis.web.labels.vocabulary import ROLES
from aigis.web.people.user_form_views import offices_of

_NETWORKS_LENGTH = 3_000
_NEW = {
    "organisation": 40,
    "role": 16,
    "name": 80,
    "expires_on": 40,
    "unit": 80,
    "national_number": 20,
    "scopes": 400,
    "networks": _NETWORKS_LENGTH,
}
_A_YEAR = timedelta(days=365)
_LONGEST_DAYS = 366 * 2


@page(Capability.STAFF_MANAGE)
@require_GET
def clients(request: PageRequest) -> HttpResponse:
    """The API clients that the actor manages; the newest come first."""
    now = timezone.now()
    rows = scope.managed_clients(request.actor).order_by("-pk")
    rows = search(rows, search_of(request), "name", "prefix", "organisation__name")
    if request.GET.get("state") == "live":
        rows = rows.filter(revoked_at=None, expires_at__gt=now)
    total = rows.count()
    directory.record_listing(clients=total, actor=request.actor, at=now)
    listed = ListPage(
        title=gettext("API clients"),
        columns=[
            gettext("Name"),
            gettext("Organisation"),
            gettext("Role"),
            gettext("Key begins with"),
            gettext("Valid until"),
            gettext("Last used"),
            gettext("State"),
        ],
        empty=gettext("There is no API client yet. Add one for each program that uses the API."),
        filters=[Filter("state", gettext("State"), [("live", KEY_STATES["live"])])],
        export="api-clients",
        tab="clients",
        new=(reverse("client_new"), gettext("Add an API client")),
    )
    return render_list(request, listed, rows, lambda client: _cells(client, now), total=total)


def _cells(client: ApiClient, now: datetime) -> list[ListCell]:
    state = directory.key_state(client, at=now)
    return [
        ListCell(client.name, link=reverse("client", args=[client.pk])),
        ListCell(client.organisation.name),
        ListCell(ROLES[client.role]),
        ListCell(f"aigis_{client.prefix}"),
        ListCell(written_end_of(client.expires_at)),
        ListCell(written_instant(client.last_used_at) if client.last_used_at else gettext("never")),
        ListCell(KEY_STATES[state], tag=KEY_COLOURS[state]),
    ]


@page(Capability.STAFF_MANAGE)
@require_GET
def client_detail(request: PageRequest, client: int) -> HttpResponse:
    """One API client with its history."""
    row, now = scope.managed_client(client, actor=request.actor), timezone.now()
    state = directory.key_state(row, at=now)
    facts: list[tuple[str, object]] = [
        (gettext("Organisation"), row.organisation.name),
        (gettext("Role"), ROLES[row.role]),
        (gettext("Gates"), "\n".join(assigned_codes(row))),
        (gettext("Key begins with"), f"aigis_{row.prefix}"),
        (gettext("Scopes"), " ".join(row.scopes or [])),
        (gettext("Addresses"), "\n".join(row.networks or [gettext("All addresses")])),
        (gettext("Public keys"), "\n".join(key.key_id for key in keys_of(row.pk, at=now))),
        (gettext("Valid until"), written_end_of(row.expires_at)),
        (gettext("Last used"), written_instant(row.last_used_at) if row.last_used_at else gettext("never")),
        (gettext("Replaces"), f"aigis_{row.replaces.prefix}" if row.replaces else ""),
    ]
    lines = account_history(f"client:{row.pk}")
    names = directory.actor_names({line.actor for line in lines})
    history = [
        [
            ListCell(written_instant(line.at)),
            ListCell(gettext(line.sentence)),
            ListCell(line.details),
            ListCell(names[line.actor]),
        ]
        for line in lines
    ]
    actions = []
    if state == "live":
        actions = [
            Action(reverse("client_public_key", args=[row.pk]), gettext("Register a public key")),
            Action(reverse("client_networks", args=[row.pk]), gettext("Change the addresses")),
            Action(reverse("client_rotate", args=[row.pk]), gettext("Make a successor"), post=True),
            Action(reverse("client_revoke", args=[row.pk]), gettext("Revoke the key"), warning=True),
        ]
    columns = [gettext("When"), gettext("What happened"), gettext("Details"), gettext("By")]
    detail = DetailPage(
        title=row.name,
        facts=facts,
        back=(reverse("clients"), gettext("API clients")),
        actions=actions,
        tables=[(gettext("History"), columns, history)],
        tag=(KEY_STATES[state], KEY_COLOURS[state]),
    )
    return render_detail(request, detail)


@page(Capability.STAFF_MANAGE, step_up=True)
@require_http_methods(["GET", "POST"])
def client_new(request: PageRequest) -> HttpResponse:
    """The form of a new API client, and the page that shows its key this once."""
    offices, today = offices_of(request), timezone.now().astimezone(BRUSSELS).date()
    gates = tuple(request.POST.getlist("gates"))
    if request.method == "GET":
        opening = {"expires_on": date_labels.typed_day(today + _A_YEAR)}
        opening |= {"organisation": next(iter(offices))} if len(offices) == 1 else {}
        form = FilledForm(opening, longest=_NEW)
        return render_form(request, _page(request, offices, token_hex(16), frozenset()), form)
    form, key = FilledForm(request.POST.dict(), longest=_NEW), request.POST.get("request_key", "")
    draft = _draft(form, offices, gates, today)
    made = _made(request, form, draft, key) if draft is not None else None
    if made is None:
        if draft is None:
            record_refused(request, form, at=timezone.now())
        return render_form(request, _page(request, offices, key, frozenset(gates)), form)
    return _show(request, made)


def _show(request: PageRequest, made: MadeKey) -> HttpResponse:
    """Shows a new key this once, or says that a second person must approve it."""
    if made.client is None:
        messages.success(request, gettext("Proposed. A second person must approve it."))
        return redirect("clients")
    return render(request, "web/people/client_added.html", {"client": made.client, "key": made.key})


def _draft(form: FilledForm, offices: dict[str, Organisation], gates: tuple[str, ...], today: date) -> KeyDraft | None:
    office = form.choice("organisation", offices, gettext("Choose an organisation from the list."))
    role = form.choice("role", ROLES, gettext("Choose the role."))
    name = form.require("name", gettext("Enter a name by which you will recognise the client."))
    form.require("expires_on", gettext("Enter the last day on which the key is valid."))
    last = form.read("expires_on", lambda text: _last_day(text, today))
    number = form.read("national_number", national_number) or ""
    allowed = frozenset(capability.value for capability in TABLE[Role(role)]) if role else frozenset()
    scopes = form.read("scopes", lambda text: parse_scopes(text, allowed=allowed)) or []
    networks = form.read("networks", read_networks) or []
    if not (form.sound and office and role and last):
        return None
    draft = KeyDraft(offices[office].pk, Role(role), name, midnight(last + timedelta(days=1)), gates, form["unit"])
    return replace(draft, national_number=number, scopes=tuple(scopes), networks=tuple(networks))


def _last_day(text: str, today: date) -> date:
    last = date_labels.day(text)
    if last < today:
        raise InvalidInput("This day is in the past. Enter a later one.")
    if last > today + timedelta(days=_LONGEST_DAYS):
        raise InvalidInput("A key is valid for two years at most. Enter an earlier day.")
    return last


def _made(request: PageRequest, form: FilledForm, draft: KeyDraft, key: str) -> MadeKey | None:
    """Makes the key; None where something is wrong with the form, which is said beside the field."""
    now = timezone.now()
    try:
        keyed = IdempotentRequest.of(key, address=request.path, body={**form.values, "gates": list(draft.gates)})
        return keys.make_key(draft, actor=request.actor, at=now, request=keyed)
    except RequestKeyReused:
        form.refuse("name", gettext("This form was already sent with other details. Open a new form."))
    except Conflict as sent_before:
        form.refuse("name", translate_error(sent_before))
    except NotAllowed as refused:
        form.refuse("role", translate_error(refused))
    except InvalidInput as wrong:
        form.take(wrong, {}, otherwise="name")
    record_refused(request, form, at=now)
    return None


def _page(request: PageRequest, offices: dict[str, Organisation], key: str, gates: frozenset[str]) -> FormPage:
    kinds = {row.kind for row in offices.values()}
    roles = {role for kind in kinds for role in scope.managed_roles(request.actor, organisation_kind=kind)}
    name_hint = gettext("The program and its location, for example: access system of the north quay")
    fields = [
        FormField(
            "organisation", gettext("Organisation"), "select", choices=[(c, row.name) for c, row in offices.items()]
        ),
        FormField(
            "role",
            gettext("Role"),
            "select",
            hint=gettext("The program has the same permissions as a person with this role"),
            choices=[(role.value, ROLES[role.value]) for role in Role if role in roles],
        ),
        FormField("name", gettext("Name of the client"), hint=name_hint),
        FormField("expires_on", gettext("Last day on which the key is valid"), hint=gettext("22/11/2026"), width="10"),
    ]
    scopes_hint = gettext("For example: check.ask check.outcome. Leave it empty for everything that the role may do.")
    fields.append(FormField("scopes", gettext("Scopes"), hint=scopes_hint))
    fields.append(_networks_field())
    own = [] if scope.manages_all(request.actor) else gates_of_organisation(request.actor.organisation)
    if own:
        hint = gettext("Choose none to allow all gates of the organisation.")
        choices = [(gate.code, gate_name(gate)) for gate in own]
        fields.append(FormField("gates", gettext("Gates"), "checks", hint=hint, choices=choices, checked=gates))
    return FormPage(
        title=gettext("Add an API client"),
        button=gettext("Add and show the key"),
        fields=fields,
        back=(reverse("clients"), gettext("API clients")),
        intro=gettext("The key is shown only once. Prepare a safe place to store it."),
        hidden={"request_key": key},
    )


@page(Capability.STAFF_MANAGE, step_up=True)
@require_POST
def client_rotate(request: PageRequest, client: int) -> HttpResponse:
    """Makes a successor of a key and shows it once; the old one works for seven more days."""
    try:
        return _show(request, keys.rotate_key(client, actor=request.actor, at=timezone.now()))
    except DomainError as refused:
        messages.error(request, translate_error(refused))
        return redirect("client", client)


@page(Capability.STAFF_MANAGE, step_up=True)
@require_http_methods(["GET", "POST"])
def client_public_key(request: PageRequest, client: int) -> HttpResponse:
    """Registers the Ed25519 key with which a program signs its requests."""
    row = scope.managed_client(client, actor=request.actor)
    form = FilledForm(request.POST.dict(), longest={"public_key": 400})
    if request.method == "POST":
        form.require("public_key", gettext("Paste the public key."))
        now = timezone.now()
        if form.sound and carry_out(
            request,
            form,
            lambda: keys.register_public_key(client, form["public_key"], actor=request.actor, at=now),
            otherwise="public_key",
        ):
            return redirect("client", client)
    hint = gettext("An Ed25519 public key, as PEM or as 32 bytes in base64. Never paste a private key.")
    form_page = FormPage(
        title=gettext("Register a public key"),
        button=gettext("Register the key"),
        fields=[FormField("public_key", gettext("Public key"), "textarea", hint=hint)],
        back=(reverse("client", args=[row.pk]), row.name),
        intro=gettext("From now on this program must sign its requests (RFC 9421). Its present key stops working."),
        warning=True,
    )
    return render_form(request, form_page, form)


def _networks_field() -> FormField:
    hint = gettext("One on each line: 192.0.2.7, 192.0.2.0/24 or 2001:db8:7::/48. Leave it empty for all addresses.")
    return FormField("networks", gettext("Addresses from which the key may be used"), "textarea", hint=hint)


@page(Capability.STAFF_MANAGE, step_up=True)
@require_http_methods(["GET", "POST"])
def client_networks(request: PageRequest, client: int) -> HttpResponse:
    """Changes the addresses from which a key may be used."""
    row = scope.managed_client(client, actor=request.actor)
    opening = {"networks": "\n".join(row.networks or [])}
    form = FilledForm(
        request.POST.dict() if request.method == "POST" else opening, longest={"networks": _NETWORKS_LENGTH}
    )
    if request.method == "POST":
        networks = form.read("networks", read_networks) or []
        if form.sound and carry_out(
            request,
            form,
            lambda: keys.change_networks(client, networks, actor=request.actor, at=timezone.now()),
            otherwise="networks",
        ):
            return redirect("client", client)
    form_page = FormPage(
        title=gettext("Change the addresses of a key"),
        button=gettext("Save"),
        fields=[_networks_field()],
        back=(reverse("client", args=[row.pk]), row.name),
        intro=gettext("Requests from other addresses are refused and shown in the history of the key."),
    )
    return render_form(request, form_page, form)


@page(Capability.STAFF_MANAGE)
@require_http_methods(["GET", "POST"])
def client_revoke(request: PageRequest, client: int) -> HttpResponse:
    """Asks why a key is to end, and ends it."""
    row = scope.managed_client(client, actor=request.actor)
    form = FilledForm(request.POST.dict(), longest={"why": 200})
    if request.method == "POST":
        form.require("why", gettext("Explain why you revoke the key."))
        if form.sound and carry_out(
            request,
            form,
            lambda: keys.revoke_key(client, why=form["why"], actor=request.actor, at=timezone.now()),
            otherwise="why",
        ):
            return redirect("client", client)
    why_hint = gettext("Recorded in the log. For example: lost, replaced, contract ended")
    form_page = FormPage(
        title=gettext("Revoke a key"),
        button=gettext("Revoke the key"),
        fields=[FormField("why", gettext("Reason for revoking the key"), hint=why_hint)],
        back=(reverse("client", args=[row.pk]), row.name),
        intro=gettext("The program that uses it no longer gets answers. You cannot undo this."),
        warning=True,
    )
    return render_form(request, form_page, form)
