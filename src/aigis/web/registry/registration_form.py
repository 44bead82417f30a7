"""The form by which a ban is registered: what was typed becomes a draft, or sentences beside the fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from aigis.apps.register.bans.registration import BanDraft
from aigis.apps.register.models import Authority
from aigis.apps.register.search.suggestions import OfferedSubject
from aigis.core.bans.versions import RULES, BanKind, longest_last_day
from aigis.core.dates.brussels import period_of_days
from aigis.core.errors import NotEnoughIdentity
from aigis.core.person.identity import find_lacking_for_ban, require_identity
from aigis.core.person.numbers import national_number
from aigis.core.person.person import Name, Person, Sex
from aigis.core.values import Period
from aigis.web.forms.form import FilledForm
from aigis.web.forms.person import aliases, birth_date, document_of, nationality
from aigis.web.labels import dates as date_labels
from aigis.web.labels.register import KINDS, SEXES

FIELDS = {
    "family_name": 120,
    "given_names": 120,
    "aliases": 4000,
    "birth_date": 40,
    "national_number": 40,
    "document_state": 3,
    "document_number": 40,
    "sex": 1,
    "nationality": 3,
    "kind": 12,
    "authority": 40,
    "decision_date": 40,
    "final_on": 40,
    "legal_basis": 400,
    "case_reference": 120,
    "starts_on": 40,
    "ends_on": 40,
    "stayed": 3,
    "subject": 36,
    "replaces": 36,
    "confirm_details": 3,
}
# The rooms' names of fields, where the form has others.
PLACES = {
    "person": "family_name",
    "person.family_name": "family_name",
    "person.birth_date": "birth_date",
    "person.national_number": "national_number",
    "person.sex": "sex",
    "replaced_by": "replaces",
    "ground.case_reference": "case_reference",
}


@dataclass(frozen=True, slots=True)
class Term:
    """How long the ban would last, as far as kind and days are typed; `longest` is the last day its kind allows."""

    kind: BanKind | None
    first: date | None
    last: date | None
    period: Period | None
    longest: date | None


def filled(sent: Mapping[str, str]) -> FilledForm:
    """The form as sent or as it opens."""
    return FilledForm(sent, longest=FIELDS)


def term(form: FilledForm) -> Term:
    """Reads kind and days; days that cannot be read, or are more than the kind allows, are refused in the form."""
    kind = BanKind(form["kind"]) if form["kind"] in KINDS else None
    first, last = form.read("starts_on", date_labels.day), form.read("ends_on", date_labels.day)
    longest = longest_last_day(kind, first=first) if kind and first else None
    period = None
    if first and last and last < first:
        form.refuse("ends_on", gettext("The last day must not be before the first."))
    elif longest and last and last > longest:
        sentence = gettext("A ban of this kind that starts on %(first)s ends on %(longest)s at the latest.")
        days = {"first": date_labels.written_day(first), "longest": date_labels.written_day(longest)} if first else {}
        form.refuse("ends_on", sentence % days)
    elif first and last:
        period = period_of_days(first=first, last=last)
    return Term(kind, first, last, period, longest)


def typed_person(form: FilledForm) -> Person | None:
    """The person as far as it is typed; None as long as that tells nobody from another. Nothing is refused."""
    trial = filled(form.values)
    person = _person(trial)
    try:
        require_identity(person, field="person")
    except NotEnoughIdentity:
        return None
    return person


def draft(
    form: FilledForm, authorities: Sequence[Authority], *, offered: Sequence[OfferedSubject] = ()
) -> BanDraft | None:
    """The ban as typed; None, with every sentence in the form, as long as something is wrong.

    `offered` are the subjects the typed person may be: only one of these can be chosen.
    """
    person, authority = _person(form), _authority(form, authorities)
    decided = form.read("decision_date", date_labels.day)
    final_on = form.read("final_on", date_labels.day)
    form.require("decision_date", gettext("Enter the date of the decision."))
    form.require("case_reference", gettext("Enter the case reference."))
    term_fields = term(form)
    form.require("starts_on", gettext("Enter the first day."))
    form.require("ends_on", gettext("Enter the last day."))
    subject = _subject(form, offered)
    if not (form.sound and term_fields.kind and term_fields.first and term_fields.last and decided and authority):
        return None
    return BanDraft(
        person=person,
        kind=term_fields.kind,
        authority=authority,
        decision_date=decided,
        first_day=term_fields.first,
        last_day=term_fields.last,
        legal_basis=form["legal_basis"],
        case_reference=form["case_reference"],
        final_on=final_on,
        stayed=form["stayed"] == "yes" and RULES[term_fields.kind].stayable,
        subject=subject,
        confirm_details=form["confirm_details"] == "yes",
    )


def _subject(form: FilledForm, offered: Sequence[OfferedSubject]) -> UUID | None:
    """The subject that was chosen, with the condition the ban replaces; what no longer fits is refused."""
    chosen = next((offer for offer in offered if str(offer.subject) == form["subject"]), None)
    if form["subject"] and chosen is None:
        form.refuse("subject", gettext("The details you entered no longer match the person you chose. Choose again."))
    conditions = [str(ban.ban) for ban in chosen.conditions] if chosen else []
    if form["replaces"] and (form["kind"] != BanKind.PENALTY.value or form["replaces"] not in conditions):
        form.refuse("replaces", gettext("Only a penalty on the same person replaces a condition."))
    return chosen.subject if chosen else None


def _authority(form: FilledForm, authorities: Sequence[Authority]) -> str | None:
    """The code of the authority; one that imposes the other kind of ban is refused beside the list."""
    kind = form.choice("kind", KINDS, gettext("Choose the kind of ban."))
    known = {row.code: row.kind for row in authorities}
    code = form.choice("authority", known, gettext("Choose the authority."))
    if kind and code and known[code] != kind:
        form.refuse("authority", gettext("This authority imposes the other kind of ban. Choose another one."))
    return code


def _person(form: FilledForm) -> Person:
    family = form.require("family_name", gettext("Enter the family name."))
    birth = form.read("birth_date", birth_date)
    number = form.read("national_number", national_number)
    documents = document_of(form)
    person = Person(
        names=(Name(family, form["given_names"]), *(form.read("aliases", aliases) or ())),
        birth=birth,
        national_numbers=(number,) if number else (),
        documents=documents,
        sex=Sex(form["sex"]) if form["sex"] in SEXES else None,
        nationality=form.read("nationality", nationality),
    )
    for lacking in find_lacking_for_ban(person, field="person"):
        if lacking.field != "person.birth_date" or not (form["national_number"] or form["document_number"]):
            form.take(lacking, PLACES, otherwise="family_name")
    return person
