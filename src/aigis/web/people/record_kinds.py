"""The code lists that an administrator maintains: the columns of their lists and the fields of their forms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from aigis.apps.administration import queries
from aigis.apps.alerts.models import Desk
from aigis.apps.facilities.models import Facility
from aigis.apps.facilities.queries import gates_of_facility
from aigis.apps.people.models import Organisation
from aigis.apps.register.models import Authority
from aigis.core.checks.alert_routing import DeskKind
from aigis.core.translations import LANGUAGES
from aigis.web.forms.page_parts import FormField, ListCell
from aigis.web.labels.facilities import gate_name
from aigis.web.labels.people import ORGANISATION_KINDS
from aigis.web.labels.register import KINDS
from aigis.web.labels.vocabulary import LANGUAGES as LANGUAGE_NAMES

Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One code list: `table` is its name in the file of `aigis admin apply`, whose rules its form follows."""

    slug: str
    table: str
    title: str | Promise
    add: str | Promise
    empty: str | Promise
    rows: Callable[[], QuerySet[Any]]
    searched: tuple[str, ...]
    columns: tuple[str | Promise, ...]
    cells: Callable[[Any], list[ListCell]]
    fields: Callable[[Any], list[FormField]]
    opening: Callable[[Any], dict[str, str]]
    to_table: Callable[[QueryDict], Table]


def _link(slug: str, code: str) -> ListCell:
    return ListCell(code, link=reverse("record", args=[slug, code]))


def _text(sent: QueryDict, *names: str) -> Table:
    """Returns what was typed; an empty field counts as left out."""
    texts = {name: str(sent.get(name, "")).strip() for name in names}
    return {name: text for name, text in texts.items() if text}


def _languages(sent: QueryDict, prefix: str) -> dict[str, str]:
    texts = {code: str(sent.get(f"{prefix}_{code}", "")).strip() for code in LANGUAGES}
    return {code: text for code, text in texts.items() if text}


def _name_fields(prefix: str, label: str) -> list[FormField]:
    return [FormField(f"{prefix}_{code}", f"{label} ({name})") for code, name in LANGUAGE_NAMES]


def _offices(*kinds: str) -> list[tuple[str, str]]:
    rows = queries.organisations().filter(kind__in=kinds) if kinds else queries.organisations()
    return [(row.code, row.name) for row in rows]


def _code_field(row: object, hint: str) -> list[FormField]:
    return [] if row is not None else [FormField("code", gettext("Code"), hint=hint)]


def _organisation_fields(row: Organisation | None) -> list[FormField]:
    kinds = (
        []
        if row
        else [FormField("kind", gettext("Kind of organisation"), "select", choices=[*ORGANISATION_KINDS.items()])]
    )
    mailbox_hint = gettext("The office is informed here of new accounts, keys and bans")
    return [
        *_code_field(row, gettext("Small letters, digits and hyphens; it stays")),
        FormField("name", gettext("Name")),
        *kinds,
        FormField("mailbox", gettext("Mailbox"), hint=mailbox_hint),
    ]


def _facility_fields(row: Facility | None) -> list[FormField]:
    gate = [] if row else [FormField("gate", gettext("Code of the first gate"), hint="main", width="10")]
    gate += [] if row else _name_fields("gate", gettext("Name of the gate"))
    return [
        *_code_field(row, gettext("UN/LOCODE and four digits, like BEANR-0900")),
        FormField("organisation", gettext("Organisation"), "select", choices=_offices("company")),
        FormField("name", gettext("Name")),
        FormField("telephone", gettext("Telephone of the PFSO"), hint="+32 3 000 00 00", width="20"),
        *gate,
    ]


def _facility_table(sent: QueryDict) -> Table:
    table = _text(sent, "code", "organisation", "name", "telephone")
    if sent.get("gate"):
        table["gates"] = [{"code": str(sent["gate"]).strip(), "names": _languages(sent, "gate")}]
    return table


def _desk_fields(row: Desk | None) -> list[FormField]:
    office = (
        []
        if row
        else [
            FormField(
                "organisation", gettext("Organisation"), "select", choices=_offices("prosecutor", "police", "customs")
            )
        ]
    )
    chosen = frozenset(port.locode for port in row.ports.all()) if row else frozenset()
    ports_hint = gettext("Choose none for all ports.")
    return [
        *_code_field(row, gettext("Small letters, digits and hyphens; it stays")),
        *office,
        FormField("name", gettext("Name")),
        FormField("mailbox", gettext("Mailbox")),
        FormField("ports", gettext("Ports"), "checks", hint=ports_hint, choices=queries.port_choices(), checked=chosen),
        FormField("webhook", gettext("Address of the webhook")),
        FormField(
            "secret", gettext("Secret that signs the webhook"), hint=gettext("Leave empty to keep the present one")
        ),
    ]


def _authority_fields(row: Authority | None) -> list[FormField]:
    kind = [] if row else [FormField("kind", gettext("Kind of ban"), "select", choices=[*KINDS.items()])]
    return [
        *_code_field(row, gettext("Small letters, digits and hyphens; it stays")),
        *kind,
        *_name_fields("name", gettext("Name")),
        FormField("mailbox", gettext("Mailbox for reminders")),
        FormField(
            "office", gettext("Office that answers for its bans"), "select", choices=_offices("court", "prosecutor")
        ),
        FormField("prosecutor", gettext("Prosecutor's office to inform"), "select", choices=_offices("prosecutor")),
    ]


def _authority_opening(row: Authority) -> dict[str, str]:
    names = {f"name_{code}": str(getattr(row, f"name_{code}")) for code in LANGUAGES}
    offices = {key: office.code if (office := getattr(row, key)) else "" for key in ("office", "prosecutor")}
    return {**names, **offices, "mailbox": row.mailbox}


def _authority_table(sent: QueryDict) -> Table:
    return {**_text(sent, "code", "kind", "mailbox", "office", "prosecutor"), "names": _languages(sent, "name")}


def _ports(row: Desk) -> str:
    return ", ".join(port.locode for port in row.ports.all()) or gettext("All ports")


def gate_rows(row: object) -> list[list[ListCell]]:
    """Returns the gates of a facility as rows of a table; none for other rows."""
    gates = gates_of_facility(row) if isinstance(row, Facility) else []
    return [
        [ListCell(gate.code, link=reverse("gate_edit", args=[gate.pk])), ListCell(gate_name(gate))] for gate in gates
    ]


_DESK_KINDS = {
    DeskKind.PROSECUTOR.value: _("Prosecutor's office"),
    DeskKind.POLICE.value: _("Police"),
    DeskKind.DRILL.value: _("Drills"),
}
RECORD_KINDS: Mapping[str, RecordKind] = {
    "organisations": RecordKind(
        slug="organisations",
        table="organisation",
        title=_("Organisations"),
        add=_("Add an organisation"),
        empty=_("There are no organisations yet. Add the first one."),
        rows=queries.organisations,
        searched=("code", "name"),
        columns=(_("Code"), _("Name"), _("Kind of organisation"), _("Mailbox"), _("Accounts")),
        cells=lambda row: [
            _link("organisations", row.code),
            ListCell(row.name),
            ListCell(ORGANISATION_KINDS[row.kind]),
            ListCell(row.mailbox),
            ListCell(str(row.users)),
        ],
        fields=_organisation_fields,
        opening=lambda row: {"name": row.name, "mailbox": row.mailbox},
        to_table=lambda sent: _text(sent, "code", "name", "kind", "mailbox"),
    ),
    "facilities": RecordKind(
        slug="facilities",
        table="facility",
        title=_("Facilities"),
        add=_("Add a facility"),
        empty=_("There are no facilities yet. Add the first one."),
        rows=queries.facilities,
        searched=("code", "name", "organisation__name", "port__name"),
        columns=(_("Code"), _("Name"), _("Organisation"), _("Telephone of the PFSO"), _("Gates")),
        cells=lambda row: [
            _link("facilities", row.code),
            ListCell(row.name),
            ListCell(row.organisation.name),
            ListCell(row.pfso_phone),
            ListCell(str(row.gates)),
        ],
        fields=_facility_fields,
        opening=lambda row: {"name": row.name, "organisation": row.organisation.code, "telephone": row.pfso_phone},
        to_table=_facility_table,
    ),
    "desks": RecordKind(
        slug="desks",
        table="desk",
        title=_("Alert desks"),
        add=_("Add a desk"),
        empty=_("There are no desks yet. Checks are answered once a prosecutor's office and a police force have one."),
        rows=queries.desks,
        searched=("code", "name", "organisation__name"),
        columns=(_("Code"), _("Name"), _("Kind of desk"), _("Organisation"), _("Ports"), _("Mailbox")),
        cells=lambda row: [
            _link("desks", row.code),
            ListCell(row.name),
            ListCell(_DESK_KINDS.get(row.kind, row.kind)),
            ListCell(row.organisation.name),
            ListCell(_ports(row)),
            ListCell(row.mailbox),
        ],
        fields=_desk_fields,
        opening=lambda row: {"name": row.name, "mailbox": row.mailbox, "webhook": row.webhook},
        to_table=lambda sent: {
            **_text(sent, "code", "organisation", "name", "mailbox", "webhook", "secret"),
            "ports": sent.getlist("ports"),
        },
    ),
    "authorities": RecordKind(
        slug="authorities",
        table="authority",
        title=_("Authorities"),
        add=_("Add an authority"),
        empty=_("There are no authorities yet. Add the courts and judges that impose bans."),
        rows=queries.authorities,
        searched=("code", "name_nl", "name_fr", "name_de", "name_en"),
        columns=(_("Code"), _("Name"), _("Kind of ban"), _("Office that answers for its bans")),
        cells=lambda row: [
            _link("authorities", row.code),
            ListCell(row.name(get_language() or "nl")),
            ListCell(KINDS[row.kind]),
            ListCell(row.office.name if row.office else ""),
        ],
        fields=_authority_fields,
        opening=_authority_opening,
        to_table=_authority_table,
    ),
}
