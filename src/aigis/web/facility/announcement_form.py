"""The form that announces people: what was typed, pasted or sent becomes rows to look at, then an announcement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import PurePath
from typing import Any, cast

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext

from aigis.apps.facilities.models import Facility
from aigis.apps.rosters.announcements import AnnouncementDraft, require_announceable
from aigis.apps.rosters.list_rows import ListedRow, read_list
from aigis.core.errors import InvalidInput
from aigis.core.person.consistency import require_sound_details
from aigis.core.person.identity import require_identity
from aigis.core.person.person import Person
from aigis.core.remarks import Remark
from aigis.core.values import Purpose
from aigis.web.base.error_messages import translate_error
from aigis.web.forms import uploaded_files
from aigis.web.forms.form import FilledForm
from aigis.web.forms.person import DETAILS, details
from aigis.web.labels import dates as date_labels
from aigis.web.labels.imports import translate_remark
from aigis.web.labels.vocabulary import PURPOSES

_VISIT = {"facility": 10, "on": 40, "first_time": 10, "last_time": 10, "host": 120, "purpose": 12}
_LONGEST_PASTE = 400_000
_PASTED, _FILE = "pasted", "file"
LENGTHS = {**_VISIT, **DETAILS, _PASTED: _LONGEST_PASTE, _FILE: 1}
MOST_SHOWN = 400  # rows of a preview
_SECONDS_TO_CONFIRM = 3600
_SALT = "aigis.announcement"


@dataclass(frozen=True, slots=True)
class Preview:
    """An announcement before anything is stored: the draft of the sound rows, and all rows as they were read."""

    draft: AnnouncementDraft
    rows: Sequence[ListedRow]

    @property
    def faulty(self) -> int:
        """How many rows have a fault and will not be announced."""
        return sum(row.person is None for row in self.rows)


def filled(request: HttpRequest, facilities: Sequence[Facility], *, today: date) -> FilledForm:
    """The form as it was sent; as it opens, for today at the first facility."""
    if request.method == "POST":
        return FilledForm(request.POST.dict(), longest=LENGTHS)
    first = facilities[0].code if facilities else ""
    opens = {"facility": request.GET.get("facility", first), "on": date_labels.typed_day(today)}
    return FilledForm({**opens, "purpose": Purpose.VISITOR.value}, longest=LENGTHS)


def preview(request: HttpRequest, form: FilledForm, facilities: Sequence[Facility], *, today: date) -> Preview | None:
    """Reads what the form says; None where a sentence beside a field says what is wrong with it."""
    form.choice("facility", {facility.code: facility for facility in facilities}, gettext("Choose a facility."))
    form.choice("purpose", PURPOSES, gettext("Choose a purpose."))
    form.require("on", gettext("Enter the day."))
    on = form.read("on", date_labels.day)
    first, last = (form.read(name, date_labels.clock_time) for name in ("first_time", "last_time"))
    rows = _rows(request, form, today=today)
    if not form.sound or on is None or rows is None:
        return None
    persons = {str(row.number): row.person for row in rows if row.person is not None}
    draft = AnnouncementDraft(form["facility"], on, form["host"], Purpose(form["purpose"]), persons, first, last)
    try:
        require_announceable(draft, today=today)
    except InvalidInput as wrong:
        form.take(wrong, {"persons": _source(request, form)}, otherwise="on")
        return None
    return Preview(draft, rows)


def _source(request: HttpRequest, form: FilledForm) -> str:
    """The field that the persons come from."""
    if _FILE in request.FILES:
        return _FILE
    return _PASTED if form[_PASTED] else "family_name"


def _rows(request: HttpRequest, form: FilledForm, *, today: date) -> list[ListedRow] | None:
    """The rows of the only source that was used; None, with a sentence, where none or several were."""
    typed = any(form[name] for name in DETAILS)
    file = request.FILES.get(_FILE)
    used = sum([typed, bool(form[_PASTED]), file is not None])
    if used > 1:
        form.refuse(_source(request, form), gettext("Use one way only: type one person, paste a list or send a file."))
    if not used:
        form.refuse("family_name", gettext("Enter a person, paste a list or choose a file."))
    if not form.sound:
        return None
    if typed:
        return _typed(form, today=today)
    field = _source(request, form)
    try:
        content, ending = _list_sent(cast("UploadedFile[bytes] | None", file), form)
        return read_list(content, ending=ending, today=today)
    except InvalidInput as wrong:
        form.first_code = wrong.code
        form.refuse(field, translate_error(wrong))
        return None


def _list_sent(file: "UploadedFile[bytes] | None", form: FilledForm) -> tuple[bytes, str]:
    if file is None:
        return form[_PASTED].encode(), ".csv"
    name, content = uploaded_files.name_and_content(file)
    return content, PurePath(name).suffix.lower() or ".csv"


def _typed(form: FilledForm, *, today: date) -> list[ListedRow] | None:
    """The typed person as a list of one row."""
    person = details(form)
    if not form.sound:
        return None
    try:
        require_identity(person, field="person")
        require_sound_details(person, today=today, field="person")
    except InvalidInput as wrong:
        form.take(wrong, {f"person.{name}": name for name in DETAILS}, otherwise="family_name")
        return None
    return [ListedRow(1, "1", person)]


def shown(preview_made: Preview) -> dict[str, Any]:
    """What the page of a preview shows: the rows with a fault first, each fault with its column."""
    rows = sorted(preview_made.rows, key=lambda row: row.person is not None)[:MOST_SHOWN]
    return {
        "draft": preview_made.draft,
        "purpose": PURPOSES[preview_made.draft.purpose.value],
        "rows": [(row, [_sentence(remark) for remark in row.faults]) for row in rows],
        "total": len(preview_made.rows),
        "sound": len(preview_made.draft.persons),
        "faulty": preview_made.faulty,
    }


def _sentence(remark: Remark) -> str:
    sentence = translate_remark(remark)
    return f"{remark.column}: {sentence}" if remark.column else sentence


def signed(draft: AnnouncementDraft, *, user: str, request_key: str) -> str:
    """The draft as the page carries it to its confirmation, signed for its user: nothing of it is stored here."""
    value = {
        "facility": draft.facility,
        "on": draft.on.isoformat(),
        "host": draft.host,
        "purpose": draft.purpose.value,
        "times": [at and at.isoformat() for at in (draft.first_time, draft.last_time)],
        "persons": [[ref, person.to_dict()] for ref, person in draft.persons.items()],
        "key": request_key,
    }
    return signing.dumps(value, salt=f"{_SALT}:{user}", compress=True)


def confirmed(text: str, *, user: str) -> tuple[AnnouncementDraft, str]:
    """The draft that `signed` gave to the same user, and its request key; raises InvalidInput for any other text."""
    try:
        value: dict[str, Any] = signing.loads(text, salt=f"{_SALT}:{user}", max_age=_SECONDS_TO_CONFIRM)
    except signing.BadSignature:
        raise InvalidInput("This preview is too old. Send the list again.", field="draft") from None
    persons = {ref: Person.from_dict(person) for ref, person in value["persons"]}
    first, last = (time.fromisoformat(at) if at else None for at in value["times"])
    day, purpose = date.fromisoformat(value["on"]), Purpose(value["purpose"])
    return AnnouncementDraft(value["facility"], day, value["host"], purpose, persons, first, last), value["key"]
