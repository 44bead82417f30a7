"""Reads an `aigis admin apply` file: every table and key is checked, and all faults are returned together."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from aigis.core.access.permissions import ROLES_OF, Role
from aigis.core.administration.key_readers import (
    Reader,
    read_choice,
    read_code,
    read_day,
    read_facility,
    read_gate_code,
    read_gates,
    read_key_network,
    read_list,
    read_mail,
    read_member,
    read_names,
    read_plan,
    read_port,
    read_telephone,
    read_text,
    read_username,
)
from aigis.core.administration.records import (
    AuthorityRecord,
    ClientRecord,
    DeskRecord,
    FacilityRecord,
    FileFault,
    Located,
    OrganisationRecord,
    PersonRecord,
    PortRecord,
    Record,
)
from aigis.core.administration.toml_lines import locate_tables
from aigis.core.bans.versions import BanKind
from aigis.core.checks.alert_routing import DeskKind
from aigis.core.errors import InvalidInput
from aigis.core.translations import LANGUAGES

_NAME, _LONG_NAME, _ADDRESS = read_text(80), read_text(120), read_text(400)
_DESK_KINDS = tuple(kind.value for kind in DeskKind)


@dataclass(frozen=True, slots=True)
class _TableRules:
    """How the tables of a name are read: the class of their records, a reader for each key, and those required."""

    record: type[Record]
    readers: Mapping[str, Reader]
    required: frozenset[str]
    renamed: Mapping[str, str]  # keys of the file by another name in the record


def _table(record: type[Record], required: str, readers: Mapping[str, Reader], **renamed: str) -> _TableRules:
    return _TableRules(record, readers, frozenset(required.split()), renamed)


_PERSON = {"unit": _NAME, "national_number": read_text(20), "gates": read_list(read_gate_code)}
# In the order in which they are carried out: each needs only what is before it.
TABLES: Mapping[str, _TableRules] = {
    "organisation": _table(
        OrganisationRecord,
        "code name kind",
        {"code": read_code, "name": _LONG_NAME, "kind": read_choice(*ROLES_OF), "mailbox": read_mail},
    ),
    "port": _table(PortRecord, "code name", {"code": read_port, "name": _NAME}),
    "facility": _table(
        FacilityRecord,
        "code organisation name gates",
        {"code": read_facility, "organisation": read_code, "name": _LONG_NAME, "gates": read_gates}
        | {"telephone": read_telephone, "plan": read_plan},
        plan="plans",
    ),
    "desk": _table(
        DeskRecord,
        "code organisation",
        {"code": read_code, "organisation": read_code, "name": _LONG_NAME, "kind": read_choice(*_DESK_KINDS)}
        | {"mailbox": read_mail, "ports": read_list(read_port), "webhook": _ADDRESS, "secret": _ADDRESS}
        | {"language": read_choice("nl", "fr", "de", "en")},
    ),
    "authority": _table(
        AuthorityRecord,
        "code names",
        {"code": read_code, "names": read_names, "kind": read_member(BanKind), "mailbox": read_mail}
        | {"office": read_code, "prosecutor": read_code},
    ),
    "person": _table(
        PersonRecord,
        "username organisation role",
        {"username": read_username, "organisation": read_code, "role": read_member(Role), "email": read_mail}
        | {"first_name": _NAME, "last_name": _NAME, "language": read_choice(*LANGUAGES), **_PERSON},
    ),
    "client": _table(
        ClientRecord,
        "name organisation role",
        {"name": _NAME, "organisation": read_code, "role": read_member(Role), "expires_on": read_day}
        | {"networks": read_list(read_key_network), **_PERSON},
    ),
}


def read_file(text: str) -> tuple[list[Located], list[FileFault]]:
    """Returns the records of a file in the order of `TABLES`, and every fault of its form."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        return [], [_not_toml(text, str(wrong))]
    lines = locate_tables(text)
    faults = [
        FileFault(1, name, f"There is no table '{name}'. The tables are {', '.join(TABLES)}.")
        for name in sorted(content.keys() - TABLES.keys())
    ]
    records: list[Located] = []
    for name in TABLES:
        tables = content.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            faults.append(FileFault(1, name, f"Write each of them as a table of its own, under [[{name}]]."))
            continue
        for number, table in enumerate(tables):
            record, wrong_keys = _read_table(name, table, lines.get((name, number), {"": 1}))
            faults += wrong_keys
            records += [record] if record else []
    return records, sorted(faults, key=lambda fault: fault.line)


def read_record(name: str, table: Mapping[str, Any]) -> tuple[Record | None, Mapping[str, InvalidInput]]:
    """Returns the record of one table, or what is wrong with its keys; a key may be wrong in one way at a time."""
    rules = TABLES[name]
    wrong: dict[str, InvalidInput] = {key: InvalidInput("Fill in this field.") for key in _missing(rules, table)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        try:
            values[rules.renamed.get(key, key)] = rules.readers[key](value)
        except InvalidInput as fault:
            wrong[key] = fault
    return (None, wrong) if wrong else (rules.record(**values), {})


def _not_toml(text: str, reason: str) -> FileFault:
    position = reason.rpartition("at line ")[2].partition(",")[0]
    line = int(position) if position.isdecimal() else len(text.splitlines()) or 1
    return FileFault(line, "file", f"This is not TOML: {reason}. Correct the line.")


def _read_table(
    name: str, table: Mapping[str, Any], lines: Mapping[str, int]
) -> tuple[Located | None, Sequence[FileFault]]:
    rules = TABLES[name]
    faults = [
        _fault(name, lines, key, f"Add this key; it is required in [[{name}]].") for key in _missing(rules, table)
    ]
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in rules.readers:
            offered = ", ".join(sorted(rules.readers))
            faults.append(_fault(name, lines, key, f"There is no such key. The keys are {offered}."))
            continue
        try:
            values[rules.renamed.get(key, key)] = rules.readers[key](value)
        except InvalidInput as wrong:
            faults.append(_fault(name, lines, key, wrong.sentence))
    if faults:
        return None, faults
    return Located(name, rules.record(**values), lines), []


def _missing(rules: _TableRules, table: Mapping[str, Any]) -> list[str]:
    order = [field.name for field in fields(rules.record)]
    return [key for key in order if key in rules.required and key not in table]


def _fault(name: str, lines: Mapping[str, int], key: str, sentence: str) -> FileFault:
    return FileFault(lines.get(key, lines[""]), f"{name}.{key}", sentence)
