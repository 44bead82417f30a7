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
from aigis.core.privacy.retention import STORAGE, TABLE, HoldKind, Kept, RetentionOutcome
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
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
    overview = retention_queries.shown(actor=request.actor, at=timezone.now())
    keys = [hold.row.placed_by for hold in overview.holds]
    keys += [erasure.row.proposed_by or erasure.row.decided_by for erasure in (*overview.waiting, *overview.erasures)]
    names = directory.actor_names(keys)
    context = {
        "reads_log": may(request.actor, Capability.LOG_READ),
        "rules": [_rule(kept_class, period.days) for kept_class, period in overview.periods],
        "rules_all": shown_once(STORAGE),
        "provisions": shown_once(
            provision for kept_class, _ in overview.periods for provision in TABLE[kept_class].law
        ),
        "items": [(CLASSES[item.kept], OUTCOMES[RetentionOutcome(item.outcome)], item) for item in overview.items],
        "holds": [(HOLDS[HoldKind(hold.row.kind)], hold, names[hold.row.placed_by]) for hold in overview.holds],
        "waiting": [(erasure, names[erasure.row.proposed_by]) for erasure in overview.waiting],
        "erasures": [
            (
                erasure,
                STATES[erasure.row.state],
                _counted(erasure.row.counts),
                names[erasure.row.proposed_by or erasure.row.decided_by],
            )
            for erasure in overview.erasures
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
            messages.success(
                request, gettext("The hold is placed. The data it covers is not erased until the hold is lifted.")
            )
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
            messages.success(request, gettext("The erasure is proposed. A person from another unit must decide."))
            return redirect("retention")
        record_refused(request, form, at=timezone.now())
    status = 200 if form.sound else 422
    return render(request, "web/retention/erasure_form.html", {"form": form}, status=status)


@page(Capability.ERASURE_DECIDE, step_up=True)
@never_cache
@require_POST
def erasure_approve(request: PageRequest, erasure: UUID) -> HttpResponse:
    """Approves an erasure that somebody else proposed."""
    subject_erasure.approve(erasure, actor=request.actor, at=timezone.now())
    messages.success(request, gettext("The erasure is approved. The next run destroys the keys."))
    return redirect("retention")


@page(Capability.ERASURE_DECIDE)
@never_cache
@require_POST
def erasure_reject(request: PageRequest, erasure: UUID) -> HttpResponse:
    """Rejects a proposed erasure, or withdraws one's own."""
    subject_erasure.reject(erasure, actor=request.actor, at=timezone.now())
    messages.success(request, gettext("The erasure is rejected. Nothing was erased."))
    return redirect("retention")


def _rule(kept_class: Kept, days: int) -> dict[str, object]:
    rule = TABLE[kept_class]
    return {
        "what": CLASSES[kept_class],
        "days": days,
        "since": SINCE[kept_class],
        "law": shown_once(provision for provision in rule.law if provision not in STORAGE),
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
    form.refuse(refused.field if refused.field in form.values else otherwise, translate_error(refused))


def _counted(counts: dict[str, int]) -> list[tuple[str, int]]:
    words = {kept_class.value: str(word) for kept_class, word in CLASSES.items()}
    return [(words.get(name, name), count) for name, count in counts.items()]
