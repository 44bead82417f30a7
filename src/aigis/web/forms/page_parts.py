"""The parts of the front office's pages: lists with search, filters and pages, details with actions, and forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aigis.web.base.access import PageRequest
from aigis.web.forms.form import FilledForm
from aigis.web.forms.list_exports import PARAMETER, TYPES, export_list

PAGE_SIZE = 25
_TABS = (
    ("users", _("Accounts")),
    ("clients", _("API clients")),
    ("provider_rules", _("Sign-in service")),
    ("account_proposals", _("Proposals about accounts")),
)
_LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class ListCell:
    """A cell of a list: text, where it leads, and the colour of its tag."""

    text: Any
    link: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above a list: the name of its parameter, its label and what it offers."""

    name: str
    label: Any
    choices: Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list as its page shows it; `empty` says what to do where there is nothing."""

    title: Any
    columns: Sequence[Any]
    empty: Any
    filters: Sequence[Filter] = ()
    new: tuple[str, Any] | None = None  # address and label of the button
    back: tuple[str, Any] | None = None
    export: str = ""  # the name of the file, where the list may be exported
    tab: str = ""  # the name of its address, where it is one of the three lists of accounts


@dataclass(frozen=True, slots=True)
class Action:
    """A button of a detail page: where it posts or leads, its label, and whether it asks for a reason first."""

    address: str
    label: Any
    post: bool = False
    warning: bool = False


@dataclass(frozen=True, slots=True)
class DetailPage:
    """One thing with its facts, actions and tables."""

    title: Any
    facts: Sequence[tuple[Any, Any]]
    back: tuple[str, Any]
    actions: Sequence[Action] = ()
    tables: Sequence[tuple[Any, Sequence[Any], Sequence[Sequence[ListCell]]]] = ()  # heading, columns, rows
    tag: tuple[Any, str] | None = None
    note: Any = ""


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form; `kind` is text, textarea, select or checks."""

    name: str
    label: Any
    kind: str = "text"
    hint: Any = ""
    choices: Sequence[tuple[str, Any]] = ()
    width: str = ""
    checked: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class FormPage:
    """A form with its title, its button and the way back."""

    title: Any
    button: Any
    fields: Sequence[FormField]
    back: tuple[str, Any]
    intro: Any = ""
    warning: bool = False
    hidden: Mapping[str, str] = field(default_factory=dict)


def search_of(request: HttpRequest) -> str:
    """Returns what is searched for."""
    return request.GET.get("q", "").strip()[:_LONGEST_SEARCH].replace("\x00", "")


def search(rows: QuerySet[Any], text: str, *columns: str) -> QuerySet[Any]:
    """Returns the rows that hold a text in one of the columns, in any case."""
    if not text:
        return rows
    anywhere = Q()
    for column in columns:
        anywhere |= Q(**{f"{column}__icontains": text})
    return rows.filter(anywhere)


def render_list(
    request: PageRequest, page: ListPage, rows: QuerySet[Any] | Sequence[Any], cells: Any, *, total: int
) -> HttpResponse:
    """Renders one page of a list, or all of it as a file; `cells` makes the cells of a row."""
    if page.export and PARAMETER in request.GET:
        texts = lambda row: [_text(cell) for cell in cells(row)]  # noqa: E731
        return export_list(request, page.export, page.columns, rows, texts)
    last = max(1, -(-total // PAGE_SIZE))
    number = request.GET.get("page", "1")
    current = min(int(number), last) if number.isdecimal() and int(number) > 0 else 1
    shown = [cells(row) for row in rows[(current - 1) * PAGE_SIZE : current * PAGE_SIZE]]
    parameters = {name: value for name, value in request.GET.items() if name != "page"}
    chosen = [(choice, request.GET.get(choice.name, "")) for choice in page.filters]
    context = {"page": page, "rows": shown, "total": total, "current": current, "last": last, "query": parameters}
    context |= {"filters": chosen, "search": search_of(request), "filtered": any(parameters.values())}
    context |= {"tabs": [(reverse(name), label, name == page.tab) for name, label in _TABS] if page.tab else []}
    context |= {"exports": list(TYPES) if page.export and total else [], "export": PARAMETER}
    context |= {"previous": current - 1, "next": current + 1 if current < last else 0}
    return render(request, "web/people/list.html", context)


def _text(cell: ListCell) -> str:
    return "" if cell.text is None else str(cell.text)


def render_detail(request: HttpRequest, page: DetailPage) -> HttpResponse:
    """Renders one thing."""
    return render(request, "web/people/detail.html", {"page": page})


def render_form(request: HttpRequest, page: FormPage, form: FilledForm) -> HttpResponse:
    """Renders a form, with status 422 where something in it is wrong."""
    fields = [(form_field, form.errors.get(form_field.name, "")) for form_field in page.fields]
    context = {"page": page, "form": form, "fields": fields}
    return render(request, "web/people/form.html", context, status=200 if form.sound else 422)
