"""Importing lists: sending one, telling its columns, seeing what becomes of each row, and registering the new ones."""

from pathlib import PurePath
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aigis.apps.people import access, directory
from aigis.apps.register.bans import queries
from aigis.apps.register.imports import column_mapping, uploads
from aigis.apps.register.imports import queries as import_queries
from aigis.apps.register.imports.queries import ListedUpload
from aigis.apps.register.imports.uploads import UploadState
from aigis.core.access.permissions import Capability
from aigis.core.errors import Conflict, InvalidInput
from aigis.core.imports.encodings import CODECS, encoding_named
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.forms import uploaded_files
from aigis.web.imports import column_form, file_transfer
from aigis.web.imports import context as import_context
from aigis.web.labels.imports import COLUMNS
from aigis.web.labels.imports import translate_remark as remark_said

_RUNNING = (UploadState.READING, UploadState.COMMITTING)


@uploaded_files.with_file_in_memory(page(Capability.BAN_IMPORT))
@never_cache
@require_http_methods(["GET", "POST"])
def imports(request: PageRequest) -> HttpResponse:
    """The lists of one's office, and the field that takes another."""
    error = ""
    if request.method == "POST":
        try:
            return redirect("import_columns", _received(request))
        except InvalidInput as wrong:
            access.record_malformed(
                request.actor, at=timezone.now(), address=request.path, code=wrong.code, field="file"
            )
            error = translate_error(wrong)
    lists = import_queries.of_office(actor=request.actor)
    names = directory.actor_names(listed.uploaded_by for listed in lists)
    context = {
        "lists": [(listed, names[listed.uploaded_by]) for listed in lists],
        "error": error,
        "encodings": list(CODECS),
        "encoding": request.POST.get("encoding", ""),
    }
    return render(request, "web/imports/desk.html", context, status=422 if error else 200)


@page(Capability.BAN_IMPORT)
@never_cache
@require_http_methods(["GET", "POST"])
def columns(request: PageRequest, upload: UUID) -> HttpResponse:
    """What each column of a list holds: as proposed, to be changed, to be gone on with."""
    listed_upload, report = import_queries.headers_of(upload, actor=request.actor)
    if listed_upload.state in (*_RUNNING, UploadState.COMMITTED):
        return redirect("import", upload)
    proposal = column_mapping.proposal(report.headers, organisation=request.actor.organisation)
    form = column_form.proposed(report, proposal, listed_upload.choice)
    if request.method == "POST":
        form = column_form.sent(report, request.POST)
        if form.sound:
            uploads.choose_columns(upload, form.choice, actor=request.actor, at=timezone.now())
            return redirect("import", upload)
    context = {
        "found": listed_upload,
        "report": report,
        "form": form,
        "remembered": proposal.remembered and listed_upload.choice is None and request.method == "GET",
        "unsure": any(line.unsure for line in form.lines),
        "offered": list(COLUMNS.items()),
    }
    return render(request, "web/imports/columns.html", context, status=200 if form.sound else 422)


@page(Capability.BAN_IMPORT)
@never_cache
@require_GET
def upload(request: PageRequest, upload: UUID) -> HttpResponse:
    """One list at whatever step it is: on its way, ready, refused or registered."""
    listed_upload = import_queries.state_of(upload, actor=request.actor)
    if listed_upload.state is UploadState.MAPPING:
        return redirect("import_columns", upload)
    if listed_upload.state in _RUNNING:
        template = "web/imports/progress.html" if _is_polling(request) else "web/imports/running.html"
        return render(request, template, {"found": listed_upload, "since": timezone.now()})
    if _is_polling(request):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _rows(request, upload)


def _rows(request: PageRequest, upload: UUID) -> HttpResponse:
    state, number = import_context.asked(request.GET)
    language = get_language() or "nl"
    shown = import_queries.rows_of(upload, state=state, page=number, actor=request.actor, at=timezone.now())
    context = {
        "found": shown.upload,
        "report": shown.report,
        "said": remark_said(shown.report.said) if shown.report.said else "",
        "lines": [import_context.line(report_line, shown.upload) for report_line in shown.lines],
        "tabs": import_context.tabs(shown, state),
        "state": state.value if state else "",
        "page": shown.page,
        "pages": shown.pages,
        "plan": import_context.plan(shown.upload),
        "authorities": {row.code: row.name(language) for row in queries.authorities()},
    }
    return render(request, f"web/imports/{shown.upload.state.value}.html", context)


@page(Capability.BAN_IMPORT)
@require_POST
def conflicts(request: PageRequest, upload: UUID) -> HttpResponse:
    """Notes which conflicts are to be registered all the same; the page itself asks for the new plan alone."""
    shown, chosen = (import_context.numbers(request.POST.getlist(name)) for name in ("shown", "chosen"))
    uploads.choose_conflicts(upload, shown=shown, chosen=chosen, actor=request.actor, at=timezone.now())
    if _is_polling(request):
        listed_upload = import_queries.state_of(upload, actor=request.actor)
        return render(
            request, "web/imports/plan.html", {"found": listed_upload, "plan": import_context.plan(listed_upload)}
        )
    return redirect(import_context.address(upload, request.POST.get("state", ""), request.POST.get("page", "")))


@page(Capability.BAN_IMPORT)
@require_POST
def commit(request: PageRequest, upload: UUID) -> HttpResponse:
    """Has the list registered."""
    try:
        uploads.ask_commit(upload, actor=request.actor, at=timezone.now())
    except Conflict as refused:
        messages.warning(request, translate_error(refused))
    return redirect("import", upload)


@page(Capability.BAN_IMPORT)
@require_POST
def remove(request: PageRequest, upload: UUID) -> HttpResponse:
    """Throws the list away."""
    try:
        uploads.remove(upload, actor=request.actor, at=timezone.now())
        messages.success(request, gettext("The list is deleted. Bans registered from it stay in the register."))
    except Conflict as refused:
        messages.warning(request, translate_error(refused))
        return redirect("import", upload)
    return redirect("imports")


@page(Capability.BAN_IMPORT)
@never_cache
@require_GET
def rejects(request: PageRequest, upload: UUID, ending: str) -> HttpResponse:
    """The rows that are not registered, with the reason in the reader's language, as a file."""
    kind = file_transfer.TYPES.get(f".{ending}")
    if kind is None:
        raise Http404
    listed_upload, report, lines = import_queries.rejects_of(upload, actor=request.actor, at=timezone.now())
    lines_with_reasons = [(line, import_context.reason(line)) for line in lines]
    language = (get_language() or "nl")[:2]
    content = file_transfer.as_file(report, lines_with_reasons, ending=f".{ending}", language=language)
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": _attached(listed_upload, ending)})


def _attached(listed_upload: ListedUpload, ending: str) -> str:
    """The header that names the download after the list, in signs that no header can be broken with."""
    stem = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "_" for sign in _stem(listed_upload)
    )
    left_out = gettext("left-out")
    return f'attachment; filename="{stem[:60]}-{left_out}.{ending}"'


def _stem(listed_upload: ListedUpload) -> str:
    return PurePath(listed_upload.name).stem or "list"


def _received(request: PageRequest) -> UUID:
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        raise InvalidInput("Choose the file with the list.", field="file")
    name, content = uploaded_files.name_and_content(file)
    encoding = encoding_named(request.POST.get("encoding", ""))
    return uploads.receive(name, content, encoding=encoding, actor=request.actor, at=timezone.now())


def _is_polling(request: PageRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
