"""The auditor's desk: the health of the log, its entries, one opened and proven, its receipt."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from aigis.apps.audit import auditor_queries, entry_details, queries
from aigis.core.access.permissions import Capability
from aigis.core.errors import InvalidInput
from aigis.web.audit.entry_rows import named
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.labels import dates as date_labels

_LONGEST_KEY = 64


@page(Capability.LOG_READ)
@never_cache
@require_safe
def audit(request: PageRequest) -> HttpResponse:
    """The health of the log and the entries that are asked for."""
    sent = {name: request.GET.get(name, "").strip() for name in ("actor", "day", "before")}
    wanted, errors = _search(sent)
    now = timezone.now()
    page_entries = (
        auditor_queries.search(wanted, actor=request.actor, at=now)
        if not errors
        else auditor_queries.EntryPage((), more=False)
    )
    health = queries.health()
    shown = {
        "form": sent,
        "errors": errors,
        "rows": named(page_entries.entries),
        "older": page_entries.entries[-1].pk if page_entries.more else None,
        "health": health,
        "behind": health.behind(at=now).total_seconds(),
        "late": health.behind(at=now) > queries.ALARM_AFTER,
        "vkey": queries.log_vkey(),
    }
    return render(request, "web/audit/desk.html", shown, status=422 if errors else 200)


@page(Capability.LOG_READ)
@never_cache
@require_safe
def entry(request: PageRequest, entry: UUID) -> HttpResponse:
    """One entry: its core and its actor, and the proof that it stands in the log as it was sealed."""
    entry_detail = auditor_queries.one(entry, actor=request.actor, at=timezone.now())
    (row,) = named([entry_detail.entry])
    core = {name: value for name, value in entry_detail.core.items() if name not in ("event", "at")}
    shown = {
        "found": entry_detail,
        "row": row,
        "core": core,
        "proof": entry_detail.proof,
        "stages": entry_details.stages(entry_detail.entry.pk),
    }
    return render(request, "web/audit/entry.html", shown)


@page(Capability.LOG_READ)
@never_cache
@require_safe
def entry_receipt(request: PageRequest, entry: UUID) -> HttpResponse:
    """The receipt of an entry, to be verified elsewhere (C2SP tlog-proof)."""
    content = auditor_queries.receipt(entry, actor=request.actor, at=timezone.now())
    name = f'attachment; filename="entry-{entry}.tlog-proof"'
    return HttpResponse(content, content_type="text/plain; charset=utf-8", headers={"Content-Disposition": name})


def _search(sent: dict[str, str]) -> tuple[auditor_queries.Search, dict[str, str]]:
    """What is asked for, and the sentences beside what cannot be read."""
    errors = {}
    day, before = None, None
    if len(sent["actor"]) > _LONGEST_KEY or not sent["actor"].isprintable():
        errors["actor"] = gettext("Write an actor's key as in the log, for example user:7 or client:3.")
    try:
        day = date_labels.day(sent["day"]) if sent["day"] else None
    except InvalidInput as wrong:
        errors["day"] = translate_error(wrong)
    try:
        before = UUID(sent["before"]) if sent["before"] else None
    except ValueError:
        errors["actor"] = gettext("The address of this page is incomplete. Search again.")
    return auditor_queries.Search(sent["actor"], day, before), errors
