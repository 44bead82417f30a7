"""The guided page of an empty installation: who runs it, and its first administrator."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from aigis.apps.accounts import first_start
from aigis.apps.accounts.first_start import FirstAdministrator
from aigis.apps.audit.actions import SYSTEM
from aigis.core.errors import DomainError, InvalidInput
from aigis.core.person.numbers import national_number
from aigis.web.base.access import failure, open_to_all
from aigis.web.forms.form import FilledForm

_FIELDS = {
    "organisation_name": 120,
    "organisation_code": 40,
    "first_name": 80,
    "last_name": 80,
    "username": 150,
    "mailbox": 254,
    "national_number": 20,
}
_LONGEST = 1_000


@open_to_all
@sensitive_post_parameters("password", "repeated")
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, secret: str) -> HttpResponse:
    """The form of the first administrator; its link works once."""
    now = timezone.now()
    form = FilledForm(request.POST.dict(), longest=_FIELDS)
    error = ""
    try:
        first_start.require_first_link(secret, at=now)
        if request.method == "POST":
            draft = _draft(form)
            error = _password_error(request)
            if draft is not None and not error:
                password = request.POST["password"]
                first_start.make_first_administrator(secret, draft, password, actor=SYSTEM, at=now)
                messages.success(request, gettext("The first administrator is made. Sign in."))
                return redirect("account_login")
    except InvalidInput as wrong:
        error = wrong.sentence
    except ValidationError as wrong_field:
        name = next(iter(wrong_field.message_dict))
        field_name = {"code": "organisation_code", "name": "organisation_name"}.get(name, name)
        form.refuse(field_name if field_name in form.values else "username", wrong_field.messages[0])
    except DomainError as refused:
        return failure(request, refused)
    sound = form.sound and not error
    return render(request, "web/account/start.html", {"form": form, "error": error}, status=200 if sound else 422)


def _draft(form: FilledForm) -> FirstAdministrator | None:
    for name, sentence in (
        ("organisation_name", gettext("Enter the name of the organisation.")),
        ("organisation_code", gettext("Enter a code of small letters, digits and hyphens.")),
        ("first_name", gettext("Enter the given name.")),
        ("last_name", gettext("Enter the family name.")),
        ("username", gettext("Enter a user name.")),
        ("mailbox", gettext("Enter one mail address, like name@example.org.")),
        ("national_number", gettext("Enter the national number.")),
    ):
        form.require(name, sentence)
    number = form.read("national_number", national_number)
    if not form.sound or number is None:
        return None
    values = {name: form[name] for name in _FIELDS if name != "national_number"}
    return FirstAdministrator(**values, national_number=number, language=(get_language() or "nl")[:2])


def _password_error(request: HttpRequest) -> str:
    password = request.POST.get("password", "")
    if not password or len(password) > _LONGEST:
        return gettext("Use at most 1,000 characters.") if password else gettext("Choose a password.")
    if password != request.POST.get("repeated", ""):
        return gettext("The two passwords differ. Type the same one twice.")
    return ""
