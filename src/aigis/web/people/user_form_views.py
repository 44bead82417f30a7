"""The forms of accounts: invite, change, gates, role, and the steps that need a reason."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from aigis.apps.accounts import management, scope
from aigis.apps.accounts.invitations import InvitationDraft
from aigis.apps.facilities.queries import assigned_codes, gates_of_organisation
from aigis.apps.people.models import Organisation, User
from aigis.core.access.identities import OF_KEYS
from aigis.core.access.permissions import Capability, Role
from aigis.core.person.numbers import national_number
from aigis.core.translations import LANGUAGES
from aigis.web.base.access import PageRequest, page
from aigis.web.forms.form import FilledForm
from aigis.web.forms.page_parts import FormField, FormPage, render_form
from aigis.web.forms.steps import carry_out
from aigis.web.labels.facilities import gate_name
from aigis.web.labels.vocabulary import LANGUAGES as LANGUAGE_NAMES
from aigis.web.labels.vocabulary import ROLES

_DETAILS = {"first_name": 80, "last_name": 80, "email": 254, "language": 2}
_NEW = {"organisation": 40, "role": 16, "username": 150, **_DETAILS, "unit": 80, "national_number": 20}
_PLACE = {"role": 16, "unit": 80}
_WHY = {"why": 200}
_STEPS = {
    "lock": management.lock,
    "close": management.close,
    "unlock": management.unlock,
    "factors": management.remove_factors,
}


@page(Capability.STAFF_MANAGE, step_up=True)
@require_http_methods(["GET", "POST"])
def user_new(request: PageRequest) -> HttpResponse:
    """The form by which a person is invited."""
    offices = offices_of(request)
    sent = request.POST.dict() if request.method == "POST" else {"organisation": request.GET.get("organisation", "")}
    form = FilledForm(sent, longest=_NEW)
    gates = tuple(request.POST.getlist("gates"))
    if request.method == "POST":
        draft = _draft(form, offices, gates)
        if draft is not None and _invited(request, form, draft, offices[form["organisation"]]):
            return redirect("users")
    elif len(offices) == 1:
        form.values["organisation"] = next(iter(offices))
    return render_form(request, _new_page(request, offices, frozenset(gates)), form)


def _invited(request: PageRequest, form: FilledForm, draft: InvitationDraft, office: Organisation) -> bool:
    now = timezone.now()
    act = lambda: management.invite(draft, office.pk, actor=request.actor, at=now)  # noqa: E731
    return carry_out(request, form, act, otherwise="role")


def _placed(request: PageRequest, form: FilledForm, user: int, role: Role) -> bool:
    now = timezone.now()
    act = lambda: management.place(user, role, form["unit"], actor=request.actor, at=now)  # noqa: E731
    return carry_out(request, form, act, otherwise="role")


def offices_of(request: PageRequest) -> dict[str, Organisation]:
    """Returns the organisations in which the actor manages accounts, by code."""
    rows = Organisation.objects.order_by("name")
    if not scope.manages_all(request.actor):
        rows = rows.filter(pk=request.actor.organisation)
    return {row.code: row for row in rows}


def _draft(form: FilledForm, offices: dict[str, Organisation], gates: tuple[str, ...]) -> InvitationDraft | None:
    form.choice("organisation", offices, gettext("Choose an organisation from the list."))
    role = form.choice("role", ROLES, gettext("Choose the role."))
    form.require("username", gettext("Enter a user name."))
    form.require("email", gettext("Enter the person's mail address; the invitation goes there."))
    _check_mail(form)
    number = form.read("national_number", national_number) or ""
    if not form.sound or role is None:
        return None
    values = {name: form[name] for name in ("username", "email", "first_name", "last_name", "unit")}
    language = form["language"] if form["language"] in LANGUAGES else "nl"
    return InvitationDraft(**values, role=Role(role), national_number=number, language=language, gates=gates)


def _check_mail(form: FilledForm) -> None:
    if form["email"] and ("@" not in form["email"] or " " in form["email"]):
        form.refuse("email", gettext("Enter one mail address, like name@example.org."))


def _new_page(request: PageRequest, offices: dict[str, Organisation], gates: frozenset[str]) -> FormPage:
    kinds = {row.kind for row in offices.values()}
    roles = {role for kind in kinds for role in scope.managed_roles(request.actor, organisation_kind=kind)}
    number_hint = gettext("Only for offices: two accounts of one person are recognised by it. It is not stored.")
    fields = [
        FormField(
            "organisation",
            gettext("Organisation"),
            "select",
            choices=[(code, row.name) for code, row in offices.items()],
        ),
        FormField(
            "role", gettext("Role"), "select", choices=[(r.value, ROLES[r.value]) for r in Role if r in roles - OF_KEYS]
        ),
        FormField("username", gettext("User name")),
        *_person_fields(),
        FormField("unit", gettext("Unit"), hint=gettext("Only for offices, for example: registry")),
        FormField("national_number", gettext("National number"), hint=number_hint, width="20"),
    ]
    own = gates_of_organisation(request.actor.organisation) if not scope.manages_all(request.actor) else []
    if own:
        fields.append(_gates_field([(gate.code, gate_name(gate)) for gate in own], gates))
    return FormPage(
        title=gettext("Invite a person"),
        button=gettext("Invite"),
        fields=fields,
        back=(reverse("users"), gettext("Accounts")),
        intro=gettext(
            "The person gets a link by mail and chooses a password. An office's account needs a second person."
        ),
    )


def _person_fields() -> list[FormField]:
    return [
        FormField("first_name", gettext("Given name")),
        FormField("last_name", gettext("Family name")),
        FormField("email", gettext("Mail address")),
        FormField("language", gettext("Language of mails"), "select", choices=LANGUAGE_NAMES),
    ]


def _gates_field(choices: list[tuple[str, str]], checked: frozenset[str]) -> FormField:
    hint = gettext("Choose none to allow all gates of the organisation.")
    return FormField("gates", gettext("Gates"), "checks", hint=hint, choices=choices, checked=checked)


@page(Capability.STAFF_MANAGE, step_up=True)
@require_http_methods(["GET", "POST"])
def user_edit(request: PageRequest, user: int) -> HttpResponse:
    """Names, mail address and language of an account."""
    row = scope.managed_user(user, actor=request.actor)
    present = {name: getattr(row, name) for name in _DETAILS}
    form = FilledForm(request.POST.dict() if request.method == "POST" else present, longest=_DETAILS)
    if request.method == "POST":
        _check_mail(form)
        details = {name: form[name] for name in _DETAILS}
        if form.sound and carry_out(
            request,
            form,
            lambda: management.change_details(user, details, actor=request.actor, at=timezone.now()),
            otherwise="email",
        ):
            return redirect("user", user)
    return render_form(request, _edit_page(row, gettext("Change an account"), _person_fields()), form)


def _edit_page(row: User, title: str, fields: list[FormField], *, intro: str = "", warning: bool = False) -> FormPage:
    back = (reverse("user", args=[row.pk]), row.username)
    return FormPage(title=title, button=gettext("Save"), fields=fields, back=back, intro=intro, warning=warning)


@page(Capability.STAFF_MANAGE)
@require_http_methods(["GET", "POST"])
def user_gates(request: PageRequest, user: int) -> HttpResponse:
    """At which gates a guard checks."""
    row = scope.managed_user(user, actor=request.actor)
    form, chosen = FilledForm({}, longest={"gates": 10}), frozenset(assigned_codes(row))
    if request.method == "POST":
        gates = tuple(request.POST.getlist("gates"))
        chosen = frozenset(gates)
        act = lambda: management.assign_gates(user, gates, actor=request.actor, at=timezone.now())  # noqa: E731
        if carry_out(request, form, act, otherwise="gates"):
            return redirect("user", user)
    offered = [(gate.code, gate_name(gate)) for gate in gates_of_organisation(row.organisation_id or 0)]
    return render_form(request, _edit_page(row, gettext("Choose gates"), [_gates_field(offered, chosen)]), form)


@page(Capability.STAFF_MANAGE, step_up=True)
@require_http_methods(["GET", "POST"])
def user_place(request: PageRequest, user: int) -> HttpResponse:
    """Role and unit of an account; for an office a second person decides."""
    row = scope.managed_user(user, actor=request.actor)
    present = {"role": row.role, "unit": row.unit}
    form = FilledForm(request.POST.dict() if request.method == "POST" else present, longest=_PLACE)
    if request.method == "POST":
        role = form.choice("role", ROLES, gettext("Choose the role."))
        if role is not None and form.sound and _placed(request, form, user, Role(role)):
            return redirect("user", user)
    kind = row.organisation.kind if row.organisation else ""
    roles = scope.managed_roles(request.actor, organisation_kind=kind)
    fields = [
        FormField(
            "role",
            gettext("Role"),
            "select",
            choices=[(role.value, ROLES[role.value]) for role in roles if role not in OF_KEYS],
        ),
        FormField("unit", gettext("Unit")),
    ]
    return render_form(request, _edit_page(row, gettext("Change role or unit"), fields), form)


@page(Capability.STAFF_MANAGE, step_up=True)
@require_http_methods(["GET", "POST"])
def user_step(request: PageRequest, user: int, step: str) -> HttpResponse:
    """Locks, unlocks or closes an account, or removes its second factors, for a stated reason."""
    row = scope.managed_user(user, actor=request.actor)
    act = _STEPS.get(step)
    if act is None:
        return redirect("user", user)
    form = FilledForm(request.POST.dict(), longest=_WHY)
    if request.method == "POST":
        form.require("why", gettext("Give the reason."))
        if form.sound and carry_out(
            request, form, lambda: act(user, why=form["why"], actor=request.actor, at=timezone.now()), otherwise="why"
        ):
            return redirect("user", user)
    title = {
        "lock": gettext("Lock the account"),
        "unlock": gettext("Unlock the account"),
        "close": gettext("Close the account"),
        "factors": gettext("Remove second factors"),
    }[step]
    intro = gettext("You cannot undo this.") if step == "close" else ""
    fields = [FormField("why", gettext("Reason"), hint=gettext("Recorded in the log"))]
    return render_form(request, _edit_page(row, title, fields, intro=intro, warning=step != "unlock"), form)


@page(Capability.STAFF_MANAGE)
@require_POST
def user_act(request: PageRequest, user: int, step: str) -> HttpResponse:
    """Sends an invitation or a new password, or ends all sessions."""
    acts = {"invite": management.invite_again, "reset": management.reset_password, "sessions": management.end_sessions}
    if step in acts:
        form = FilledForm({}, longest=_WHY)
        act = acts[step]
        if not carry_out(request, form, lambda: act(user, actor=request.actor, at=timezone.now()), otherwise="why"):
            messages.error(request, next(iter(form.errors.values())))
    return redirect("user", user)
