"""The forms that change a ban: for each change only its own fields, read into what is asked of the register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from aigis.apps.register.bans.changes import BanChange
from aigis.apps.register.bans.queries import BanView
from aigis.apps.register.models import Authority
from aigis.core.bans.versions import RULES
from aigis.web.forms import moment as moment_form
from aigis.web.forms.form import FilledForm
from aigis.web.labels import dates as date_labels
from aigis.web.registry.ban_context import event_of

COUNTS = moment_form.Places("counts_on", "counts_time", "which")
_DECISION = ("decision_date", "case_reference", "legal_basis")
# The fields of each change, in the order a decision is read.
FIELDS_OF: Mapping[str, tuple[str, ...]] = {
    "extend": (*_DECISION, "ends_on"),
    "final": ("final_on",),
    "amend": (*_DECISION, "authority", "starts_on", "ends_on", "stayed", "counts_on"),
    "suspend": (*_DECISION, "counts_on"),
    "resume": (*_DECISION, "counts_on"),
    "lift": (*_DECISION, "counts_on"),
    "correct": (*_DECISION, "authority", "starts_on", "ends_on", "stayed", "final_on"),
    "annul": _DECISION,
}
_LONGEST = {
    "decision_date": 40,
    "case_reference": 120,
    "legal_basis": 400,
    "authority": 40,
    "starts_on": 40,
    "ends_on": 40,
    "final_on": 40,
    "stayed": 3,
    "reason": 1000,
}
# The rooms' names of fields, where the form has others.
PLACES = {"counts_from": "counts_on", "ground.case_reference": "case_reference"}


@dataclass(frozen=True, slots=True)
class ChangeInput:
    """What a form asks for as far as it can be read; `came_twice`: its time came twice on that day."""

    change: BanChange
    came_twice: bool = False


def filled(code: str, sent: Mapping[str, str]) -> FilledForm:
    """The form of a change as sent or as it opens."""
    longest = {name: _LONGEST[name] for name in (*FIELDS_OF[code], "reason") if name in _LONGEST}
    return FilledForm(sent, longest=longest | (COUNTS.longest if "counts_on" in FIELDS_OF[code] else {}))


def opening(code: str, view: BanView) -> dict[str, str]:
    """What stands in the form when it opens: what stays as it is unless somebody says otherwise."""
    version, ground = view.version, view.ground
    unchanged = {"case_reference": ground.case_reference, "legal_basis": ground.legal_basis}
    if code in ("amend", "correct"):
        unchanged |= {"authority": version.authority.code, "stayed": "yes" if version.stayed else ""}
        unchanged["starts_on"] = date_labels.typed_day(version.first_day)
        unchanged["ends_on"] = date_labels.typed_day(version.last_day)
    if code == "correct":
        unchanged["decision_date"] = date_labels.typed_day(version.decision_date)
    if code in ("correct", "final"):
        unchanged["final_on"] = date_labels.typed_day(version.final_on) if version.final_on else ""
    return unchanged


def asked(form: FilledForm, code: str, view: BanView) -> ChangeInput:
    """What the form says; fields that cannot be read are refused in it, empty ones leave things as they are."""
    moment = moment_form.MomentInput(None)
    if "counts_on" in FIELDS_OF[code]:
        moment = moment_form.read(form, COUNTS, midnight=True)
    change = BanChange(
        event=event_of(code),
        reason=form["reason"],
        decision_date=_day(form, "decision_date"),
        first_day=_day(form, "starts_on"),
        last_day=_day(form, "ends_on"),
        final_on=_day(form, "final_on"),
        withdraw_final=_withdrawn(form, view),
        stayed=_stayed(form, view),
        authority=_given(form, "authority"),
        legal_basis=_text(form, "legal_basis"),
        case_reference=_given(form, "case_reference"),
        counts_from=moment.at,
    )
    return ChangeInput(change, moment.came_twice)


def require(form: FilledForm, code: str, view: BanView, authorities: Sequence[Authority]) -> None:
    """Refuses in the form what is missing, and an authority that is not offered."""
    fields = FIELDS_OF[code]
    if "decision_date" in fields:
        form.require("decision_date", gettext("Enter the date of the decision."))
        form.require("case_reference", gettext("Enter the case reference."))
    if "starts_on" in fields:
        form.require("starts_on", gettext("Enter the first day."))
    if "ends_on" in fields:
        form.require("ends_on", gettext("Enter the last day."))
    if "authority" in fields:
        form.choice(
            "authority", {authority.code: authority for authority in authorities}, gettext("Choose the authority.")
        )
    if code == "final" and not view.version.final_on:
        form.require("final_on", gettext("Enter the day since when no appeal is possible."))
    form.require("reason", gettext("Give the reason."))


def _day(form: FilledForm, name: str) -> date | None:
    return form.read(name, date_labels.day) if name in form.values else None


def _given(form: FilledForm, name: str) -> str | None:
    return (form[name] or None) if name in form.values else None


def _text(form: FilledForm, name: str) -> str | None:
    """A text that may be emptied."""
    return form[name] if name in form.values else None


def _stayed(form: FilledForm, view: BanView) -> bool | None:
    if "stayed" not in form.values or not RULES[view.life.kind].stayable:
        return None
    return form["stayed"] == "yes"


def _withdrawn(form: FilledForm, view: BanView) -> bool:
    """Tells whether a day of finality that was there is emptied."""
    return "final_on" in form.values and not form["final_on"] and view.version.final_on is not None
