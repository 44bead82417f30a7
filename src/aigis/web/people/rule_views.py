"""Rules of the sign-in service, and accounts that it made: both take a second person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aigis.apps.accounts import provider_accounts, provider_rules, scope
from aigis.apps.accounts.models import ProviderRule
from aigis.apps.accounts.provider_rules import RuleDraft
from aigis.apps.people.models import Organisation
from aigis.core.access.identities import OF_KEYS
from aigis.core.access.permissions import Capability, Role
from aigis.core.errors import Conflict, NotAllowed
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.form import FilledForm
from aigis.web.forms.page_parts import FormField, FormPage, ListCell, ListPage, render_form, render_list
from aigis.web.forms.steps import carry_out
from aigis.web.labels.dates import written_instant
from aigis.web.labels.vocabulary import ROLES
from aigis.web.people.user_form_views import offices_of

_FIELDS = {"claim": 120, "value": 200, "organisation": 40, "role": 16, "unit": 80}


@page(Capability.STAFF_MANAGE)
@require_GET
def rules(request: PageRequest) -> HttpResponse:
    """The rules in use."""
    rows = provider_rules.listed(actor=request.actor)
    listed = ListPage(
        title=gettext("Rules of the sign-in service"),
        columns=[gettext("Claim"), gettext("Organisation"), gettext("Role"), gettext("Unit"), gettext("Since")],
        empty=gettext("No rules. Without one, nobody signs in with the sign-in service."),
        tab="provider_rules",
        new=(reverse("provider_rule_new"), gettext("Propose a rule")),
    )
    return render_list(request, listed, rows, _cells, total=len(rows))


def _cells(rule: ProviderRule) -> list[ListCell]:
    return [
        ListCell(f"{rule.claim} = {rule.value}", link=reverse("provider_rule_end", args=[rule.pk])),
        ListCell(rule.organisation.name),
        ListCell(ROLES[rule.role]),
        ListCell(rule.unit),
        ListCell(written_instant(rule.made_at)),
    ]


@page(Capability.STAFF_MANAGE, step_up=True)
@require_http_methods(["GET", "POST"])
def rule_new(request: PageRequest) -> HttpResponse:
    """The form by which a rule is proposed."""
    offices = offices_of(request)
    form = FilledForm(request.POST.dict(), longest=_FIELDS)
    if request.method == "POST" and _is_proposed(request, form, offices):
        return redirect("provider_rules")
    intro = gettext(
        "Whoever has this claim gets an account in the organisation. An account of an office must still be admitted by "
        "two people."
    )
    fields = _new_fields(request, offices)
    form_page = FormPage(gettext("Propose a rule"), gettext("Propose"), fields, _back(), intro)
    return render_form(request, form_page, form)


def _is_proposed(request: PageRequest, form: FilledForm, offices: dict[str, Organisation]) -> bool:
    form.choice("organisation", offices, gettext("Choose an organisation from the list."))
    role = form.choice("role", ROLES, gettext("Choose the role."))
    for name in ("claim", "value"):
        form.require(name, gettext("Fill in this field."))
    if not form.sound or role is None:
        return False
    draft = RuleDraft(form["claim"], form["value"], Role(role), form["unit"])
    office, now = offices[form["organisation"]], timezone.now()
    propose = lambda: provider_rules.propose(draft, office.pk, actor=request.actor, at=now)  # noqa: E731
    return carry_out(request, form, propose, otherwise="claim")


def _new_fields(request: PageRequest, offices: dict[str, Organisation]) -> list[FormField]:
    kinds = {row.kind for row in offices.values()}
    managed = {role for kind in kinds for role in scope.managed_roles(request.actor, organisation_kind=kind)}
    names = [(code, row.name) for code, row in offices.items()]
    roles = [(role.value, ROLES[role.value]) for role in Role if role in managed - OF_KEYS]
    return [
        FormField("claim", gettext("Claim"), hint=gettext("For example groups or realm_access.roles")),
        FormField("value", gettext("Value")),
        FormField("organisation", gettext("Organisation"), "select", choices=names),
        FormField("role", gettext("Role"), "select", choices=roles),
        FormField("unit", gettext("Unit"), hint=gettext("Only for offices, for example: registry")),
    ]


def _back() -> tuple[str, str]:
    return reverse("provider_rules"), gettext("Rules of the sign-in service")


@page(Capability.STAFF_MANAGE, step_up=True)
@require_http_methods(["GET", "POST"])
def rule_end(request: PageRequest, rule: int) -> HttpResponse:
    """Ends a rule after a confirmation."""
    if request.method == "POST":
        provider_rules.end(rule, actor=request.actor, at=timezone.now())
        messages.success(request, gettext("The rule has ended."))
        return redirect("provider_rules")
    intro = gettext("Whoever signs in by this rule cannot sign in any more.")
    form_page = FormPage(gettext("End the rule"), gettext("End the rule"), [], _back(), intro, warning=True)
    return render_form(request, form_page, FilledForm({}, longest={}))


@page(Capability.STAFF_MANAGE, step_up=True)
@require_POST
def user_admit(request: PageRequest, user: int) -> HttpResponse:
    """Proposes to admit an account that the sign-in service made."""
    try:
        provider_accounts.propose_admission(user, actor=request.actor, at=timezone.now())
    except (Conflict, NotAllowed) as refused:
        messages.error(request, translate_error(refused))
    else:
        messages.success(request, gettext("Proposed. A second person must approve it."))
    return redirect("user", user)
