"""The auditor's and the prosecutor's desk of retention: periods, what is due, legal holds, erasures by two people."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aigis.apps.people import directory
from aigis.apps.retention import holds, subject_erasure
from aigis.apps.retention import queries as retention_queries
from aigis.core.access.permissions import Capability, may
from aigis.core.errors import Conflict, DomainError, Erased, InvalidInput, NotAllowed, NotFound
from aigis.core.privacy.retention import STORAGE, TABLE, HoldKind, Kept, Outcome
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import said
from aigis.web.forms.form import FilledForm
from aigis.web.forms.rejection_log import record_refused
from aigis.web.labels.law import NAMED_BY, shown_once
from aigis.web.labels.retention import CLASSES, HOLDS, OUTCOMES, SINCE, STATES
from aigis.web.retention import form as retention_form


@page(Capability.RETENTION_READ)
@never_cache
@require_safe
def retention(request: PageRequest) -> HttpResponse:
    """What is kept how long, what is due, what is held, and what was erased."""
    found = retention_queries.shown(actor=request.actor, at=timezone.now())
    keys = [hold.row.placed_by for hold in found.holds]
    keys += [one.row.proposed_by or one.row.decided_by for one in (*found.waiting, *found.erasures)]
    names = directory.actor_names(keys)
    context = {
        "reads_log": may(request.actor, Capability.LOG_READ),
        "rules": [_rule(kept, period.days) for kept, period in found.periods],
        "rules_all": shown_once(STORAGE),
        "provisions": shown_once(one for kept, _ in found.periods for one in TABLE[kept].law),
        "items": [(CLASSES[one.kept], OUTCOMES[Outcome(one.outcome)], one) for one in found.items],
        "holds": [(HOLDS[HoldKind(one.row.kind)], one, names[one.row.placed_by]) for one in found.holds],
        "waiting": [(one, names[one.row.proposed_by]) for one in found.waiting],
        "erasures": [
            (one, STATES[one.row.state], _counted(one.row.counts), names[one.row.proposed_by or one.row.decided_by])
            for one in found.erasures
        ],
    }
    return render(request, "web/retention/desk.html", context)


@page(Capability.HOLD_PLACE)
@never_cache
@require_http_methods(["GET", "POST"])
def hold_new(request: PageRequest) -> HttpResponse:
    """The form of a legal hold, and the placing of it."""
    form = retention_form.filled_hold(request.POST.dict())
    if request.method == "POST":
        draft = retention_form.hold(form)
        if draft is not None and _placed(request, form, draft):
            messages.success(request, gettext("The hold is placed. What it is on is not erased until it is lifted."))
            return redirect("retention")
        record_refused(request, form, at=timezone.now())
    context = {"form": form, "kinds": [(kind.value, word) for kind, word in HOLDS.items()]}
    return render(request, "web/retention/hold_form.html", context, status=200 if form.sound else 422)


@page(Capability.HOLD_PLACE)
@never_cache
@require_POST
def hold_lift(request: PageRequest, hold: UUID) -> HttpResponse:
    """Lifts a hold that somebody else placed."""
    holds.lift(hold, actor=request.actor, at=timezone.now())
    messages.success(request, gettext("The hold is lifted."))
    return redirect("retention")


@page(Capability.ERASURE_DECIDE)
@never_cache
@require_http_methods(["GET", "POST"])
def erasure_new(request: PageRequest) -> HttpResponse:
    """The form that proposes to erase a subject before its time, and the proposing of it."""
    form = retention_form.filled_erasure(request.POST.dict())
    if request.method == "POST":
        draft = retention_form.erasure(form)
        if draft is not None and _proposed(request, form, draft):
            messages.success(request, gettext("The erasure is proposed. Somebody of another unit decides it."))
            return redirect("retention")
        record_refused(request, form, at=timezone.now())
    status = 200 if form.sound else 422
    return render(request, "web/retention/erasure_form.html", {"form": form}, status=status)


@page(Capability.ERASURE_DECIDE)
@never_cache
@require_POST
def erasure_approve(request: PageRequest, erasure: UUID) -> HttpResponse:
    """Approves an erasure that somebody else proposed."""
    subject_erasure.approve(erasure, actor=request.actor, at=timezone.now())
    messages.success(request, gettext("The erasure is decided. The next run destroys the keys."))
    return redirect("retention")


@page(Capability.ERASURE_DECIDE)
@never_cache
@require_POST
def erasure_reject(request: PageRequest, erasure: UUID) -> HttpResponse:
    """Rejects a proposed erasure, or withdraws one's own."""
    subject_erasure.reject(erasure, actor=request.actor, at=timezone.now())
    messages.success(request, gettext("The erasure is rejected. Nothing was erased."))
    return redirect("retention")


def _rule(kept: Kept, days: int) -> dict[str, object]:
    rule = TABLE[kept]
    return {
        "what": CLASSES[kept],
        "days": days,
        "since": SINCE[kept],
        "law": shown_once(one for one in rule.law if one not in STORAGE),
        "named_by": NAMED_BY[rule.named_by],
    }


def _placed(request: PageRequest, form: FilledForm, draft: holds.HoldDraft) -> bool:
    try:
        holds.place(draft, actor=request.actor, at=timezone.now())
    except (InvalidInput, NotFound, Conflict, Erased) as refused:
        _beside(form, refused, otherwise="first_day" if draft.kind is HoldKind.PERIOD else "target")
        return False
    return True


def _proposed(request: PageRequest, form: FilledForm, draft: subject_erasure.ErasureDraft) -> bool:
    try:
        subject_erasure.propose(draft, actor=request.actor, at=timezone.now())
    except (InvalidInput, NotFound, NotAllowed, Conflict, Erased) as refused:
        _beside(form, refused, otherwise="subject")
        return False
    return True


def _beside(form: FilledForm, refused: DomainError, *, otherwise: str) -> None:
    form.first_code = refused.code
    form.refuse(refused.field if refused.field in form.values else otherwise, said(refused))


def _counted(counts: dict[str, int]) -> list[tuple[str, int]]:
    words = {kept.value: str(word) for kept, word in CLASSES.items()}
    return [(words.get(name, name), many) for name, many in counts.items()]
