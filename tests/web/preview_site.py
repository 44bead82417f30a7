"""The pages of the preview site: the real templates, and replies that are good or bad as the scan field asks."""

import time
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import include, path
from django.utils.translation import gettext

from aigis.core.errors import InvalidInput, WrongCheckDigit
from aigis.core.person.mrz.messages import Keyboard
from aigis.web.labels.vocabulary import KEYBOARD_ADVICE, OUTCOMES, PURPOSES
from aigis.web.reception.form import Typed
from aigis.web.reception.panels import AnswerPanel, Contact, PanelKind
from tests.scanner_layouts import BANNED

AT = datetime(2026, 11, 22, 6, 42, 10, tzinfo=UTC)
DECIDED = "No access. Do not let the person enter."
CHECK = UUID("0193c5f4-2a11-7c55-9d2e-6f8a1b2c3d4e")


class SignedIn:
    """The guard whom the preview shows as signed in."""

    is_authenticated = True
    pk = 7
    organisation = "Noordkaai"
    role = ""

    def get_username(self) -> str:
        """The name of the account."""
        return "guard"

    def get_full_name(self) -> str:
        """The name to show."""
        return "Jelle Wouters-Vandenbroucke"


def context(
    outcome: str, request_key: str, gate: str = "BEANR-0001/main", *, needs_more: bool = False
) -> dict[str, object]:
    """What the reception page is given, with an answer of one outcome or none for an empty one."""
    answer = None
    if outcome:
        answer = AnswerPanel(
            outcome=PanelKind(outcome),
            request_key=request_key,
            checked_at=AT,
            id=CHECK,
            reference="7KQ2-M4TX",
            call=Contact("An Peeters", "+32 3 555 01 42"),
            needs_more=outcome == "refer" and needs_more,
            sentence=gettext(WrongCheckDigit.sentence) if outcome == "read_again" else "",
        )
    errors = {"birth_date": gettext("Write the date of birth as 03/04/1981, or enter the year alone.")}
    verdicts = ("clear", "denied", "clear", "refer")
    return {
        "user": SignedIn(),
        "keyboard": "",
        "gates": [("BEANR-0001/main", "Noordkaai – main"), ("BEANR-0001/quay", "Noordkaai – quay")],
        "gate": gate,
        "purposes": list(PURPOSES.items()),
        "form": {"purpose": "driver", "family_name": "Peeters" if outcome == "invalid" else ""},
        "errors": errors if outcome == "invalid" else {},
        "answer": answer,
        "plan": "Level 1: note name, document and time on list B, let known badge holders through.\nCall the officer.",
        "since": AT,
        "waiting": 0,
        "request_key": request_key,
        "today": [
            {"checked_at": AT, "outcome": verdict, "reference": f"7KQ2-M4T{number}"}
            for number, verdict in enumerate(verdicts)
        ]
        if gate.endswith("main")
        else [],
    }


# What is scanned, and how the site replies. Only the first three are verdicts.
REPLIES = {
    "1001": "clear",
    "1002": "denied",
    "1003": "refer",
    "1004": "read_again",
    "1005": "invalid",
    "1006": "no_answer",
    "1009": "refer",
}


def reception(request: HttpRequest) -> HttpResponse:
    """Shows the page; on a POST replies as the scanned value asks, well or badly, or reads a document."""
    scan = request.POST.get("scan", "").strip()
    key = request.POST.get("request_key", "k0")
    other = "read_again" if scan and scan[:1] not in "23" else "clear"
    outcome, keyboard = REPLIES.get(scan, other) if request.method == "POST" else request.GET.get("show", ""), None
    if len(scan) > 20:
        outcome, keyboard = read_document(scan)
    template = "web/reception/partial.html" if request.headers.get("HX-Request") else "web/reception.html"
    shown = context(outcome, key, request.GET.get("gate", "BEANR-0001/main"), needs_more=scan == "1009")
    if keyboard:
        shown |= {"keyboard": keyboard.value, "keyboard_advice": KEYBOARD_ADVICE[keyboard]}
    return spoil(request, render(request, template, shown), scan)


def read_document(scan: str) -> tuple[str, Keyboard | None]:
    """The outcome for a document, and the wrong layout that it came through."""
    try:
        presented = Typed.of({"scan": scan}).read(today=AT.date(), holder_of=lambda number: None)
    except InvalidInput:
        return "read_again", None
    numbers = [document.number for document in presented.person.documents]
    return "denied" if BANNED in numbers else "clear", presented.keyboard


def spoil(request: HttpRequest, reply: HttpResponse, scan: str) -> HttpResponse:
    """Makes a good `clear` reply wrong in the way that the scanned value asks for."""
    text = reply.content.decode()
    key = request.POST.get("request_key", "k0")
    changes = {
        "2001": ('data-outcome="clear"', 'data-outcome="CLEAR"'),
        "2002": ('data-outcome="clear"', ""),
        "2003": (f'data-request-key="{key}"', 'data-request-key="another"'),
        "2004": ("aigis-panel--clear", "aigis-panel--denied"),
        "2005": ('<div id="answer">', '<div id="answer"><div data-outcome="denied"></div>'),
    }
    if scan in changes:
        reply.content = text.replace(*changes[scan]).encode()
    elif scan == "3001":
        reply.status_code = 500
    elif scan == "3002":
        return HttpResponseRedirect("/reception/?show=clear")
    elif scan == "3003":
        reply.content = b"OK"
    elif scan == "3005":
        return HttpResponse(status=401)
    elif scan == "3006":
        return HttpResponseRedirect("/account/login/?next=/reception/")
    elif scan == "3004":
        time.sleep(8)  # longer than the page waits
    return reply


def outcome(request: HttpRequest, check: UUID) -> HttpResponse:
    """Notes what happened next; fails for `left`, to show what failing looks like."""
    code = request.POST["outcome"]
    status = 500 if code == "left" else 200
    return render(request, "web/reception/recorded.html", {"code": code, "word": OUTCOMES[code]}, status=status)


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """Shows an error page."""
    return render(request, f"{status}.html", status=status)


def decisions(request: HttpRequest) -> HttpResponse:
    """Tells of one decision at the first gate, and that one check waits for another."""
    one = {"number": 5, "kind": "same", "reference": "7KQ2-M4TX", "at": AT, "sentence": gettext(DECIDED)}
    shown = [one] if request.GET.get("gate", "").endswith("main") else []
    return render(request, "web/reception/decisions.html", {"decisions": shown, "waiting": len(shown)})


urlpatterns = [
    path("reception/decisions/", decisions, name="reception_decisions"),
    path("reception/", reception, name="reception"),
    path("reception/<uuid:check>/outcome/", outcome, name="reception_outcome"),
    path("checks/<uuid:check>/receipt/", outcome, name="receipt"),
    path("error/<int:status>/", error_page),
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.account.urls")),
    path("mfa/", include("allauth.mfa.urls")),
]
