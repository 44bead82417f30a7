"""The guard's desk: one person asked about, one answer shown, and what happened next."""

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime
from secrets import token_hex
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from aigis.apps.checks import outcomes, queries
from aigis.apps.checks.query import Answer as Checked
from aigis.apps.checks.query import Query
from aigis.apps.facilities.models import Facility, Gate
from aigis.apps.facilities.queries import gate as gate_facts
from aigis.apps.facilities.queries import gates_of
from aigis.apps.people import access
from aigis.apps.probing import restraints
from aigis.apps.rosters import arrivals
from aigis.apps.rosters.announcement_queries import ExpectedPerson
from aigis.apps.rosters.queries import badge_holder
from aigis.core.access.permissions import Capability
from aigis.core.checks.probe_patterns import RestraintLevel
from aigis.core.errors import DomainError, InvalidInput, NotAllowed, NotFound, RequestKeyReused
from aigis.core.person.mrz.messages import Keyboard
from aigis.core.values import GateCode, Purpose, Reason, RequestKey
from aigis.web.base.access import PageRequest, from_script, page
from aigis.web.base.check_reference import reference
from aigis.web.base.error_messages import translate_error
from aigis.web.labels.facilities import gate_name, outage_plan
from aigis.web.labels.vocabulary import ENOUGH_TO_CLEAR, KEYBOARD_ADVICE, OUTCOMES, PURPOSES
from aigis.web.reception.decisions import shown_at
from aigis.web.reception.form import DETAILS, Typed
from aigis.web.reception.offline import GATE_COOKIE, remembered_gate
from aigis.web.reception.panels import AnswerPanel, Contact, PanelKind
from aigis.web.reception.scan import Presented

logger = logging.getLogger("aigis.reception")
_BRUSSELS = ZoneInfo("Europe/Brussels")
_GATE_SECONDS = 400 * 24 * 3600
_SHOWN_TODAY = 10
_STATUS = {PanelKind.READ_AGAIN: 422, PanelKind.INVALID: 422, PanelKind.NO_ANSWER: 503}


@dataclass(frozen=True, slots=True)
class _Workstation:
    """Where and why this screen checks; the session remembers it, and the workstation its gate."""

    gates: list[Gate]
    gate: Gate | None
    purpose: str

    @property
    def facility(self) -> Facility | None:
        return self.gate.facility if self.gate else None


@dataclass(frozen=True, slots=True)
class _ReplyState:
    """What one reply shows beside the place: an answer, the sentences beside fields, the values to keep.

    `keyboard` is the wrong layout that the scanner's text came through.
    """

    answer: AnswerPanel | None = None
    keyboard: Keyboard | None = None
    errors: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)


@page(Capability.CHECK_ASK)
@never_cache
@require_http_methods(["GET", "POST"])
def reception(request: PageRequest) -> HttpResponse:
    """The page, and the answer to what it sends."""
    now = timezone.now()
    workstation = _place(request)
    shown = _answered(request, workstation, at=now) if request.method == "POST" else _ReplyState()
    return _rendered(request, workstation, shown, at=now)


@page(Capability.CHECK_OUTCOME)
@require_POST
def reception_outcome(request: PageRequest, check: UUID) -> HttpResponse:
    """Notes what the guard says happened after a check."""
    outcome = request.POST.get("outcome", "")
    outcomes.report_outcome(check=check, outcome=outcome, actor=request.actor, at=timezone.now())
    if not from_script(request):
        return redirect("reception")
    return render(request, "web/reception/recorded.html", {"code": outcome, "word": OUTCOMES[outcome]})


def _place(request: PageRequest) -> _Workstation:
    """The gate and purpose sent now, or chosen last; never another gate than the one that was sent."""
    gates = gates_of(request.actor)
    sent = request.POST.get("gate") or request.GET.get("gate")
    chosen = next((gate for gate in gates if gate.code == sent), None)
    if sent and chosen is None:
        raise NotFound("This gate does not exist here. Choose one from the list.")
    purpose = request.POST.get("purpose") or request.session.get("purpose") or Purpose.VISITOR.value
    return _Workstation(gates, chosen or remembered_gate(request, gates), purpose)


def _answered(request: PageRequest, workstation: _Workstation, *, at: datetime) -> _ReplyState:
    """Asks and turns whatever came back into what is shown; what concerns the page itself is left to `page`."""
    key = request.POST.get("request_key", "")
    values = {name: request.POST.get(name, "") for name in DETAILS}
    try:
        checked, presented = _ask(request, workstation, key, at=at)
        expected = _expected(request, workstation, checked, presented)
        answer = replace(_verdict(workstation, key, checked), expected=expected)
        return _ReplyState(answer=answer, keyboard=presented.keyboard)
    except (NotAllowed, NotFound):
        raise
    except (InvalidInput, RequestKeyReused) as wrong:
        access.record_malformed(request.actor, at=at, address=request.path, code=wrong.code, field=wrong.field)
        return _refused(wrong, key, values, scanned=bool(request.POST.get("scan", "").strip()))
    except DomainError:
        # NoAnswer, and whatever else stood between the question and a verdict.
        return _ReplyState(answer=AnswerPanel(PanelKind.NO_ANSWER, key), values=values)


def _ask(request: PageRequest, workstation: _Workstation, key: str, *, at: datetime) -> tuple[Checked, Presented]:
    if workstation.gate is None or workstation.purpose not in PURPOSES:
        raise InvalidInput("Choose a gate and a purpose.", field="purpose")
    typed = Typed.of(request.POST.dict())
    presented = typed.read(today=at.astimezone(_BRUSSELS).date(), holder_of=badge_holder)
    query = Query(
        person=presented.person,
        gate=gate_facts(GateCode.parse(workstation.gate.code), actor=request.actor),
        purpose=Purpose(workstation.purpose),
        actor=request.actor,
        request_key=RequestKey(key),
        source=queries.BY_BADGE if presented.by_badge else "gate",
    )
    request.session["gate"], request.session["purpose"] = workstation.gate.code, workstation.purpose
    return restraints.check(query, at=at), presented


def _expected(
    request: PageRequest, workstation: _Workstation, checked: Checked, presented: Presented
) -> ExpectedPerson | None:
    """The announcement of the person; a fault here never keeps the verdict from the guard, who then sees none."""
    if workstation.facility is None:
        return None
    try:
        facility, at = workstation.facility.pk, checked.checked_at
        return arrivals.find_expected(checked.id, presented.person, facility=facility, actor=request.actor, at=at)
    except Exception:
        logger.exception("the announcement of check %s could not be looked for", checked.id)
        return None


def _verdict(workstation: _Workstation, key: str, checked: Checked) -> AnswerPanel:
    phone = workstation.facility.pfso_phone if workstation.facility else ""
    return AnswerPanel(
        outcome=PanelKind(checked.verdict.value),
        request_key=key,
        checked_at=checked.checked_at,
        id=checked.id,
        reference=reference(checked.id),
        call=Contact("", phone) if phone else None,
        drill=checked.drill,
        needs_more=checked.reason is Reason.NOT_ENOUGH_TO_TELL,
    )


def _refused(wrong: DomainError, key: str, values: dict[str, str], *, scanned: bool) -> _ReplyState:
    """A scan is read again; typed details are corrected where they stand."""
    sentence = translate_error(wrong)
    if scanned:
        return _ReplyState(answer=AnswerPanel(PanelKind.READ_AGAIN, key, sentence=sentence), values=values)
    name = wrong.field if wrong.field in DETAILS else DETAILS[0]
    return _ReplyState(answer=AnswerPanel(PanelKind.INVALID, key), errors={name: sentence}, values=values)


def _rendered(request: PageRequest, workstation: _Workstation, shown: _ReplyState, *, at: datetime) -> HttpResponse:
    template = "web/reception/partial.html" if from_script(request) else "web/reception.html"
    status = _STATUS.get(shown.answer.outcome, 200) if shown.answer else 200
    response = render(request, template, _context(request, workstation, shown, at=at), status=status)
    if workstation.gate and workstation.gate.code in (request.POST.get("gate"), request.GET.get("gate")):
        _remember_gate(response, workstation.gate)
    return response


def _remember_gate(response: HttpResponse, gate: Gate) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(GATE_COOKIE, gate.code, _GATE_SECONDS, httponly=True, samesite="Lax", secure=secure)


def _context(request: PageRequest, workstation: _Workstation, shown: _ReplyState, *, at: datetime) -> dict[str, object]:
    return {
        "gates": [(gate.code, f"{gate.facility.name} – {gate_name(gate)}") for gate in workstation.gates],
        "gate": workstation.gate.code if workstation.gate else "",
        "purposes": list(PURPOSES.items()),
        "form": {**shown.values, "purpose": workstation.purpose},
        "errors": shown.errors,
        "keyboard": shown.keyboard.value if shown.keyboard else "",
        "keyboard_advice": KEYBOARD_ADVICE[shown.keyboard] if shown.keyboard else "",
        "answer": shown.answer,
        "plan": outage_plan(workstation.facility) if workstation.facility else "",
        "since": at,
        "request_key": token_hex(16),
        "enough": ENOUGH_TO_CLEAR,
        "today": _today(request, workstation, at=at),
        **_decisions(request, workstation, at=at),
    }


def _decisions(request: PageRequest, workstation: _Workstation, *, at: datetime) -> dict[str, object]:
    if workstation.gate is None or from_script(request):
        return {}  # the script asks for them by themselves
    return shown_at(GateCode.parse(workstation.gate.code), actor=request.actor, at=at)


def _today(request: PageRequest, workstation: _Workstation, *, at: datetime) -> list[dict[str, object]]:
    """Time, verdict and reference of the last checks; never who was checked."""
    if workstation.gate is None or restraints.level_of(request.actor, at=at) >= RestraintLevel.WITHHELD:
        return []
    midnight = at.astimezone(_BRUSSELS).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = queries.latest(actor=request.actor, since=midnight, gate=workstation.gate.code, limit=_SHOWN_TODAY)
    return [{"checked_at": row.checked_at, "outcome": row.verdict, "reference": reference(row.id)} for row in rows]
