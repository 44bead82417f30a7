"""Accounts of people: an administrator sees all of them, a manager those of the own organisation."""

from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from aigis.apps.accounts import scope
from aigis.apps.accounts.history import account_history
from aigis.apps.accounts.provider_accounts import is_of_provider
from aigis.apps.accounts.provisioned_accounts import waits_for_two
from aigis.apps.accounts.sessions import sessions_of
from aigis.apps.facilities.queries import assigned_codes
from aigis.apps.people import directory
from aigis.apps.people.models import User
from aigis.core.access.permissions import Capability, Role
from aigis.web.base.access import PageRequest, page
from aigis.web.forms.page_parts import (
    Action,
    DetailPage,
    Filter,
    ListCell,
    ListPage,
    render_detail,
    render_list,
    search,
    search_of,
)
from aigis.web.labels.accounts import ACCOUNT_STATES, STATE_COLOURS
from aigis.web.labels.dates import written_instant
from aigis.web.labels.vocabulary import ROLES

_STEPS = ("lock", "close", "unlock")


@page(Capability.STAFF_MANAGE)
@require_GET
def users(request: PageRequest) -> HttpResponse:
    """The accounts that the actor manages."""
    rows = scope.managed_users(request.actor).order_by("organisation__name", "username")
    rows = search(rows, search_of(request), "username", "first_name", "last_name", "organisation__name")
    state, role = request.GET.get("state", ""), request.GET.get("role", "")
    rows = rows.filter(state=state) if state in ACCOUNT_STATES else rows
    rows = rows.filter(role=role) if role in ROLES else rows
    total = rows.count()
    directory.record_listing(users=total, actor=request.actor, at=timezone.now())
    listed = ListPage(
        title=gettext("Accounts"),
        columns=[
            gettext("User name"),
            gettext("Name"),
            gettext("Role"),
            gettext("Organisation"),
            gettext("State"),
            gettext("Last sign-in"),
        ],
        empty=gettext("There are no accounts yet. Invite the first person."),
        filters=[
            Filter("state", gettext("State"), list(ACCOUNT_STATES.items())),
            Filter("role", gettext("Role"), list(ROLES.items())),
        ],
        export="accounts",
        tab="users",
        new=(reverse("user_new"), gettext("Invite a person")),
    )
    return render_list(request, listed, rows, _cells, total=total)


def _cells(user: User) -> list[ListCell]:
    return [
        ListCell(user.username, link=reverse("user", args=[user.pk])),
        ListCell(user.get_full_name()),
        ListCell(f"{ROLES[user.role]}{', ' + user.unit if user.unit else ''}"),
        ListCell(user.organisation),
        ListCell(ACCOUNT_STATES[user.state], tag=STATE_COLOURS[user.state]),
        ListCell(written_instant(user.last_login) if user.last_login else gettext("never")),
    ]


@page(Capability.STAFF_MANAGE)
@require_GET
def user_detail(request: PageRequest, user: int) -> HttpResponse:
    """One account with what can be done about it and what happened to it."""
    row, now = scope.managed_user(user, actor=request.actor), timezone.now()
    lines = account_history(f"user:{row.pk}")
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
    columns = [gettext("When"), gettext("What happened"), gettext("Details"), gettext("By")]
    detail = DetailPage(
        title=row.get_full_name() or row.username,
        facts=_facts(row, len(sessions_of(row, at=now))),
        back=(reverse("users"), gettext("Accounts")),
        actions=_actions(row),
        tables=[(gettext("History"), columns, history)],
        tag=(ACCOUNT_STATES[row.state], STATE_COLOURS[row.state]),
        note=_waiting_note(row, now),
    )
    return render_detail(request, detail)


def _waiting_note(row: User, now: datetime) -> str:
    if row.works_from is None or row.works_from <= now:
        return ""
    return gettext("This account works from %(instant)s.") % {"instant": written_instant(row.works_from)}


def _facts(row: User, session_count: int) -> list[tuple[str, object]]:
    gates = assigned_codes(row)
    facts: list[tuple[str, object]] = [
        (gettext("User name"), row.username),
        (gettext("Organisation"), row.organisation),
        (gettext("Role"), ROLES[row.role]),
        (gettext("Unit"), row.unit),
        (gettext("Mail address"), row.email),
        (gettext("Sessions"), str(session_count)),
    ]
    if row.role in (Role.GUARD.value, Role.PFSO.value):
        facts.append((gettext("Gates"), "\n".join(gates) if gates else gettext("All gates of the organisation")))
    return facts


def _entrance(row: User) -> Action:
    """The way in for an account that is not active yet."""
    if is_of_provider(row) or waits_for_two(row):
        return Action(reverse("user_admit", args=[row.pk]), gettext("Admit this account"), post=True)
    again = gettext("Send the invitation again")
    return Action(reverse("user_act", args=[row.pk, "invite"]), again, post=True)


def _actions(row: User) -> list[Action]:
    if row.state == User.State.CLOSED:
        return []
    step = {name: reverse("user_step", args=[row.pk, name]) for name in _STEPS}
    actions = [Action(reverse("user_edit", args=[row.pk]), gettext("Change"))]
    if row.role in (Role.GUARD.value, Role.PFSO.value):
        actions.append(Action(reverse("user_gates", args=[row.pk]), gettext("Choose gates")))
    actions.append(Action(reverse("user_place", args=[row.pk]), gettext("Change role or unit")))
    if row.state == User.State.INVITED:
        actions.append(_entrance(row))
    if row.state == User.State.ACTIVE:
        actions.append(Action(reverse("user_act", args=[row.pk, "reset"]), gettext("New password"), post=True))
        actions.append(Action(reverse("user_act", args=[row.pk, "sessions"]), gettext("End all sessions"), post=True))
        actions.append(Action(reverse("user_step", args=[row.pk, "factors"]), gettext("Remove second factors")))
    if row.state == User.State.LOCKED:
        actions.append(Action(step["unlock"], gettext("Unlock")))
    else:
        actions.append(Action(step["lock"], gettext("Lock"), warning=True))
    return [*actions, Action(step["close"], gettext("Close the account"), warning=True)]
